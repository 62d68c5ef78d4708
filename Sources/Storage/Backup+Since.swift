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
    return ["Codes used since the backup, and used they stay: \(codes.count)."]
  }
}
