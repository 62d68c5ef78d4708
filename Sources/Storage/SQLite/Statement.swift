internal import CSQLite

/// A prepared statement, positioned on a row while `step()` returns true.
package final class Statement {
  private let handle: OpaquePointer
  private let sql: String

  init(_ handle: OpaquePointer, sql: String) {
    self.handle = handle
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  /// - Parameter index: 1-based, as in `?1`.
  func bind(_ value: SQLValue, at index: Int) throws(SQLiteError) {
    let index = Int32(index)
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let number): sqlite3_bind_int64(handle, index, number)
      case .text(let text): bind(text, at: index)
      case .blob(let bytes):
        bytes.withUnsafeBytes { buffer in
          sqlite3_bind_blob64(
            handle, index, buffer.baseAddress, sqlite3_uint64(buffer.count), csqlite_transient())
        }
      }
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// With its length: a text may hold U+0000 only by mistake, and must not end there.
  private func bind(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        sqlite3_bind_text(
          handle, index, characters.baseAddress ?? UnsafePointer(bitPattern: 1),
          Int32(buffer.count), csqlite_transient())
      }
    }
  }

  func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw error(code)
    }
  }

  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  package var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// - Parameter column: 0-based, in the order of the SELECT list.
  package subscript(column: Int) -> SQLValue {
    let index = Int32(column)
    return switch sqlite3_column_type(handle, index) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, index))
    case SQLITE_TEXT:
      .text(String(decoding: bytes(sqlite3_column_text(handle, index), index), as: UTF8.self))
    case SQLITE_BLOB: .blob(Array(bytes(sqlite3_column_blob(handle, index), index)))
    default: .null
    }
  }

  private func bytes(_ start: UnsafeRawPointer?, _ index: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
  }

  private func error(_ code: Int32) -> SQLiteError {
    let database = sqlite3_db_handle(handle)
    return SQLiteError(
      code: sqlite3_extended_errcode(database), message: String(cString: sqlite3_errmsg(database)),
      sql: sql, systemError: sqlite3_system_errno(database))
  }
}
