internal import Catalogue
internal import Replication

/// Writes what follows from the log: one row for each record, one for each open question, one for each link
/// between duplicates. Runs in its caller's transaction.
struct DerivedRows {
  let connection: Connection
  let catalogue: Catalogue

  static let tables = ["record", "item", "link", "verdict"]

  /// Recomputes the touched records, once each.
  func refold(_ touched: Set<RecordKey>, in scope: Scope) throws {
    var linked: Set<RecordKey> = []
    for place in touched.sorted(by: { ($0.type, $0.record) < ($1.type, $1.record) }) {
      let entries = try connection.entries(scope, place.type, place.record)
      let fold = Fold(entries)
      try write(fold, of: place, key: entries.lazy.compactMap(\.change.key).first, in: scope)
      try writeItems(of: fold, place, in: scope)
      try writeVerdicts(of: fold, entries, place, in: scope)
      linked.formUnion(try relink(fold, place, in: scope))
    }
    let settled = try settleDuplicates(linked, in: scope)
    try countQuestions(touched.union(settled), in: scope)
  }

  /// Throws everything derived away and writes it anew.
  ///
  /// - Parameter progress: told how many records are done, of how many.
  func rebuildAll(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws {
    for table in Self.tables { try connection.execute("DELETE FROM \(table)") }
    let places = try places()
    for (done, place) in places.enumerated() {
      try refold([place.place], in: place.scope)
      progress(done + 1, places.count)
    }
  }

  /// Every record the log tells of.
  func places() throws -> [(scope: Scope, place: RecordKey)] {
    try connection.rows(
      """
      SELECT DISTINCT scope, type, record FROM change WHERE type <> ''
      ORDER BY scope, type, record
      """
    ) { row in
      guard let scope = row[0].text.flatMap(Scope.init), let type = row[1].text,
        let record = row[2].text.flatMap(RecordID.init)
      else { throw JournalError.damagedRow("change") }
      return (scope, RecordKey(type: type, record: record))
    }
  }

  private func write(_ fold: Fold, of place: RecordKey, key: NaturalKey?, in scope: Scope) throws {
    guard fold.life != .absent else {
      try connection.run(
        "DELETE FROM record WHERE scope = ?1 AND type = ?2 AND id = ?3",
        .text(scope.name), .text(place.type), .id(place.record))
      return
    }
    let heads = JSON.array(fold.heads.map { .text($0.description) })
    let shown = JSON.object(fold.fields.map { .init($0.name, $0.provisional.json) })
    let rivals = fold.conflicts.map { field in
      JSON.Member(field.name, .array(field.candidates.map(\.value.json)))
    }
    try connection.run(
      """
      INSERT OR REPLACE INTO record (scope, type, id, unit, date, life, merged_into, open, beside,
        heads, key, fields, candidates)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, 0, ?7, ?8, ?9, ?10, ?11)
      """,
      .text(scope.name), .text(place.type), .id(place.record),
      .text(key?.unit.description ?? fold["unit"]?.provisional.string),
      .text(key?.date ?? fold["date"]?.provisional.string), .text(fold.life.rawValue),
      .flag(fold.isEditedBesideMerge), .json(heads), key.map { .json($0.json) } ?? .null,
      .json(shown), rivals.isEmpty ? .null : .json(.object(rivals)))
  }

  private func writeItems(of fold: Fold, _ place: RecordKey, in scope: Scope) throws {
    try connection.run(
      """
      DELETE FROM item WHERE scope = ?1 AND type = ?2 AND record = ?3 AND kind <> 'duplicate'
      """,
      .text(scope.name), .text(place.type), .id(place.record))
    let type = catalogue.type(place.type)
    let items = InboxItem.items(of: fold, type: place.type, record: place.record) { field in
      type?[field]?.policy != .latest
    }
    let rules = InboxItem.rules(of: fold, type: place.type, record: place.record)
    for item in items + rules { try insert(item, in: scope) }
  }

  private func writeVerdicts(
    of fold: Fold, _ entries: [LogEntry], _ place: RecordKey, in scope: Scope
  ) throws {
    try connection.run(
      "DELETE FROM verdict WHERE scope = ?1 AND type = ?2 AND record = ?3",
      .text(scope.name), .text(place.type), .id(place.record))
    guard !fold.verdicts.isEmpty else { return }
    let times = Dictionary(
      entries.map { ($0.change.id, $0.change.at) }, uniquingKeysWith: { first, _ in first })
    for held in fold.verdicts {
      try connection.run(
        """
        INSERT INTO verdict (scope, target, facet, type, record, status, reason, person, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """,
        .text(scope.name), .id(held.target), .text(held.status.facet.rawValue),
        .text(place.type), .id(place.record), .text(held.status.rawValue),
        .text(held.verdict.reason), .text(held.verdict.person), .integer(times[held.change]))
    }
  }

  func insert(_ item: InboxItem, in scope: Scope) throws {
    try connection.run(
      """
      INSERT INTO item (id, scope, kind, type, record, other, fields, change)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """,
      .id(item.id(in: scope)), .text(scope.name), .text(item.kind.rawValue), .text(item.type),
      .id(item.records[0]), .id(item.records.dropFirst().first),
      .json(.array(item.fields.map { .text($0) })), .id(item.change))
  }

  func countQuestions(_ places: Set<RecordKey>, in scope: Scope) throws {
    for place in places {
      // Two questions, because SQLite does not use two indexes for “record or other”.
      let questions = try connection.value(
        """
        SELECT (SELECT count(*) FROM item WHERE scope = ?1 AND type = ?2 AND record = ?3)
          + (SELECT count(*) FROM item WHERE scope = ?1 AND type = ?2 AND other = ?3)
        """,
        .text(scope.name), .text(place.type), .id(place.record))
      try connection.run(
        """
        UPDATE record SET open = ?4 WHERE scope = ?1 AND type = ?2 AND id = ?3 AND open <> ?4
        """,
        .text(scope.name), .text(place.type), .id(place.record), questions ?? .integer(0))
    }
  }
}

extension Value {
  var string: String? { if case .text(let text) = self { text } else { nil } }
}

extension SQLValue {
  static func json(_ json: JSON) -> SQLValue { .text(String(decoding: json.bytes, as: UTF8.self)) }

  /// One spelling for each value.
  var asJSON: JSON {
    switch self {
    case .null: .null
    case .integer(let number): .integer(number)
    case .text(let text): .text(text)
    case .blob(let bytes): .array(bytes.map { .integer(Int64($0)) })
    }
  }
}
