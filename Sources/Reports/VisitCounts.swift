import Catalogue
import Storage

/// Physical visits in each municipality in a year.
struct VisitCounts {
  /// By scope; a scope without an entry recorded no visits at all.
  private var byScope: [String: Figure] = [:]

  /// - Parameter kinds: the kind of each unit in the register. A unit that is not there is taken for
  ///   staffed, so that a branch sees its own figures before its first contact.
  init(_ days: DaysOfYear, kinds: [String: UnitKind], rows: Rows) async throws {
    let dates = days.withReachingWeeks
    var counters: [String: [String: [VisitRecord]]] = [:]
    for row in try await rows(
      Self.sql, [.text("\(dates.lowerBound)"), .text("\(dates.upperBound)")])
    {
      guard let record = try VisitRecord(row, in: days),
        kinds[record.unit]?.countsVisits ?? true
      else { continue }
      counters[record.scope, default: [:]][record.counter, default: []].append(record)
    }
    byScope = counters.compactMapValues { Self.figure(ofCounters: Array($0.values)) }
  }

  /// The scopes that recorded any visits that year.
  var scopes: Set<String> { Set(byScope.keys) }

  /// Nil when the scope recorded no visits that year.
  func figure(scope: String) -> Figure? { byScope[scope] }

  /// Rounded once, after all counters are added.
  private static func figure(ofCounters counters: [[VisitRecord]]) -> Figure? {
    let own = counters.joined().filter { $0.isInYear && $0.saysSomething }
    guard !own.isEmpty else { return nil }
    let shown = counters.map { halfVisits(of: $0.map(\.shown)) }.reduce(.zero, +)
      .dividedRoundingHalfUp(by: 2)
    let possible = counters.map { halfVisits(of: $0.map(\.possible)) }.reduce(.zero, +)
      .dividedRoundingHalfUp(by: 2)
    return Figure(
      value: Int64(clamping: shown.low), lower: Int64(clamping: possible.low),
      upper: Int64(clamping: possible.high), openItems: own.reduce(0) { $0 + $1.openItems })
  }

  private static let sql = """
    SELECT scope, unit, hex(json_extract(key, '$[4]')), date, json_extract(key, '$[3]'),
           life, open, fields, candidates
    FROM record
    WHERE type = 'visit' AND life IN ('alive', 'edit-delete') AND merged_into IS NULL
      AND date BETWEEN ?1 AND ?2
    """
}
