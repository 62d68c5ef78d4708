import Catalogue
import Reports
import Testing

@Suite("Visits in KB's form")
struct VisitFigureTests {
  @Test(arguments: [
    ("reading", 120, 20, 100), ("tally", 120, 20, 100), ("reading_halved", 240, 20, 100),
    ("reading_halved", 241, 20, 101), ("reading", 0, 0, 0), ("reading_halved", 1, 3, -2),
  ])
  func `what one counter showed`(method: String, count: Int64, staff: Int64, visits: Int64)
    async throws
  {
    let figure = try await besok([
      visit("2026-03-02", method, count, ["staff_deduction": .integer(staff)])
    ])
    #expect(figure == .settled(visits))
  }

  @Test func `halves are added before they are rounded`() async throws {
    let figure = try await besok([
      visit("2026-03-02", "reading_halved", 1), visit("2026-03-03", "reading_halved", 1),
      visit("2026-03-03", "reading_halved", 1, counter: "annex"),
    ])
    #expect(figure == .settled(2))
  }

  @Test(
    arguments: [
      ([100, 101], 50, 5025), ([100, 101], 51, 5126), ([7], 52, 364), ([1, 0, 0], 50, 17),
      ([1, 1, 0], 50, 33),
    ] as [([Int64], Int64, Int64)])
  func `measuring weeks stand for the open weeks of the year`(
    counts: [Int64], weeks: Int64, visits: Int64
  ) async throws {
    let mondays = ["2026-03-02", "2026-05-11", "2026-09-21"]
    let figure = try await besok(
      zip(mondays, counts).map { monday, count in
        visit(
          monday, "measuring_week", count, ["open_weeks": .integer(weeks)], granularity: "week")
      })
    #expect(figure == .settled(visits))
  }

  @Test func `a counter that was read is not measured, its neighbour still is`() async throws {
    let weeks: [String: Answer] = ["open_weeks": .integer(10)]
    let figure = try await besok([
      visit("2026-03-02", "measuring_week", 7, weeks, granularity: "week"),
      visit("2026-05-11", "tally", 3),
      visit("2026-03-02", "measuring_week", 7, weeks, granularity: "week", counter: "annex"),
    ])
    #expect(figure == .settled(73))
  }

  @Test(arguments: [
    ("reading", "reading", 5), ("reading_halved", "reading", 5), ("tally", "reading", 100),
    ("tally", "tally", 5), ("reading", "tally", 5), ("reading", "reading_halved", 5),
  ])
  func `a day and its week count once: reading before tally, days before their week`(
    dayMethod: String, weekMethod: String, visits: Int64
  ) async throws {
    let count: Int64 = dayMethod == "reading_halved" ? 10 : 5
    let weekCount: Int64 = weekMethod == "reading_halved" ? 200 : 100
    let figure = try await besok([
      visit("2026-03-08", dayMethod, count),
      visit("2026-03-02", weekMethod, weekCount, granularity: "week"),
      visit("2026-03-09", "tally", 0),
    ])
    #expect(figure == .settled(visits))
  }

  @Test func `a week that is not counted itself stops no day`() async throws {
    let figure = try await besok([
      visit("2026-03-02", "reading", 100, granularity: "week"), visit("2026-03-03", "reading", 7),
      visit("2026-03-04", "tally", 5),
    ])
    #expect(figure == .settled(12))
  }

  @Test func `a week over New Year belongs to the year of its Monday`() async throws {
    let week = visit("2026-12-28", "reading", 70, granularity: "week")
    let day = visit("2027-01-02", "tally", 9)

    #expect(try await besok([week, day]) == .settled(70))
    #expect(try await besok([week, day], year: 2027) == .settled(0))
    #expect(try await besok([week], year: 2027) == nil)
  }

  @Test func `only staffed libraries and book buses are KB's`() async throws {
    let ledger = try Ledger()
    for (kind, letter) in zip(UnitKind.allCases, "ABCD") {
      try ledger.register([String(letter): facts(kind)])
    }
    try ledger.write(
      "ABCDE".enumerated().map { number, letter in
        visit("2026-03-02", "tally", 1 << Int64(number), unit: String(letter)).numbered(number)
      })

    #expect(try await ledger.report(2026).figure("Besok01") == .settled(1 + 2 + 16))
  }

  @Test func `a year without a number is unknown, a counted nought is nought`() async throws {
    #expect(try await besok([]) == nil)
    #expect(try await besok([visit("2025-03-02", "tally", 9)]) == nil)
    #expect(try await besok([visit("2026-03-02", "tally", 0)]) == .settled(0))
  }

  @Test func `two counts for one day span from the least to the greatest`() async throws {
    let figure = try await besok([
      visit(
        "2026-03-02", "tally", 12, disputed: ["count": [.integer(12), .integer(8), .integer(21)]],
        open: 1), visit("2026-03-03", "tally", 100),
    ])
    #expect(figure == Figure(value: 112, lower: 108, upper: 121, openItems: 1))
  }

  @Test func `a disputed method is a dispute about the week, too`() async throws {
    let figure = try await besok([
      visit("2026-03-02", "tally", 100, granularity: "week"),
      visit("2026-03-04", "tally", 9, life: "edit-delete"),
    ])
    #expect(figure == Figure(value: 9, lower: 9, upper: 100, openItems: 0))
  }

  @Test func `numbers that nobody can have counted do not stop the report`() async throws {
    let most: Int64 = 9_007_199_254_740_991
    let figure = try await besok(
      (1...28).map { day in
        visit("2026-02-\(day < 10 ? "0" : "")\(day)", "tally", most)
      })
    #expect(figure?.value == 28 * most)
  }

  private func besok(_ records: [Row], year: Int = 2026) async throws -> Figure? {
    let ledger = try Ledger()
    try ledger.write(records.enumerated().map { $1.numbered($0) })
    return try await ledger.report(year).figure("Besok01")
  }
}

func visit(
  _ date: String, _ method: String, _ count: Int64, _ fields: [String: Answer] = [:],
  granularity: String = "day", counter: String = "", unit: String = OrgUnit.builtIn[0].id,
  disputed: [String: [Answer]] = [:], life: String = "alive", open: Int = 0
) -> Row {
  let usual: [String: Answer] = ["method": .text(method), "count": .integer(count)]
  return Row(
    type: "visit", id: "",
    key: KeyParts(
      type: "visit", unit: unit, date: date, granularity: granularity, counter: counter),
    fields: usual.merging(fields) { $1 }, candidates: disputed, life: life, open: open)
}

func facts(
  _ kind: UnitKind = .branch, scope: String = "1715", municipality: String = "Kil"
) -> UnitFacts {
  UnitFacts(
    name: municipality, scope: scope, municipality: municipality, kind: kind, sigel: nil,
    validFrom: CivilDate("2012-01-01")!, validTo: nil)
}
