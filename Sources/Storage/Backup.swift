public import Catalogue
internal import Foundation
internal import Glibc
public import Replication

/// A copy of a database that was opened, folded and found to be whole before it got its name.
public struct Backup: Sendable {
  public enum Step: String, Sendable {
    case copy, verify
  }

  public typealias Progress = @Sendable (_ step: Step, _ done: Int, _ of: Int) -> Void

  let catalogue: Catalogue
  let authority: Journal.Authority?
  let random: @Sendable () -> UInt64
  let progress: Progress

  /// - Parameter authority: at the aggregator, whose seals the copy must hold.
  public init(
    catalogue: Catalogue = .builtIn, authority: Journal.Authority? = nil,
    random: @escaping @Sendable () -> UInt64, progress: @escaping Progress
  ) {
    self.catalogue = catalogue
    self.authority = authority
    self.random = random
    self.progress = progress
  }

  /// Copies a database while others go on writing into it.
  ///
  /// - Parameter target: what stands there is replaced, by a whole copy or not at all.
  /// - Returns: the state of every scope in the copy.
  public func write(of path: String, to target: String) async throws -> [ScopeDigest] {
    let draft = "\(target).new"
    try Self.remove(draft)
    defer { try? Self.remove(draft) }
    let digests = try await copy(path, to: draft)
    try DurableFile.rename(draft, to: target)
    return digests
  }

  /// Copies and proves; the copy is complete and closed when this returns.
  func copy(_ path: String, to draft: String) async throws -> [ScopeDigest] {
    try Connection(reading: path).copy(to: draft) { progress(.copy, $0, $1) }
    let digests = try await proven(draft)
    guard !FileManager.default.fileExists(atPath: "\(draft)-wal") else {
      throw BackupError.notWhole(path, ["its log of writes was left open"])
    }
    return digests
  }

  private func proven(_ path: String) async throws -> [ScopeDigest] {
    let journal = try Journal(
      path: path, catalogue: catalogue, authority: authority, random: random)
    // A copy holds every page, also what erased lines left behind in some.
    try await journal.purge()
    let found = try await journal.verify { [progress] in progress(.verify, $0, $1) }
    guard found.isEmpty else { throw BackupError.notWhole(path, found.map(\.description)) }
    var digests: [ScopeDigest] = []
    for scope in try await journal.tips().keys.sorted() {
      digests.append(try await journal.digest(of: scope))
    }
    return digests
  }

  /// A name for what was made at a time, in the order of these times.
  ///
  /// - Parameter milliseconds: since 1970.
  public static func stamp(_ milliseconds: Int64) -> String {
    let style = Date.ISO8601FormatStyle(
      dateSeparator: .omitted, timeSeparator: .omitted, includingFractionalSeconds: true)
    return Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style)
  }

  /// Removes a database and what SQLite keeps beside it. Only for copies.
  static func remove(_ draft: String) throws {
    for ending in ["", "-wal", "-shm"] where unlink(draft + ending) != 0 && errno != ENOENT {
      throw JournalError.fileFailed(draft, reason: String(cString: strerror(errno)))
    }
  }
}

/// Why there is no backup, or none that can be put back. What was there before is still there.
public enum BackupError: Error, Equatable, CustomStringConvertible {
  case notWhole(_ path: String, _ findings: [String])
  case noBackup(_ path: String)
  /// A file that is no database would have been replaced.
  case inTheWay(_ path: String)
  case ofAnother(scope: String, here: String)

  public var description: String {
    switch self {
    case .notWhole(let path, let findings):
      "\(path) is not whole: \(findings.prefix(3).joined(separator: " ")) Keep it, and use another backup."
    case .noBackup(let path): "\(path) is no backup of this program. Check the name."
    case .inTheWay(let path): "\(path) is there already and no backup. Choose another name."
    case .ofAnother(let scope, let here):
      "The backup is of \(scope), but this folder holds entries of \(here). Choose another backup or folder."
    }
  }
}

// MARK: - What stands beside an aggregator's database

