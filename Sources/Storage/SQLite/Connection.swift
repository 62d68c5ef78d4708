internal import CSQLite
internal import Foundation

/// One open database file. Not `Sendable`: the actor that owns it is its only user.
package final class Connection {
  let handle: OpaquePointer
  /// By their SQL.
  package private(set) var statements: [String: Statement] = [:]
  /// Why nothing is written, nil where writing is what the connection is for.
  private let refusal: JournalError?
  private let mark: DamageMark

  static let busyMillisecondsMax = 10_000

  /// Room for what one big answer touches: pages that do not fit are written, read and written again.
  static let cacheKibibytesMax = 8_192

  package init(path: String) throws(SQLiteError) {
    handle = try Self.open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    refusal = nil
    mark = DamageMark(of: path)
    // Other commands write while the service runs.
    try execute("PRAGMA busy_timeout = \(Self.busyMillisecondsMax)")
    try execute("PRAGMA journal_mode = WAL")
    try execute("PRAGMA synchronous = FULL")
    try execute("PRAGMA foreign_keys = ON")
    try execute("PRAGMA journal_size_limit = 67108864")
    try execute("PRAGMA secure_delete = FAST")
    try execute("PRAGMA cache_size = -\(Self.cacheKibibytesMax)")
  }

  /// Opens a database that is there, to look at it.
  ///
  /// - Parameter refusal: what a transaction that would write says; nil for SQLite's own words.
  package init(reading path: String, refusal: JournalError? = nil) throws(SQLiteError) {
    self.refusal = refusal
    mark = DamageMark(of: path)
    var handle = try Self.open(path, SQLITE_OPEN_READONLY)
    // In a folder that cannot be written SQLite needs what it keeps beside an open database. Where that is missing
    // nobody is writing, and the file stays as it is.
    if sqlite3_exec(handle, "SELECT 1 FROM sqlite_schema", nil, nil, nil) & 0xFF == SQLITE_CANTOPEN,
      !FileManager.default.fileExists(atPath: path + "-wal")
    {
      sqlite3_close_v2(handle)
      let url = URL(filePath: path).absoluteString + "?immutable=1"
      handle = try Self.open(url, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }
    self.handle = handle
    try execute("PRAGMA busy_timeout = \(Self.busyMillisecondsMax)")
  }

  private static func open(_ path: String, _ access: Int32) throws(SQLiteError) -> OpaquePointer {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let handle else {
      defer { sqlite3_close_v2(handle) }
      throw SQLiteError(code, of: handle, "open")
    }
    sqlite3_extended_result_codes(handle, 1)
    return handle
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs a script of one or more statements that return no rows and take no parameters.
  package func execute(_ script: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(script) }
  }

  /// Runs one statement and returns what `read` makes of each row.
  package func rows<Row>(_ sql: String, _ bindings: SQLValue..., read: (Statement) throws -> Row)
    throws
    -> [Row]
  {
    try rows(sql, bindings, read: read)
  }

  package func rows<Row>(_ sql: String, _ bindings: [SQLValue], read: (Statement) throws -> Row)
    throws
    -> [Row]
  {
    let statement = try prepare(sql, bindings)
    defer { statement.reset() }
    var rows: [Row] = []
    while try statement.step() { rows.append(try read(statement)) }
    return rows
  }

  /// Runs one statement and shows `body` row by row, until it returns false.
  func each(_ sql: String, _ bindings: SQLValue..., body: (Statement) throws -> Bool) throws {
    let statement = try prepare(sql, bindings)
    defer { statement.reset() }
    while try statement.step() { guard try body(statement) else { return } }
  }

  /// The first column of the first row, nil when there is none.
  package func value(_ sql: String, _ bindings: SQLValue...) throws(SQLiteError) -> SQLValue? {
    let statement = try prepare(sql, bindings)
    defer { statement.reset() }
    return try statement.step() ? statement[0] : nil
  }

  /// Runs one statement and returns how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ bindings: SQLValue...) throws(SQLiteError) -> Int {
    let statement = try prepare(sql, bindings)
    defer { statement.reset() }
    while try statement.step() {}
    return Int(sqlite3_changes(handle))
  }

  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Runs `body` in a transaction: all of it happens, or none of it.
  func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    if let refusal { throw refusal }
    if let finding = mark.finding { throw JournalError.inSafeMode(finding: finding) }
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // A full disk may have rolled back already; the first error is the one to tell.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body` on one unchanging picture of the database.
  ///
  /// - Throws: `JournalError.overtaken` when others wrote too much meanwhile.
  func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN")
    defer { try? execute("ROLLBACK") }
    return try looking(body)
  }

  private func prepare(_ sql: String, _ bindings: [SQLValue]) throws(SQLiteError) -> Statement {
    let statement: Statement
    if let cached = statements[sql] {
      statement = cached
    } else {
      var raw: OpaquePointer?
      let code = sqlite3_prepare_v3(
        handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &raw, nil)
      guard code == SQLITE_OK, let raw else { throw error(sql) }
      statement = Statement(raw, sql: sql)
      statements[sql] = statement
    }
    for (index, binding) in bindings.enumerated() { try statement.bind(binding, at: index + 1) }
    return statement
  }

  private func error(_ sql: String) -> SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)),
      sql: sql, systemError: sqlite3_system_errno(handle))
  }
}
