internal import Foundation
internal import Glibc

/// A database that takes the place of another one, which is kept beside. That takes several steps; a note in the
/// folder says that it was begun, and whoever opens the folder after it was broken off brings it to its end. So there
/// is no moment after which the entries are gone, or a log of writes lies beside a database it does not belong to.
struct DatabaseExchange {
  private let path: String

  /// - Parameter path: of the database that is replaced.
  init(of path: String) { self.path = path }

  /// Where the database that is to come stands until then.
  var draft: String { "\(path).restored" }
  private var note: String { "\(path).exchange" }

  /// Whether one was begun and has not come to its end.
  var isBegun: Bool { access(note, F_OK) == 0 }

  /// Puts the draft, which must be whole and closed, in the place of the database. Nobody else may have the folder open.
  ///
  /// - Parameter stamp: for the name of the folder that keeps the replaced database.
  /// - Returns: that folder, nil when there was no database.
  func make(stamp: String) throws -> String? {
    guard access("\(draft)-wal", F_OK) != 0 else {
      throw BackupError.notWhole(draft, ["its log of writes was left open"])
    }
    let isThere = access(path, F_OK) == 0
    try DurableFile.synchronise(draft)
    let text = "\(note).new"
    try Data("\(stamp)\n".utf8).write(to: URL(filePath: text))
    try DurableFile.rename(text, to: note)
    try finish()
    return isThere ? aside(stamp) : nil
  }

  /// Goes on where `make` was broken off.
  func finish() throws {
    guard isBegun else { return }
    if access(draft, F_OK) == 0 {
      let stamp = try String(contentsOfFile: note, encoding: .utf8).filter { !$0.isNewline }
      try moveAside(stamp)
      try DurableFile.rename(draft, to: path)
    }
    DamageMark(of: path).clear()
    try FileManager.default.removeItem(atPath: note)
    try DurableFile.synchroniseFolder(of: note)
  }

  /// How the folders begin that keep databases which were replaced.
  static let asidePrefix = "replaced-"

  private func aside(_ stamp: String) -> String {
    URL(filePath: path).deletingLastPathComponent().appending(path: "\(Self.asidePrefix)\(stamp)")
      .path
  }

  private func moveAside(_ stamp: String) throws {
    let aside = URL(filePath: aside(stamp))
    for file in ["", "-wal", "-shm"].map({ URL(filePath: path + $0) })
    where access(file.path, F_OK) == 0 {
      try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
      let kept = aside.appending(path: file.lastPathComponent)
      try FileManager.default.moveItem(at: file, to: kept)
      try DurableFile.synchroniseFolder(of: kept.path)
    }
  }
}

extension Backup {
  /// Brings a restore to its end that was broken off, before anything else is done in the folder. While somebody
  /// is at it, nothing happens here.
  ///
  /// - Parameter path: of the database.
  public static func finishRestore(of path: String) throws {
    let exchange = DatabaseExchange(of: path)
    guard exchange.isBegun, let lock = FolderLock(besideDatabase: path, .exclusive) else { return }
    defer { withExtendedLifetime(lock) {} }
    try exchange.finish()
  }
}