extension Backup {
  /// Who the aggregator is, and the lists that no restore of the database touches. Not the seal key.
  static let namesBeside = [
    "identity", UsedCodes.name, Revocations.name, Standings.name, ErasedFields.name,
  ]

  /// Copies the files beside a database, for their owner alone.
  public static func copyBeside(_ folder: String, to target: String) throws {
    let rescued = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix(Journal.rescuedPrefix) }.sorted()
    for name in namesBeside + rescued
    where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
      let draft = "\(target)/\(name).new"
      let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
      let isMade = FileManager.default.createFile(
        atPath: draft, contents: bytes, attributes: [.posixPermissions: 0o600])
      guard isMade else { throw JournalError.fileFailed(draft, reason: "it cannot be made") }
      try DurableFile.rename(draft, to: "\(target)/\(name)")
    }
  }

  /// Gives a folder that is complete its final name.
  public static func publish(_ draft: String, as path: String) throws {
    try DurableFile.rename(draft, to: path)
  }
}

extension Journal {
  /// Remembers how far the newest verified backup reaches: what it holds may be erased elsewhere.
  public func noteBackup(_ digests: [ScopeDigest]) throws {
    let ends = digests.map { JSON.Member($0.scope, .integer($0.n)) }
    try setMeta([.backedUp: .json(.object(ends))])
  }

  /// The last arrival of a scope that a verified backup holds, 0 without one.
  public func backedUp(_ scope: Scope) throws -> Int64 {
    guard let text = try meta(.backedUp)?.text,
      let json = try? LineScanner.scan(Array(text.utf8))
    else { return 0 }
    return json[scope.name]?.integer ?? 0
  }
}

// MARK: - Putting back

extension Backup {
  /// What a restore did.
  public struct Restored: Equatable, Sendable {
    /// Lines the replaced database held and the backup did not.
    public internal(set) var carriedOver = 0
    /// Lines of actions of which a part could not be read any more.
    public internal(set) var leftOut = 0
    /// The folder of the database that was replaced, nil when there was none.
    public internal(set) var replaced: String?
  }

  /// Puts a backup in the place of an agent's database. Nobody else may have the folder open.
  ///
  /// What the replaced database still holds is carried over: a line is never taken back. It is kept beside, whole or
  /// damaged.
  ///
  /// - Parameters:
  ///   - now: milliseconds since 1970.
  ///   - stamp: of now, for the name of the folder that keeps the replaced database.
  public func restore(
    _ backup: String, to path: String, at now: Int64, stamp: String
  ) async throws -> Restored {
    let exchange = DatabaseExchange(of: path)
    try exchange.finish()
    let draft = exchange.draft
    try Self.remove(draft)
    // Once the exchange has begun, the draft is the only whole database there.
    defer { if !exchange.isBegun { try? Self.remove(draft) } }
    guard Self.isDatabase(backup) else { throw BackupError.noBackup(backup) }
    _ = try await copy(backup, to: draft)
    var restored = Restored()
    if authority == nil, FileManager.default.fileExists(atPath: path) {
      restored = try await carryOver(from: path, to: draft, at: now)
    }
    if authority != nil { try await eraseAgain(in: draft, at: now) }
    restored.replaced = try exchange.make(stamp: stamp)
    return restored
  }

  /// The place where the list was followed last time is one in the list of that time.
  private func eraseAgain(in draft: String, at now: Int64) async throws {
    let journal = try Journal(
      path: draft, catalogue: catalogue, authority: authority, random: random)
    try await journal.setMeta([.erasedThrough: .integer(0)])
    try await journal.eraseAgain(at: now)
    try await journal.purge()
  }

  private func carryOver(from path: String, to draft: String, at now: Int64) async throws
    -> Restored
  {
    let journal = try Journal(path: draft, catalogue: catalogue, random: random)
    try await journal.keepIdentity(of: path)
    return try await journal.adopt(try Wreck(path: path), at: now)
  }

  public static func isDatabase(_ path: String) -> Bool {
    let file = try? FileHandle(forReadingFrom: URL(filePath: path))
    return (try? file?.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
  }
}
