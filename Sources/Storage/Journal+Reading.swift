// What people look at. Reports ask through `Reader`; these methods serve lists, forms and the inbox.

internal import Catalogue
public import Replication

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
  /// Of the open questions, changes that a verdict set apart.
  public var apart: Int64 = 0
  /// Clicks that are not a change yet.
  public var openClicks: Int64 = 0
}

extension Journal {
  /// Looks a record up by its id or an unambiguous beginning of at least four characters. A record of which
  /// everything was set apart is found too: whoever wrote it has to see why.
  public func view(_ prefix: String) throws -> RecordView? {
    try connection.snapshot {
      guard let (scope, place) = try place(prefix) else { return nil }
      return try view(scope, place)
    }
  }

  func place(_ prefix: String) throws -> (scope: Scope, place: RecordKey)? {
    let rows = try connection.rows(
      """
      SELECT scope, type, id FROM record
      WHERE id = ?1 OR (length(?1) >= 4 AND substr(id, 1, length(?1)) = ?1)
      UNION SELECT scope, type, record FROM item
      WHERE record = ?1 OR (length(?1) >= 4 AND substr(record, 1, length(?1)) = ?1)
      UNION SELECT scope, type, record FROM change INDEXED BY change_of_record WHERE record = ?1
      LIMIT 2
      """, .text(prefix)
    ) { row in (row[0].text.flatMap(Scope.init), row[1].text, row[2].text.flatMap(RecordID.init)) }
    guard rows.count == 1, case (let scope?, let type?, let id?) = rows[0] else { return nil }
    return (scope, RecordKey(type: type, record: id))
  }

  private func view(_ scope: Scope, _ place: RecordKey) throws -> RecordView {
    RecordView(scope, place, try connection.entries(scope, place.type, place.record))
  }

  /// The open questions of a scope, or of all.
  public func questions(in scope: Scope? = nil) throws -> [QuestionView] {
    try connection.snapshot {
      try items(in: scope).map { try question($1, in: $0) }
    }
  }

  private func question(_ item: InboxItem, in scope: Scope) throws -> QuestionView {
    let records = try item.records.map { record in
      try view(scope, RecordKey(type: item.type, record: record))
    }
    let said = try item.change.flatMap { try reason(about: $0, in: scope) }
    return QuestionView(
      id: item.id(in: scope).description, kind: item.kind.rawValue, scope: scope.name,
      type: item.type, record: item.records[0].description, fields: item.fields,
      change: item.change?.description, sentence: said.map(DoorReason.sentence),
      records: records)
  }

  private func reason(about change: ChangeID, in scope: Scope) throws -> String? {
    try connection.value(
      """
      SELECT reason FROM verdict
      WHERE scope = ?1 AND target = ?2 AND status IN ('quarantined', 'erased') ORDER BY facet
      """,
      .text(scope.name), .id(change))?.text
  }

  func items(in scope: Scope? = nil) throws -> [(Scope, InboxItem)] {
    try connection.rows(
      """
      SELECT scope, kind, type, record, other, fields, change FROM item
      WHERE ?1 IS NULL OR scope = ?1 ORDER BY scope, type, record, kind, change
      """, .text(scope?.name)
    ) { row in
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
          change: row[6].text.flatMap(ChangeID.init), fields: fields.compactMap(\.text))
      )
    }
  }

  /// What the aggregator could not take.
  public func asides() throws -> [AsideView] {
    try connection.rows(
      "SELECT id, line, type, record, code, at FROM aside ORDER BY at, id"
    ) { row in
      AsideView(
        id: row[0].text ?? "", type: row[2].text ?? "", record: row[3].text ?? "",
        code: row[4].text ?? "", at: row[5].integer ?? 0,
        fields: try Change(held: row, at: 0).answers)
    }
  }

  public func standing() throws -> Standing {
    try connection.snapshot {
      let counts = try connection.rows(
        """
        SELECT coalesce(sum(mine), 0), coalesce(sum(mine AND n IS NOT NULL), 0),
          (SELECT count(*) FROM change WHERE n IS NULL),
          (SELECT count(*) FROM aside), (SELECT count(*) FROM item),
          (SELECT coalesce(sum(abs(amount)), 0) FROM tally),
          (SELECT count(*) FROM item WHERE kind = 'rule')
        FROM change
        """
      ) { row in (0..<7).map { row[$0].integer ?? 0 } }
      guard let counts = counts.first else { return Standing() }
      return Standing(
        saved: counts[0], acknowledged: counts[1], waiting: counts[2], aside: counts[3],
        openItems: counts[4], apart: counts[6], openClicks: counts[5])
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
public struct ScopeCount: Equatable, Encodable, Sendable {
  public let scope: String
  public let changes: Int64
  public let openItems: Int64
}

extension Journal {
  /// At the aggregator, where every change has an arrival number. The log is not read: whoever asks for the status
  /// needs no token.
  public func scopeCounts() throws -> [ScopeCount] {
    try connection.rows(
      """
      WITH RECURSIVE held (scope) AS (
        SELECT min(scope) FROM change
        UNION ALL
        SELECT (SELECT min(scope) FROM change WHERE change.scope > held.scope) FROM held
        WHERE scope IS NOT NULL
      )
      SELECT scope, (SELECT coalesce(max(n), 0) FROM arrival WHERE arrival.scope = held.scope),
        (SELECT count(*) FROM item WHERE item.scope = held.scope)
      FROM held WHERE scope IS NOT NULL ORDER BY scope
      """
    ) { row in
      ScopeCount(
        scope: row[0].text ?? "", changes: row[1].integer ?? 0, openItems: row[2].integer ?? 0)
    }
  }
}
