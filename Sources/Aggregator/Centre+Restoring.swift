internal import Foundation
internal import Replication
internal import Storage

extension Centre {
  /// Puts a backup in the place of the database, which is kept beside. What happened since and must not be undone is
  /// told first, and done again: codes that were used stay used.
  ///
  /// - Parameter tell: shows a sentence to the person who does it.
  public static func restore(
    _ backup: String, to folder: String, identity: Identity, world: World,
    progress: @escaping Progress, tell: (String) throws -> Void
  ) async throws {
    guard let authority = identity.authority else { throw CentreError.badIdentity(folder) }
    let lock = try presence(in: folder, .exclusive)
    defer { withExtendedLifetime(lock) {} }
    let copy = "\(backup)/\(databaseName)"
    guard Backup.isDatabase(copy) else { throw BackupError.noBackup(backup) }
    try Backup.unite(besides: backup, with: folder)
    for sentence in try Backup.since(copy, in: folder) { try tell(sentence) }
    let restored = try await Backup(authority: authority, random: world.random) {
      progress($0.rawValue, $1, $2)
    }.restore(
      copy, to: "\(folder)/\(databaseName)", at: world.now(), stamp: Backup.stamp(world.now()))
    try await Journal(
      path: "\(folder)/\(databaseName)", authority: authority, random: world.random
    ).enforceRevocations(by: Author(by: "", at: world.now(), today: world.today()))
    try tell("The database is that of \(backup). The agents bring back what came after it.")
    if let replaced = restored.replaced {
      try tell("The replaced database is kept in \(replaced).")
    }
  }
}
