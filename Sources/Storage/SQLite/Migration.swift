/// The schema of what must never be lost, one step at a time. A step that has shipped is never edited.
struct Migration {
  var version: Int64
  var sql: String

  static let all = [
    Migration(version: 1, sql: text(PackageResources.journal_v1_sql)),
    Migration(version: 2, sql: text(PackageResources.journal_v2_sql)),
    Migration(version: 3, sql: text(PackageResources.journal_v3_sql)),
  ]

  static func text(_ resource: [UInt8]) -> String { String(decoding: resource, as: UTF8.self) }
}

extension Connection {
  /// Brings the file to the newest schema, counting applied steps in `PRAGMA user_version`.
  ///
  /// - Throws: `JournalError.fromTheFuture` for a file that a newer version has written.
  func migrate() throws {
    let newest = Migration.all.last?.version ?? 0
    // Most of the time there is nothing to do, and then nobody is made to wait for it.
    guard try value("PRAGMA user_version")?.integer != newest else { return }
    try transaction {
      let applied = try value("PRAGMA user_version")?.integer ?? 0
      guard applied <= newest else { throw JournalError.fromTheFuture(version: applied) }
      for migration in Migration.all where migration.version > applied {
        try execute(migration.sql)
        try execute("PRAGMA user_version = \(migration.version)")
      }
    }
  }
}
