internal import Catalogue
internal import Foundation
public import Reports
internal import Storage

// How an agent's database is looked after: damage, backups, and one program at a time where that matters.

extension Branch {
  /// Told how far a long piece of work has come: what it is, how much is done, of how much.
  public typealias Progress = @Sendable (_ work: String, _ done: Int, _ of: Int) -> Void

  /// Nobody else may put another database in this one's place meanwhile.
  static func presence(in folder: String, _ kind: FolderLock.Kind) throws -> FolderLock {
    guard let lock = FolderLock(besideDatabase: "\(folder)/\(databaseName)", kind) else {
      throw BranchError.busy
    }
    return lock
  }

  /// What a command met may be damage: then the folder is in safe mode from now on.
  public static func note(_ error: any Error, in folder: String) {
    DamageMark(of: "\(folder)/\(databaseName)").note(error)
  }

  /// For as long as the result is held, no other process of this agent serves.
  public func beginServing() throws -> any Sendable {
    guard let lock = FolderLock("\(installation.folder)/serve.lock", .exclusive) else {
      throw BranchError.servedAlready(installation.folder)
    }
    return lock
  }

  /// Looks for damage before the agent begins to record and sync for days.
  ///
  /// - Returns: false when the database is so large that the time did not suffice; nothing was found then.
  public func check() async throws -> Bool {
    try writable()
    return try await reporting { [self] in try await journal.check(now: world.now) }
  }

  /// Whether every page can be read, as far as SQLite sees.
  public func isSound() async throws -> Bool {
    if case .inSafeMode = Journal.refusal(at: journal.path) { return false }
    return try await journal.findDamage { false }?.isEmpty != false
  }

  /// - Throws: the sentence that says why nothing can be written here.
  func writable() throws {
    if let refusal = journal.refusal ?? Journal.refusal(at: journal.path) {
      throw BranchError(saying: refusal) ?? refusal
    }
  }
}

// MARK: - Backups

extension Branch {
  /// Copies the database to a file, opens the copy and folds it; only then it gets its name.
  public func backUp(to path: String, progress: @escaping Progress) async throws -> Listing {
    try writable()
    guard !FileManager.default.fileExists(atPath: path) || Backup.isDatabase(path) else {
      throw BranchError.ruleBroken("\(BackupError.inTheWay(path))")
    }
    let backup = Self.backup(world, progress)
    return try await reporting { [journal] in
      try Lists.proof(try await backup.write(of: journal.path, to: path), [])
    }
  }

  /// Puts a backup in the place of the database. What that one still held and the backup does not is carried over.
  ///
  /// - Returns: sentences for the person who did it.
  public static func restore(
    _ path: String, to folder: String, world: World, progress: @escaping Progress
  ) async throws -> [String] {
    let lock = try presence(in: folder, .exclusive)
    defer { withExtendedLifetime(lock) {} }
    let restored = try await backup(world, progress).restore(
      path, to: "\(folder)/\(databaseName)", at: world.now(), stamp: Backup.stamp(world.now()))
    var sentences = ["The database is that of \(path)."]
    if let replaced = restored.replaced {
      sentences.append(
        "\(restored.carriedOver) lines that only the replaced database held were carried over; it is kept in "
          + "\(replaced).")
    }
    if restored.leftOut > 0 {
      sentences.append(
        "\(restored.leftOut) lines belong to actions of which a part cannot be read any more; they are only there."
      )
    }
    return sentences
  }

  private static func backup(_ world: World, _ progress: @escaping Progress) -> Backup {
    Backup(random: world.random) { progress($0.rawValue, $1, $2) }
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
