// At the aggregator: what was done by whom, and who was turned away. Rows are added and never changed.

/// One line of the audit log. No value of a record's field may stand in it.
public struct AuditEntry: Equatable, Sendable {
  /// Milliseconds since 1970.
  public var at: Int64
  /// An alias or a device; empty for nobody who is known.
  public var actor: String
  /// An IP address, or `terminal` and the account of the computer.
  public var origin: String
  /// A command, or a method and the pattern of a path.
  public var act: String
  /// Whom or what it was about.
  public var about: String
  /// `done`, `failed`, or the code of a refusal.
  public var outcome: String

  public init(
    at: Int64, actor: String, origin: String, act: String, about: String, outcome: String
  ) {
    self.at = at
    self.actor = actor
    self.origin = origin
    self.act = act
    self.about = about
    self.outcome = outcome
  }
}

extension Journal {
  /// What an outsider can make the log hold in one place.
  static let auditCharactersMax = 200

  public func note(_ entry: AuditEntry) throws {
    let texts = [entry.actor, entry.origin, entry.act, entry.about, entry.outcome].map {
      SQLValue.text(
        String(String.UnicodeScalarView($0.unicodeScalars.prefix(Self.auditCharactersMax))))
    }
    try connection.run(
      """
      INSERT INTO audit (at, actor, origin, act, about, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """,
      .integer(entry.at), texts[0], texts[1], texts[2], texts[3], texts[4])
  }

  /// - Parameters:
  ///   - since: milliseconds since 1970; nil for everything.
  ///   - newest: how many of the newest; nil for all.
  /// - Returns: the oldest first.
  public func auditLog(since: Int64?, newest: Int? = nil) throws -> [AuditEntry] {
    try connection.rows(
      """
      SELECT at, actor, origin, act, about, outcome FROM
        (SELECT * FROM audit WHERE at >= ?1 ORDER BY n DESC LIMIT ?2)
      ORDER BY n
      """, .integer(since ?? .min), .integer(newest.map(Int64.init) ?? -1)
    ) { row in
      AuditEntry(
        at: row[0].integer ?? 0, actor: row[1].text ?? "", origin: row[2].text ?? "",
        act: row[3].text ?? "", about: row[4].text ?? "", outcome: row[5].text ?? "")
    }
  }
}
