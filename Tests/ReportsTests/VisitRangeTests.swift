import Catalogue
import Reports
import TestSupport
import Testing

@Suite("Ranges of visits are exact")
struct VisitRangeTests {
  @Test(arguments: UInt64(1)...150)
  func `a range spans every way to decide, and nothing more`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let rows = anyCounts(using: &random)
    let ledger = try Ledger()
    try ledger.write(rows)

    for year in [2026, 2027] {
      let ways = worlds(of: rows).map { visits(in: $0, of: rows, year) }
      let shown = visits(in: provisional(rows), of: rows, year)
      guard let figure = try await ledger.report(year).figure("Besok01") else {
        #expect(ways.allSatisfy { $0 == 0 }, "seed \(seed) \(year)")
        continue
      }

      #expect(figure.value == shown, "seed \(seed) \(year)")
      #expect(figure.lower == ways.min(), "seed \(seed) \(year)")
      #expect(figure.upper == ways.max(), "seed \(seed) \(year)")
      #expect((figure.lower...figure.upper).contains(figure.value))
    }
  }

  /// The rule as it is written: what ranks higher is taken first, days before weeks, and whatever
  /// overlaps something taken is left.
  private func visits(in world: World, of rows: [Row], _ year: Int) -> Int64 {
    var halves: Int64 = 0
    for counter in Set(rows.compactMap(\.key?.counter)) {
      var taken: [Heard] = []
      let heard = zip(rows, world).compactMap { row, fields in
        row.key?.counter == counter ? Heard(row.key, fields) : nil
      }
      for count in heard.sorted(by: { $0.comesBefore($1) }) {
        if !taken.contains(where: { $0.days.overlaps(count.days) }) { taken.append(count) }
      }
      let own = taken.filter { $0.days.lowerBound.year == year }
      let direct = own.filter { $0.rank > 1 }
      let measured = own.reduce(0) { $0 + $1.amount }
      halves +=
        direct.isEmpty
        ? 2 * rounded(measured, per: Int64(own.count)) : direct.reduce(0) { $0 + $1.amount }
    }
    return rounded(halves, per: 2)
  }

  private func rounded(_ number: Int64, per divisor: Int64) -> Int64 {
    divisor == 0 ? 0 : Int64((Double(number) / Double(divisor) + 0.5).rounded(.down))
  }

  private func anyCounts(using random: inout SeededRandom) -> [Row] {
    let days = [
      "2026-12-21", "2026-12-22", "2026-12-28", "2026-12-31", "2027-01-01", "2027-01-05",
    ]
    let weeks = ["2026-12-21", "2026-12-28", "2027-01-04"]
    var keys: Set<KeyParts> = []
    for _ in 0..<Int.random(in: 1...7, using: &random) {
      let isWeek = random.happens(onceIn: 2)
      keys.insert(
        KeyParts(
          type: "visit", unit: OrgUnit.builtIn[0].id, date: random.one(of: isWeek ? weeks : days),
          granularity: isWeek ? "week" : "day", counter: random.one(of: ["", "", "annex"])))
    }
    let sorted = keys.sorted {
      ($0.date, $0.granularity, $0.counter) < ($1.date, $1.granularity, $1.counter)
    }
    return sorted.enumerated().map { anyCount($1, using: &random).numbered($0) }
  }

  private func anyCount(_ key: KeyParts, using random: inout SeededRandom) -> Row {
    var row = Row(type: "visit", id: "", key: key, fields: [:])
    let methods = ["reading", "reading_halved", "tally", "measuring_week", "measuring_week"]
    random.dispute("method", methods.map { .text($0) }, in: &row)
    random.dispute("count", [.integer(5), .integer(8), .integer(31), .null], in: &row)
    if random.happens(onceIn: 3) {
      random.dispute("staff_deduction", [.integer(1), .integer(2), .null], in: &row)
    }
    random.dispute("open_weeks", [.integer(2), .integer(50), .integer(50)], in: &row)
    if random.happens(onceIn: 6) { row.life = "edit-delete" }
    return row
  }
}

/// A count as somebody may have meant it.
private struct Heard {
  let rank: Int
  let isWeek: Bool
  let days: ClosedRange<CivilDate>
  /// Half visits, or for a measuring week visits times open weeks.
  let amount: Int64

  init?(_ key: KeyParts?, _ fields: [String: Answer]?) {
    guard let days = key?.days, let fields, case .integer(let count)? = fields["count"],
      case .text(let method)? = fields["method"]
    else { return nil }
    var staff: Int64 = 0
    if case .integer(let number)? = fields["staff_deduction"] { staff = number }
    isWeek = days.count > 1
    self.days = days
    switch (method, fields["open_weeks"]) {
    case ("reading", _): (rank, amount) = (3, 2 * (count - staff))
    case ("reading_halved", _): (rank, amount) = (3, count - 2 * staff)
    case ("tally", _): (rank, amount) = (2, 2 * (count - staff))
    case ("measuring_week", .integer(let weeks)?) where isWeek:
      (rank, amount) = (1, (count - staff) * weeks)
    default: return nil
    }
  }

  func comesBefore(_ other: Heard) -> Bool {
    rank != other.rank ? rank > other.rank : !isWeek && other.isWeek
  }
}

extension ClosedRange<CivilDate> {
  fileprivate var count: Int { upperBound.dayNumber - lowerBound.dayNumber + 1 }
}
