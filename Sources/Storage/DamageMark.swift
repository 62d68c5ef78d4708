internal import Foundation
internal import Glibc

/// That a database was found damaged stands in a file beside it. While it does, nothing is recorded or synced here:
/// what is written into a damaged file may be lost. Lines are still exported, and a backup can be put back.
public struct DamageMark: Sendable {
  private let path: String

  public init(of database: String) { path = "\(database).damaged" }

  /// What was found, nil as long as nothing was.
  public var finding: String? {
    guard access(path, F_OK) == 0 else { return nil }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return "?" }
    return text.split(separator: "\n").first.map(String.init) ?? "?"
  }

  /// The first finding stays. A disk that takes not even this is left alone.
  public func set(_ finding: String) {
    guard self.finding == nil else { return }
    try? Data("\(finding)\n".utf8).write(to: URL(filePath: path), options: .atomic)
  }

  /// A damaged file takes some entries and loses others: from now on this one takes none.
  ///
  /// - Parameter error: of a command; anything but damage is left alone.
  public func note(_ error: any Error) {
    if let error = error as? SQLiteError, error.isDamage { set(error.message) }
  }

  public func clear() { unlink(path) }

  /// Whoever has looked closely and found no damage ends the safe mode: a disk may have been read wrongly once.
  ///
  /// - Returns: whether there is damage.
  public func noteAgain(_ found: [Discrepancy]) -> Bool {
    for case .damage(let finding) in found {
      set(finding)
      return true
    }
    clear()
    return false
  }
}

extension Journal {
  /// Why a database is only read: it was found damaged, or its disk takes no writes. nil where nothing stands in
  /// the way, or where there is none yet.
  public static func refusal(at path: String) -> JournalError? {
    if let finding = DamageMark(of: path).finding { return .inSafeMode(finding: finding) }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let isWritable = access(path, W_OK) == 0 && access(folder, W_OK) == 0
    return isWritable || access(path, F_OK) != 0 ? nil : .readOnly(path: folder)
  }

  /// Looks through the whole database for damage.
  ///
  /// - Parameter giveUp: asked now and then whether this takes too long.
  /// - Returns: what was found, in SQLite's words; nil when it was given up.
  public func findDamage(giveUp: @escaping @Sendable () -> Bool) throws -> [String]? {
    try connection.findDamage(closely: false, giveUp: giveUp)
  }

  private static let checkMillisecondsMax: Int64 = 30_000

  /// Looks for damage before a program begins to record or serve for days. What is found is marked.
  ///
  /// - Parameter now: milliseconds of the program's clock.
  /// - Returns: false when the database is so large that the time did not suffice; nothing was found then.
  /// - Throws: ``JournalError/inSafeMode(finding:)`` when there is damage.
  public func check(now: @escaping @Sendable () -> Int64) throws -> Bool {
    let start = now()
    let found = try findDamage { abs(now() - start) > Self.checkMillisecondsMax }
    guard let finding = found?.first else { return found != nil }
    DamageMark(of: path).set(finding)
    throw JournalError.inSafeMode(finding: finding)
  }
}
