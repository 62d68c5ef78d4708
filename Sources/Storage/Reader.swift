/// Read-only questions in SQL, on a connection of their own so that a long report never makes a click wait.
///
/// Each call is one statement and one read transaction; nothing is read while an answer is being sent.
public actor Reader {
  private let executor: any SerialExecutor
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  private let connection: Connection

  /// - Parameters:
  ///   - path: of a database that a `Journal` has opened before.
  ///   - executor: as for the journal.
  public init(path: String, executor: (any SerialExecutor)? = nil) throws {
    self.executor = executor ?? SerialQueueExecutor(label: "reader")
    connection = try Connection(reading: path)
  }

  /// The rows a statement gives, column by column. It cannot write.
  ///
  /// - Throws: `JournalError.overtaken` when others wrote too much meanwhile.
  public func rows(_ sql: String, _ bindings: [SQLValue] = []) throws -> [[SQLValue]] {
    try connection.looking {
      try connection.rows(sql, bindings) { row in (0..<row.columnCount).map { row[$0] } }
    }
  }
}
