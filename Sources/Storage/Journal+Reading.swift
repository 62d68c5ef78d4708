// What people look at. Reports ask through `Reader`; these methods serve lists, forms and the inbox.

public import Replication

/// A record as a person sees it.
public struct RecordView: Sendable {
  public let scope: Scope
  public let type: String
  public let id: RecordID
  public let key: NaturalKey?
  public let fold: Fold
  /// Oldest first, as this node came to hold them.
  public let history: [LogEntry]
}

/// An open question with what is needed to answer it.
public struct QuestionView: Sendable {
  public let id: ItemID
  public let item: InboxItem
  /// The record in question; for a duplicate both.
  public let records: [RecordView]
}

/// What this node holds and waits for.
public struct Standing: Equatable, Sendable {
  /// Changes recorded on this installation.
  public var saved: Int64 = 0
  /// Of those, how many the aggregator holds.
  public var acknowledged: Int64 = 0
  /// All changes that are still to be offered.
  public var waiting: Int64 = 0
  public var aside: Int64 = 0
  public var openItems: Int64 = 0
  /// Clicks that are not a change yet.
  public var openClicks: Int64 = 0
}

extension Journal {
  /// Looks a record up by its id or an unambiguous beginning of at least four characters.
  public func record(_ prefix: String) throws -> RecordView? {
    try connection.snapshot {
      let rows = try connection.rows(
        """
        SELECT scope, type, id FROM record
        WHERE id = ?1 OR (length(?1) >= 4 AND substr(id, 1, length(?1)) = ?1) LIMIT 2
        """, .text(prefix)
      ) { row in (row[0].text.flatMap(Scope.init), row[1].text, row[2].text.flatMap(RecordID.init)) }
      guard rows.count == 1, case (let scope?, let type?, let id?) = rows[0] else { return nil }
      return try view(scope, RecordKey(type: type, record: id))
    }
  }

  private func view(_ scope: Scope, _ place: RecordKey) throws -> RecordView {
    let entries = try connection.entries(scope, place.type, place.record)
    return RecordView(
      scope: scope, type: place.type, id: place.record,
      key: entries.lazy.compactMap(\.change.key).first, fold: Fold(entries), history: entries)
  }

  /// The open questions of a scope, or of all, oldest records first.
  public func questions(in scope: Scope? = nil) throws -> [QuestionView] {
    try connection.snapshot {
      let rows = try connection.rows(
        """
        SELECT scope, kind, type, record, other, fields FROM item
        WHERE ?1 IS NULL OR scope = ?1 ORDER BY scope, type, record, kind
        """, .text(scope?.name)
      ) { row in try Self.item(row) }
      return try rows.map { scope, item in
        QuestionView(
          id: item.id(in: scope), item: item,
          records: try item.records.map { try view(scope, RecordKey(type: item.type, record: $0)) })
      }
    }
  }

  private static func item(_ row: Statement) throws -> (Scope, InboxItem) {
    guard let scope = row[0].text.flatMap(Scope.init),
      let kind = row[1].text.flatMap(InboxItem.Kind.init), let type = row[2].text,
      let record = row[3].text.flatMap(RecordID.init),
      let fields = try? LineScanner.scan(Array((row[5].text ?? "").utf8)).items
    else { throw JournalError.damagedRow("item") }
    let other = row[4].text.flatMap(RecordID.init)
    return (
      scope,
      InboxItem(
        kind: kind, type: type, records: [record] + [other].compactMap { $0 },
        fields: fields.compactMap(\.text))
    )
  }

  public func standing() throws -> Standing {
    try connection.snapshot {
      let counts = try connection.rows(
        """
        SELECT coalesce(sum(mine), 0), coalesce(sum(mine AND n IS NOT NULL), 0),
          (SELECT count(*) FROM change WHERE n IS NULL),
          (SELECT count(*) FROM aside), (SELECT count(*) FROM item),
          (SELECT coalesce(sum(abs(amount)), 0) FROM tally)
        FROM change
        """
      ) { row in (0..<6).map { row[$0].integer ?? 0 } }
      guard let counts = counts.first else { return Standing() }
      return Standing(
        saved: counts[0], acknowledged: counts[1], waiting: counts[2], aside: counts[3],
        openItems: counts[4], openClicks: counts[5])
    }
  }

  /// The newest mark of every scope this node holds.
  public func tips() throws -> [Scope: Mark] {
    try connection.snapshot {
      let scopes = try connection.rows("SELECT DISTINCT scope FROM arrival ORDER BY scope") {
        $0[0].text.flatMap(Scope.init)
      }.compactMap { $0 }
      return try Dictionary(uniqueKeysWithValues: scopes.map { ($0, try connection.tip($0)) })
    }
  }

  /// The newest mark of one scope.
  public func tip(of scope: Scope) throws -> Mark {
    try connection.snapshot { try connection.tip(scope) }
  }
}

/// How much a scope holds.
public struct ScopeCount: Equatable, Sendable {
  public let scope: String
  public let changes: Int64
  public let openItems: Int64
}

extension Journal {
  public func scopeCounts() throws -> [ScopeCount] {
    try connection.rows(
      """
      SELECT scope, count(*), (SELECT count(*) FROM item WHERE item.scope = change.scope)
      FROM change GROUP BY scope ORDER BY scope
      """
    ) { row in
      ScopeCount(
        scope: row[0].text ?? "", changes: row[1].integer ?? 0, openItems: row[2].integer ?? 0)
    }
  }
}
