// What was erased from a row still stands in free parts of pages, in the log of writes, and in databases that a restore
// has put aside.

internal import Foundation
internal import Replication

extension Journal {
  /// What has to be written anew before no byte of an erased line is left.
  enum PurgeDue: String {
    case file, log
  }

  /// Writes the file anew when something was erased, empties the log of writes, and erases the same in databases that a
  /// restore has put aside. Cheap when there is nothing to do.
  ///
  /// - Returns: false when somebody reads just now and it has to be done again.
  @discardableResult
  public func purge() throws -> Bool {
    guard refusal == nil, let due = try meta(.purgeDue)?.text.flatMap(PurgeDue.init) else {
      return true
    }
    if due == .file {
      for path in databasesPutAside() { try? eraseAsHere(in: path) }
      try connection.execute("VACUUM")
      try setMeta([.purgeDue: .text(PurgeDue.log.rawValue)])
    }
    guard try connection.emptyLog() else { return false }
    try setMeta([.purgeDue: .null])
    return true
  }

  /// The databases that restores have put aside and that still hold something in full which is erased here: nobody can
  /// mend them, so they have to be removed by hand.
  public func unpurged() throws -> [String] {
    let stubs = try stubs()
    return databasesPutAside().filter { path in
      guard let other = try? Connection(reading: path) else { return true }
      return stubs.contains { (try? other.holdsInFull($0.scope, $0.id)) ?? true }
    }
  }

  private func databasesPutAside() -> [String] {
    let file = URL(filePath: path)
    let folder = file.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasPrefix(DatabaseExchange.asidePrefix) }.sorted()
      .map { folder.appending(path: $0).appending(path: file.lastPathComponent).path }
      .filter(FileManager.default.fileExists(atPath:))
  }

  private func stubs() throws -> [(scope: Scope, id: ChangeID, line: [UInt8])] {
    try connection.rows("SELECT scope, id, line FROM change WHERE substr(line, 1, 9) = ?1", .stub) {
      row in
      guard let scope = row[0].text.flatMap(Scope.init), let line = row[2].blob,
        let id = row[1].text.flatMap(ChangeID.init)
      else { throw JournalError.damagedRow("change") }
      return (scope, id, line)
    }
  }

  private func eraseAsHere(in path: String) throws {
    let stubs = try stubs()
    let other = try Connection(path: path)
    try other.transaction {
      for stub in stubs {
        try other.run(
          "UPDATE change SET line = ?3 WHERE scope = ?1 AND id = ?2 AND line <> ?3",
          .text(stub.scope.name), .id(stub.id), .blob(stub.line))
        try other.run("DELETE FROM aside WHERE id = ?1", .id(stub.id))
      }
      // Rows are written anew when somebody opens it.
      try other.execute(Migration.text(PackageResources.derived_sql))
      try other.run("DELETE FROM meta WHERE name = ?1", .text(Meta.derivedVersion.rawValue))
    }
    try other.execute("VACUUM")
    _ = try other.emptyLog()
  }
}

extension SQLValue {
  /// How every stub begins.
  fileprivate static let stub = SQLValue.blob(Array("{\"erased\"".utf8))
}

extension Connection {
  /// Moves everything from the log of writes into the file and leaves nothing in it.
  ///
  /// - Returns: false while somebody reads.
  func emptyLog() throws -> Bool {
    try rows("PRAGMA wal_checkpoint(TRUNCATE)") { $0[0].integer == 0 }.first ?? false
  }
}
