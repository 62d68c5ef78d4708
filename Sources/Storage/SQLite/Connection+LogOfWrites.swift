internal import CSQLite
internal import Glibc

// What a reader looks at cannot leave the log of writes, so the log grows for as long as one picture is looked at.

extension Connection {
  /// How much others may write while somebody looks at one picture. Then the reader gives way: it can ask again, and
  /// what does not fit the disk is lost.
  static let overtakenBytesMax: Int64 = 256 << 20

  /// How large the file of the log of writes is.
  var logBytes: Int64 {
    guard let name = sqlite3_db_filename(handle, "main"), let log = sqlite3_filename_wal(name)
    else { return 0 }
    var facts = stat()
    return stat(log, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  /// Whether, from now on, others have written too much for one picture.
  func overtaking() -> () -> Bool {
    let start = logBytes
    return { [unowned self] in logBytes - start > Self.overtakenBytesMax }
  }

  /// Runs a `body` that reads one picture.
  func looking<Result>(_ body: () throws -> Result) throws -> Result {
    guard let result = try patiently(until: overtaking(), body) else {
      throw JournalError.overtaken
    }
    return result
  }

  /// Runs `body` until `isOver` says, now and then, that it takes too long.
  ///
  /// - Returns: nil when it was given up.
  func patiently<Result>(until isOver: @escaping () -> Bool, _ body: () throws -> Result) throws
    -> Result?
  {
    let patience = Patience(isOver)
    sqlite3_progress_handler(
      handle, 20_000,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Patience>.fromOpaque(context).takeUnretainedValue().isOver() ? 1 : 0
      }, Unmanaged.passUnretained(patience).toOpaque())
    defer { withExtendedLifetime(patience) { sqlite3_progress_handler(handle, 0, nil, nil) } }
    do { return try body() } catch let error as SQLiteError
      where error.code & 0xFF == SQLITE_INTERRUPT
    {
      return nil
    }
  }

  private final class Patience {
    let isOver: () -> Bool

    init(_ isOver: @escaping () -> Bool) { self.isOver = isOver }
  }
}

extension Journal {
  /// How large the log of writes is. It is some megabytes, unless a program that reads stands still.
  public func logOfWritesBytes() -> Int64 { connection.logBytes }
}
