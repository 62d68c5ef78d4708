import Catalogue
import Storage

/// How often something was held in each municipality in a year, by category.
struct ActivityCounts {
  /// By scope; a scope without an entry recorded no activity at all.
  private var byScope: [String: [Tally]] = [:]

  /// Occasions that are alike in all that KB asks.
  private struct Tally {
    let occasions: Int64
    let openItems: Int
    /// Held this year, by staff, not deleted.
    let counts: Truth
    let forChildren: Truth
    /// All that the category may turn out to be, the provisional first.
    let categories: [String?]

    func belongs(to codes: Set<String>, childrenOnly: Bool) -> Truth {
      let inCategory = Truth(categories.map { $0.map(codes.contains) ?? false })
      return counts && inCategory && (childrenOnly ? forChildren : Truth(true))
    }
  }

  init(_ days: DaysOfYear, rows: Rows) async throws {
    for row in try await rows(Self.sql, [.text("\(days.first)"), .text("\(days.last)")]) {
      guard let scope = row[0].text else { throw ReportError.unreadable(column: "scope") }
      let tally = row[6] == .null ? Self.settled(row) : try Self.disputed(row, in: days)
      if let tally { byScope[scope, default: []].append(tally) }
    }
  }

  /// The scopes that recorded any activity that year.
  var scopes: Set<String> { Set(byScope.keys) }

  /// Occasions in any of the categories. Nil when the scope recorded no activity that year.
  func figure(scope: String, categories: Set<String>, childrenOnly: Bool) -> Figure? {
    byScope[scope]?.reduce(Figure.zero) { sum, tally in
      let belongs = tally.belongs(to: categories, childrenOnly: childrenOnly)
      guard belongs.ever else { return sum }
      return sum
        + Figure(
          value: belongs.now ? tally.occasions : 0, lower: belongs.always ? tally.occasions : 0,
          upper: tally.occasions, openItems: tally.openItems)
    }
  }

  private static func settled(_ row: [SQLValue]) -> Tally {
    Tally(
      occasions: row[4].integer ?? 0, openItems: Int(clamping: row[5].integer ?? 0),
      counts: Truth(row[3] == .integer(1)), forChildren: Truth(row[2] == .integer(1)),
      categories: [row[1].text])
  }

  /// Nil when none of its dates lies in the year.
  private static func disputed(_ row: [SQLValue], in days: DaysOfYear) throws -> Tally? {
    let said = try Said(fields: row[6], candidates: row[7])
    let isInYear = Truth(said.possible("date").map { $0?.date.map(days.contains) ?? false })
    guard isInYear.ever else { return nil }
    let byStaff = Truth(said.possible("staff_organised").map { $0 != .bool(false) })
    let isKept = Truth(row[8].text == "edit-delete" ? [true, false] : [true])
    return Tally(
      occasions: 1, openItems: Int(clamping: row[5].integer ?? 0),
      counts: isInYear && byStaff && isKept,
      forChildren: Truth(said.possible("children_primary").map { $0 == .bool(true) }),
      categories: said.possible("category").map { $0?.text })
  }

  /// One statement, so that an activity that becomes disputed meanwhile is counted once. The settled
  /// ones are counted by SQLite; the disputed, which are few, come whole.
  private static let sql = """
    SELECT scope,
           CASE json_type(fields, '$.category')
             WHEN 'text' THEN json_extract(fields, '$.category') END AS category,
           json_type(fields, '$.children_primary') IS 'true' AS for_children,
           json_type(fields, '$.staff_organised') IS NOT 'false' AS by_staff,
           count(*), sum(open), NULL, NULL, NULL
    FROM record
    WHERE type = 'activity' AND life = 'alive' AND merged_into IS NULL AND candidates IS NULL
      AND date BETWEEN ?1 AND ?2
    GROUP BY scope, category, for_children, by_staff
    UNION ALL
    SELECT scope, NULL, NULL, NULL, 1, open, fields, candidates, life
    FROM record
    WHERE type = 'activity' AND life IN ('alive', 'edit-delete') AND merged_into IS NULL
      AND (candidates IS NOT NULL OR life = 'edit-delete')
      AND (date BETWEEN ?1 AND ?2 OR json_type(candidates, '$.date') IS NOT NULL)
    """
}
