// Two people wrote about one event: `_same_as` links the records, and of every component of linked records the one
// with the smallest id that is alive stands for all. The others are hidden and not counted.

internal import Replication

extension DerivedRows {
  /// Writes the links a record's fields name, and returns the components that this can have changed.
  func relink(_ fold: Fold, _ place: RecordKey, in scope: Scope) throws -> Set<RecordKey> {
    let old = try neighbours(of: place, in: scope)
    guard !fold.links.isEmpty || !old.isEmpty else { return [] }
    try connection.run(
      "DELETE FROM link WHERE scope = ?1 AND type = ?2 AND a = ?3",
      .text(scope.name), .text(place.type), .id(place.record))
    for other in fold.links where other != place.record {
      try connection.run(
        "INSERT OR IGNORE INTO link (scope, type, a, b) VALUES (?1, ?2, ?3, ?4)",
        .text(scope.name), .text(place.type), .id(place.record), .id(other))
    }
    let now = fold.links.map { RecordKey(type: place.type, record: $0) }
    return Set([place] + old + now)
  }

  private func neighbours(of place: RecordKey, in scope: Scope) throws -> [RecordKey] {
    try connection.rows(
      """
      SELECT b FROM link WHERE scope = ?1 AND type = ?2 AND a = ?3
      UNION SELECT a FROM link WHERE scope = ?1 AND type = ?2 AND b = ?3 ORDER BY 1
      """,
      .text(scope.name), .text(place.type), .id(place.record)
    ) { $0[0].text.flatMap(RecordID.init) }
    .compactMap { $0.map { RecordKey(type: place.type, record: $0) } }
  }

  /// Chooses who stands for each component that one of `places` belongs to.
  ///
  /// - Returns: everyone in these components.
  func settleDuplicates(_ places: Set<RecordKey>, in scope: Scope) throws -> Set<RecordKey> {
    var open = places
    var settled: Set<RecordKey> = []
    while let start = open.popFirst() {
      let members = try component(of: start, in: scope)
      let component = members.map { RecordKey(type: start.type, record: $0.id) }
      open.subtract(component)
      settled.formUnion(component)
      try settle(members, type: start.type, in: scope)
    }
    return settled
  }

  private struct Member {
    let id: RecordID
    let isAlive: Bool
    let isEditedBeside: Bool
    let distinctFrom: Set<String>
  }

  private func component(of start: RecordKey, in scope: Scope) throws -> [Member] {
    try connection.rows(
      """
      WITH RECURSIVE same (id) AS (
        SELECT ?3
        UNION
        SELECT link.b FROM same JOIN link
          ON link.scope = ?1 AND link.type = ?2 AND link.a = same.id
        UNION
        SELECT link.a FROM same JOIN link
          ON link.scope = ?1 AND link.type = ?2 AND link.b = same.id
      )
      SELECT record.id, record.life, record.beside,
        json_extract(record.fields, '$._distinct_from')
      FROM same JOIN record ON record.scope = ?1 AND record.type = ?2 AND record.id = same.id
      ORDER BY record.id
      """,
      .text(scope.name), .text(start.type), .id(start.record)
    ) { row -> Member? in
      guard let id = row[0].text.flatMap(RecordID.init) else { return nil }
      let distinct = try? LineScanner.scan(Array((row[3].text ?? "[]").utf8))
      return Member(
        id: id, isAlive: row[1].text != Fold.Life.deleted.rawValue,
        isEditedBeside: row[2].integer == 1,
        distinctFrom: Set((distinct?.items ?? []).compactMap(\.text)))
    }.compactMap { $0 }
  }

  private func settle(_ members: [Member], type: String, in scope: Scope) throws {
    let representative = members.filter(\.isAlive).map(\.id).min()
    for member in members {
      let hidden = member.isAlive && member.id != representative ? representative : nil
      try connection.run(
        "UPDATE record SET merged_into = ?4 WHERE scope = ?1 AND type = ?2 AND id = ?3",
        .text(scope.name), .text(type), .id(member.id), .id(hidden))
      try connection.run(
        """
        DELETE FROM item WHERE kind = 'duplicate' AND id IN (
          SELECT id FROM item WHERE scope = ?1 AND type = ?2 AND record = ?3
          UNION SELECT id FROM item WHERE scope = ?1 AND type = ?2 AND other = ?3)
        """,
        .text(scope.name), .text(type), .id(member.id))
    }
    guard let representative, let first = members.first(where: { $0.id == representative }) else {
      return
    }
    for member in members where member.isAlive && member.id != representative {
      let isDistinct =
        member.distinctFrom.contains(representative.description)
        || first.distinctFrom.contains(member.id.description)
      guard member.isEditedBeside, !isDistinct else { continue }
      try insert(
        InboxItem(kind: .duplicate, type: type, records: [member.id, representative]), in: scope)
    }
  }
}
