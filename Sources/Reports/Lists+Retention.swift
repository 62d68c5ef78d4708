public import Storage

extension Lists {
  /// What has been kept long enough, counted for people and change by change for programs and the archive.
  ///
  /// - Parameters:
  ///   - decision: by which it was erased, by whom and when; nil for what would be.
  public static func retention(
    _ overdue: [Overdue], erasedBy decision: (text: String, person: String, at: Int64)?
  ) throws -> (listing: Listing, protocol: String) {
    struct Act: Encodable {
      let decision: String?
      let person: String?
      let at: Int64?
      let changes: [Overdue]
    }
    let act = Act(
      decision: decision?.text, person: decision?.person, at: decision?.at, changes: overdue)
    let groups = Dictionary(grouping: overdue) { [$0.scope, $0.type, $0.ground] }
    let rows = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, changes in
      [
        key[0], key[1], Set(changes.flatMap(\.fields)).sorted().joined(separator: " "),
        "\(Set(changes.map(\.record)).count)", "\(changes.count)",
        changes.map(\.since).min() ?? "", changes.map(\.since).max() ?? "", key[2],
      ]
    }
    let listing: Listing = (
      [
        ("scope", false), ("typ", false), ("fält", false), ("poster", true), ("ändringar", true),
        ("från", false), ("till", false), ("varför", false),
      ], rows, try json(act)
    )
    return (listing, CSV.excel.text(lines(overdue, decision)))
  }

  /// One line for each change: which, what of it, by which decision and when. What stood there is in none.
  private static func lines(
    _ overdue: [Overdue], _ decision: (text: String, person: String, at: Int64)?
  ) -> [[String]] {
    let head = [
      "scope", "typ", "post", "ändring", "fält", "räknat från", "varför", "beslut", "av", "när",
    ]
    return [head]
      + overdue.map { one in
        [
          one.scope, one.type, one.record, one.change, one.fields.joined(separator: " "),
          one.since, one.ground, decision?.text ?? "", decision?.person ?? "",
          decision.map { time($0.at) } ?? "",
        ]
      }
  }
}
