// Derived rows are written anew, or compared with what they should be, while recording goes on.

internal import Catalogue
internal import Replication

extension Journal {
  static let rebuiltRecordsMax = 200

  /// Writes every derived row anew from the log, some records in each transaction. Whenever it is broken off, every
  /// row is either as it was or right.
  ///
  /// - Parameters:
  ///   - progress: told how many records are done, of how many.
  ///   - pause: called between two transactions. Whoever waits for the database needs a moment to notice.
  public func rebuild(
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    pause: @Sendable () async throws -> Void = {}
  ) async throws {
    let rows = DerivedRows(connection: connection, catalogue: catalogue)
    let places = try rows.places()
    var done = 0
    while done < places.count {
      let batch = places[done..<min(done + Self.rebuiltRecordsMax, places.count)]
      try connection.transaction {
        for place in batch {
          try rows.refold([place.place], in: place.scope)
          done += 1
          progress(done, places.count)
        }
      }
      try await pause()
    }
    try connection.transaction { try rows.removeStrays() }
  }

  /// Compares the derived tables with freshly written ones, which stand in temporary tables of the same names on a
  /// connection of their own: nobody waits for it.
  static func wrongRows(
    in path: String, catalogue: Catalogue, progress: (_ done: Int) -> Void
  ) throws -> [Discrepancy] {
    let own = try Connection(reading: path)
    try own.execute(temporaryTables)
    return try own.snapshot {
      try DerivedRows(connection: own, catalogue: catalogue).rebuildAll { done, of in
        if done.isMultiple(of: 1_000) || done == of { progress(done) }
      }
      return try DerivedRows.tables
        .filter { try own.hash(ofTable: "main.\($0)") != own.hash(ofTable: "temp.\($0)") }
        .map { .wrongRows(table: $0) }
    }
  }

  /// The schema of the derived tables, in the database that SQLite looks into first.
  private static var temporaryTables: String {
    var schema = Migration.text(PackageResources.derived_sql)
    for words in ["DROP TABLE IF EXISTS ", "CREATE TABLE ", "CREATE INDEX "] {
      schema.replace(words, with: "\(words)temp.")
    }
    return schema
  }
}

extension Connection {
  fileprivate func hash(ofTable table: String) throws -> Hash {
    var hash = Hash(of: [])
    _ = try rows("SELECT * FROM \(table) ORDER BY 1, 2, 3, 4") { row in
      let values = (0..<row.columnCount).map { row[$0].asJSON }
      hash = Hash(of: hash.bytes + JSON.array(values).bytes)
    }
    return hash
  }
}

extension DerivedRows {
  /// Rows of records that the log does not know, and questions about duplicates that are none.
  fileprivate func removeStrays() throws {
    let names = ["record": "id", "link": "a"]
    for table in Self.tables {
      let record = names[table] ?? "record"
      try connection.execute(
        """
        DELETE FROM \(table) WHERE NOT EXISTS (
          SELECT 1 FROM change INDEXED BY change_of_record
          WHERE change.record = \(table).\(record) AND change.type = \(table).type
            AND change.scope = \(table).scope)
        """)
    }
    let asked = try connection.rows(
      """
      SELECT scope, type, record, other FROM item WHERE kind = 'duplicate'
      ORDER BY scope, type, record
      """
    ) { row in
      (
        scope: row[0].text.flatMap(Scope.init), type: row[1].text ?? "",
        records: [row[2], row[3]].compactMap { $0.text.flatMap(RecordID.init) }
      )
    }
    for case (let scope?, let type, let records) in asked {
      let places = Set(records.map { RecordKey(type: type, record: $0) })
      let settled = try settleDuplicates(places, in: scope)
      try countQuestions(places.union(settled), in: scope)
    }
  }
}
