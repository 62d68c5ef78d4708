internal import CSQLite

extension Connection {
  static let copiedPagesMax: Int32 = 1_000

  /// Copies the database as it is now into a new file, while others go on writing.
  ///
  /// - Parameter progress: told how many pages are done, of how many.
  /// - Throws: `JournalError.overtaken` when others wrote too much meanwhile.
  package func copy(to path: String, progress: (_ done: Int, _ of: Int) -> Void) throws {
    var target: OpaquePointer?
    defer { sqlite3_close_v2(target) }
    let access = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE
    let code = sqlite3_open_v2(path, &target, access | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let target else { throw SQLiteError(code, of: target, "copy") }
    try snapshot {
      // An open read transaction holds the picture still: writers do not make the copy begin anew.
      _ = try value("SELECT count(*) FROM sqlite_schema")
      guard let backup = sqlite3_backup_init(target, "main", handle, "main") else {
        throw SQLiteError(sqlite3_errcode(target), of: target, "copy")
      }
      var step = SQLITE_OK
      let isOvertaken = overtaking()
      while step == SQLITE_OK {
        if isOvertaken() {
          sqlite3_backup_finish(backup)
          throw JournalError.overtaken
        }
        step = sqlite3_backup_step(backup, Self.copiedPagesMax)
        let total = Int(sqlite3_backup_pagecount(backup))
        progress(total - Int(sqlite3_backup_remaining(backup)), total)
      }
      let end = sqlite3_backup_finish(backup)
      guard step == SQLITE_DONE, end == SQLITE_OK else {
        throw SQLiteError(step == SQLITE_DONE ? end : step, of: target, "copy")
      }
    }
  }
}

// MARK: - Damage

extension Connection {
  /// Looks through the whole file for damage.
  ///
  /// - Parameters:
  ///   - closely: every index, too.
  ///   - giveUp: asked now and then whether this takes too long.
  /// - Returns: what was found, in SQLite's words; nil when it was given up.
  package func findDamage(closely: Bool, giveUp: @escaping () -> Bool) throws -> [String]? {
    let isOvertaken = overtaking()
    do {
      let question = closely ? "PRAGMA integrity_check(10)" : "PRAGMA quick_check(10)"
      let isOver = { giveUp() || isOvertaken() }
      let found = try patiently(until: isOver) { try rows(question) { $0[0].text ?? "" } }
      return found == ["ok"] ? [] : found
    } catch let error as SQLiteError where error.isDamage {
      return [error.message]
    }
  }
}
