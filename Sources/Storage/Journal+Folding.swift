// Derived rows. After every transaction they are exactly the fold of the log; `rebuild` proves it.

internal import Catalogue
internal import Replication

extension Journal {
  /// Raised whenever derived.sql or what is written into it changes.
  static let derivedVersion: Int64 = 6

  static func openDerived(_ connection: Connection, catalogue: Catalogue) throws {
    let known = try connection.value(
      "SELECT value FROM meta WHERE name = ?1", .text(Meta.derivedVersion.rawValue))
    guard known?.integer != derivedVersion else { return }
    try connection.transaction {
      try connection.execute(Migration.text(PackageResources.derived_sql))
      try connection.run(
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)",
        .text(Meta.derivedVersion.rawValue), .integer(derivedVersion))
      try DerivedRows(connection: connection, catalogue: catalogue).rebuildAll()
    }
  }

  /// Recomputes the touched records, once each, in the caller's transaction.
  func refold(_ touched: Set<RecordKey>, in scope: Scope) throws {
    let rows = DerivedRows(connection: connection, catalogue: catalogue)
    try rows.refold(touched, in: scope)
    let erased = try touched.filter { try eraseAsDecided($0, in: scope) }
    if !erased.isEmpty { try rows.refold(erased, in: scope) }
  }
}
