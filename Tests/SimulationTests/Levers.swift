// Faults inside SQLite itself. An extension that SQLite loads into every new connection remembers the handles of the
// simulation's databases, so that a disk can be full and a commit can fail without a word in the code under test.
// The handles are touched only while their journal does nothing.

import CSQLite
import Synchronization

enum Levers {
  private struct Handle: @unchecked Sendable {
    // Only ever used while the actor that owns the connection is idle.
    let pointer: OpaquePointer
  }

  private static let handles = Mutex<[String: Handle]>([:])
  /// Databases stand in folders that begin with this.
  static let mark = "bokfink-simulation-"

  /// Makes SQLite show this file every connection it opens. Once per process is enough, more does no harm.
  static func install() {
    typealias Entry =
      @convention(c) (
        OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, OpaquePointer?
      ) -> Int32
    let entry: Entry = { handle, _, _ in
      Levers.remember(handle)
      return SQLITE_OK
    }
    sqlite3_auto_extension(unsafeBitCast(entry, to: (@convention(c) () -> Void).self))
  }

  private static func remember(_ handle: OpaquePointer?) {
    guard let handle, let name = sqlite3_db_filename(handle, "main"),
      sqlite3_db_readonly(handle, "main") == 0
    else { return }
    let path = String(cString: name)
    guard path.contains(mark) else { return }
    let kept = Handle(pointer: handle)
    handles.withLock { $0[path] = kept }
  }

  static func forget(_ path: String) { handles.withLock { $0[path] = nil } }

  /// From now on the database cannot grow: what needs another page fails with SQLITE_FULL.
  static func fill(_ path: String) { run("PRAGMA max_page_count = 1", path) }

  static func makeRoom(_ path: String) { run("PRAGMA max_page_count = 1000000", path) }

  private static func run(_ sql: String, _ path: String) {
    guard let handle = handles.withLock({ $0[path] }) else { return }
    sqlite3_exec(handle.pointer, sql, nil, nil, nil)
  }

  /// The commit after `count` more becomes a rollback, as if the power had gone just before it.
  static func failCommit(_ path: String, after count: Int) {
    guard let handle = handles.withLock({ $0[path] }) else { return }
    let left = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    left.initialize(to: count)
    let before = sqlite3_commit_hook(
      handle.pointer,
      { left in
        guard let left = left?.assumingMemoryBound(to: Int.self) else { return 0 }
        left.pointee -= 1
        return left.pointee < 0 ? 1 : 0
      }, left)
    before?.deallocate()
  }

  /// Takes the hook off again.
  ///
  /// - Returns: whether it did fail a commit.
  @discardableResult
  static func allowCommits(_ path: String) -> Bool {
    guard let handle = handles.withLock({ $0[path] }),
      let left = sqlite3_commit_hook(handle.pointer, nil, nil)
    else { return false }
    let failed = left.assumingMemoryBound(to: Int.self).pointee < 0
    left.deallocate()
    return failed
  }
}
