internal import CSQLite
internal import Glibc

/// What SQLite said, and which statement it said it about. Bound values never stand here.
public struct SQLiteError: Error, Equatable, CustomStringConvertible {
  /// Extended result code, see https://www.sqlite.org/rescode.html
  public let code: Int32
  public let message: String
  public let sql: String
  /// `errno` of the system call that SQLite could not do without.
  public let systemError: Int32

  /// Another process held the database for longer than the busy timeout.
  public var isBusy: Bool {
    [SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL].contains(code & 0xFF)
  }
  /// SQLite itself says FULL only of the database and its log of writes.
  public var isDiskFull: Bool {
    let isOfTheSystem = [SQLITE_IOERR, SQLITE_CANTOPEN].contains(code & 0xFF)
    return code & 0xFF == SQLITE_FULL || code == Self.noRoomForSharedMemory
      || (isOfTheSystem && [ENOSPC, EDQUOT].contains(systemError))
  }
  /// SQLITE_IOERR_SHMSIZE, a macro that Swift cannot import.
  private static let noRoomForSharedMemory = SQLITE_IOERR | (19 << 8)
  /// The file is no database, or not a whole one.
  public var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF) }
  /// The disk, or who owns the file, stands in the way.
  public var isOfTheDisk: Bool {
    [SQLITE_FULL, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_PERM].contains(code & 0xFF)
  }

  public var description: String {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
      "The database is in use by another command. Wait a moment and try again."
    case _ where isDiskFull: "The disk is full. Free some space and try again."
    case SQLITE_READONLY: "The database cannot be written. Check who owns the folder."
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      "The database file is damaged (SQLite \(code): \(message)). Keep it, and restore a backup."
    case SQLITE_CANTOPEN: "The database cannot be opened. Check the folder and who may read it."
    default: "SQLite \(code): \(message), in “\(sql)”"
    }
  }
}

extension SQLiteError {
  /// - Parameter handle: nil when there was not even memory for one.
  init(_ code: Int32, of handle: OpaquePointer?, _ sql: String) {
    self.init(
      code: code, message: String(cString: sqlite3_errstr(code)), sql: sql,
      systemError: handle.map { sqlite3_system_errno($0) } ?? 0)
  }
}
