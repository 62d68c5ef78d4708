import Replication

@testable import Storage

// What tests need that no user may have.

extension Journal {
  /// Puts lines into the log as they are, and derives what follows.
  func keep(_ changes: [Change], in scope: Scope) throws {
    try connection.transaction {
      for change in changes { try connection.append(change, to: scope, mine: true) }
      try refold(
        Set(changes.map { RecordKey(type: $0.type, record: $0.record) }), in: scope)
    }
  }

  /// Damages the file.
  func run(_ sql: String) throws { try connection.execute(sql) }

  func ask(_ sql: String) throws -> [[SQLValue]] {
    try connection.rows(sql) { row in (0..<row.columnCount).map { row[$0] } }
  }

  /// Every row of the derived tables, as text.
  func derived() throws -> [String] {
    try ["record", "item", "link"].flatMap { table in
      try ask("SELECT * FROM \(table) ORDER BY 1, 2, 3, 4").map { "\(table) \($0)" }
    }
  }

  func entries(of record: RecordID, type: String = "activity", in scope: Scope) throws -> [LogEntry] {
    try connection.entries(scope, type, record)
  }

  func cursor(of scope: Scope) throws -> Mark { try position(scope).cursor }
}
