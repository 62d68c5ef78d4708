internal import Catalogue
internal import Foundation
internal import Replication
public import Reports
internal import Storage

// How the aggregator's database is looked after: damage, backups, and one program at a time where that matters.

extension Centre {
  /// Told how far a long piece of work has come: what it is, how much is done, of how much.
  public typealias Progress = @Sendable (_ work: String, _ done: Int, _ of: Int) -> Void

  static func presence(in folder: String, _ kind: FolderLock.Kind) throws -> FolderLock {
    guard let lock = FolderLock(besideDatabase: "\(folder)/\(databaseName)", kind) else {
      throw CentreError.busy
    }
    return lock
  }

  /// What a command met may be damage: then the folder is in safe mode from now on.
  public static func note(_ error: any Error, in folder: String) {
    DamageMark(of: "\(folder)/\(databaseName)").note(error)
  }

  private var folder: String {
    URL(filePath: journal.path).deletingLastPathComponent().path
  }

  /// For as long as the result is held, no other process serves this folder.
  public func beginServing() throws -> any Sendable {
    guard let lock = FolderLock("\(folder)/serve.lock", .exclusive) else {
      throw CentreError.servedAlready(folder)
    }
    return lock
  }

  /// Looks for damage before the aggregator begins to serve for weeks.
  ///
  /// - Returns: false when the database is so large that the time did not suffice; nothing was found then.
  public func check() async throws -> Bool {
    if let refusal = journal.refusal { throw CentreError(saying: refusal) ?? refusal }
    return try await reporting { [self] in try await journal.check(now: world.now) }
  }

  /// Whether every page can be read, as far as SQLite sees.
  public func isSound() async throws -> Bool {
    if case .inSafeMode = journal.refusal { return false }
    return try await journal.findDamage { false }?.isEmpty != false
  }

  public func export(_ write: @Sendable (_ bytes: [UInt8]) throws -> Void) async throws {
    if journal.refusal == nil { try await journal.eraseAgain(at: world.now()) }
    try await journal.export(write)
  }

  /// Every line that can still be read in a database that SQLite cannot, or should not.
  ///
  /// - Returns: how many lines.
  public static func salvage(
    _ folder: String, progress: @escaping Progress, _ write: (_ bytes: [UInt8]) throws -> Void
  ) throws -> Int {
    try Wreck(path: "\(folder)/\(databaseName)")
      .export(progress: { progress("export", $0, $1) }, write)
  }
}

// MARK: - Backups

extension Centre {
  /// The names of backups begin with this.
  private static let backupPrefix = "bokfink-"

  /// Copies the database and what stands beside it into a new folder, opens the copy and folds it; only then the
  /// folder gets its name. The seal key is not in it.
  ///
  /// - Parameter keep: how many of the newest backups stay.
  public func backUp(to target: String, keep: Int, progress: @escaping Progress) async throws
    -> (path: String, listing: Listing)
  {
    guard let lock = FolderLock("\(target)/backup.lock", .exclusive) else { throw CentreError.busy }
    defer { withExtendedLifetime(lock) {} }
    try Self.removeDrafts(in: target)
    let name = "\(Self.backupPrefix)\(Backup.stamp(world.now()))"
    let draft = "\(target)/.\(name).new"
    try FileManager.default.createDirectory(
      atPath: draft, withIntermediateDirectories: false)
    let backup = Backup(authority: identity.authority, random: world.random) {
      progress($0.rawValue, $1, $2)
    }
    let digests = try await reporting { [journal] in
      try await backup.write(of: journal.path, to: "\(draft)/\(Self.databaseName)")
    }
    try Backup.copyBeside(folder, to: draft)
    try Backup.publish(draft, as: "\(target)/\(name)")
    try await journal.noteBackup(digests)
    try Self.prune(target, keep: keep)
    return ("\(target)/\(name)", try Lists.proof(digests, []))
  }

  private static func backups(in target: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: target)
      .filter { $0.hasPrefix(backupPrefix) }
      .filter { Backup.isDatabase("\(target)/\($0)/\(databaseName)") }.sorted()
  }

  private static func prune(_ target: String, keep: Int) throws {
    for name in try backups(in: target).dropLast(max(1, keep)) {
      try FileManager.default.removeItem(atPath: "\(target)/\(name)")
    }
  }

  /// What a backup left that did not come to its end.
  private static func removeDrafts(in target: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: target)
    where name.hasPrefix(".\(backupPrefix)") && name.hasSuffix(".new") {
      try FileManager.default.removeItem(atPath: "\(target)/\(name)")
    }
  }
}
