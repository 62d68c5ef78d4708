// A backup of an aggregator knows nothing of what came after it. Most of that the agents bring back; what stands in
// the lists beside the database is never undone.

internal import Foundation
internal import Replication

extension Backup {
  /// Adds to the lists in `folder` what only those of a backup hold: both may be from another time.
  public static func unite(besides backup: String, with folder: String) throws {
    for name in namesBeside where name != "identity" {
      let theirs = try AppendOnlyFile(name, besideDatabase: "\(backup)/database").lines()
      let ours = AppendOnlyFile(name, besideDatabase: "\(folder)/database")
      let known = Set(try ours.lines())
      for line in theirs where !known.contains(line) { try ours.append(String(line)) }
    }
  }

  /// What the lists in a folder say that a copy of a database does not know yet, as sentences.
  public static func since(_ copy: String, in folder: String) throws -> [String] {
    let connection = try Connection(reading: copy)
    let codes = try UsedCodes(besideDatabase: "\(folder)/database").all().filter { use in
      try connection.value(
        "SELECT 1 FROM code WHERE hash = ?1 AND token = ?2", .text(use.code.description),
        .text(use.token.description)) == nil
    }
    let erased = try ErasedFields(besideDatabase: "\(folder)/database").entries(after: 0).entries
    let held = Set(
      try erased.filter { try connection.holdsInFull($0.scope, $0.change) }.map(\.change))
    return try revocations(since: connection, in: folder)
      + ["Codes used since the backup, and used they stay: \(codes.count)."]
      + (held.isEmpty
        ? [] : ["Changes erased since the backup, and erased again: \(held.count)."])
      + people(since: connection, in: folder)
  }

  /// Whose access was changed or taken back after the copy: what the copy says of them lets nobody in.
  private static func people(since connection: Connection, in folder: String) throws -> [String] {
    let standings = try Standings(besideDatabase: "\(folder)/database").all()
    let hasPeople = try connection.value("SELECT 1 FROM sqlite_schema WHERE name = 'person'") != nil
    let changed = try standings.filter { alias, standing in
      guard hasPeople else { return true }
      let row = try connection.value(
        "SELECT standing FROM person WHERE alias = ?1", .text(alias.text))
      return (row?.integer ?? 0) < standing
    }
    guard !changed.isEmpty else { return [] }
    let names = changed.keys.sorted().map(\.text).joined(separator: ", ")
    return ["People whose access was changed since, and who need people reset: \(names)."]
  }

  /// Devices that the copy does not know to be shut out.
  private static func revocations(since connection: Connection, in folder: String) throws
    -> [String]
  {
    let revoked = try Revocations(besideDatabase: "\(folder)/database").current().filter {
      try !says($0, connection)
    }
    return revoked.map {
      "Since the backup device \($0.device) has been \($0.state.rawValue), and so it stays: \($0.reason)"
    }
  }

  private static func says(_ revocation: Revocation, _ connection: Connection) throws -> Bool {
    let row = try connection.rows(
      """
      SELECT json_extract(fields, '$.revoked'), json_extract(fields, '$.wiping') FROM record
      WHERE scope = 'county' AND type = 'device' AND id = ?1
      """, .id(revocation.device)
    ) { (isRevoked: $0[0].integer == 1, isWiping: $0[1].integer == 1) }.first
    return row.flatMap { Revocation.State(isRevoked: $0.isRevoked, isWiping: $0.isWiping) }
      == revocation.state
  }
}
