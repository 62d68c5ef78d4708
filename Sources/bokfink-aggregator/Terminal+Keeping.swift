import Aggregator
import Console
import Foundation

extension Terminal {
  func verify(_ arguments: Arguments) async throws -> ExitStatus {
    let (ok, listing) = try await centre(arguments).verify(
      progress: ProgressLine.onStandardError("verify", now: now))
    try print(listing, asJSON: arguments.has("json"))
    return ok ? .ok : .data
  }

  func rebuild(_ arguments: Arguments) async throws {
    try await centre(arguments).rebuild(progress: ProgressLine.onStandardError("rebuild", now: now))
    try StandardStream.output.write("Alla rader är skrivna på nytt.\n")
  }

  /// Of a damaged database it writes what can still be read.
  func export(_ arguments: Arguments) async throws {
    let centre = try openedCentre(arguments)
    let isSound = try await centre?.isSound() == true
    let file = try arguments.value("out").map { try OutputFile($0) }
    let write: @Sendable (_ bytes: [UInt8]) throws -> Void = { bytes in
      try file?.write(bytes) ?? StandardStream.output.write(bytes)
    }
    if let centre, isSound {
      try await centre.export(write)
    } else {
      let count = try Centre.salvage(try folder(arguments), progress: progress, write)
      try StandardStream.error.write(
        "The database is damaged. These are the \(count) lines that can still be read.\n")
    }
    try file?.close()
  }

  /// nil for a database that cannot even be opened.
  private func openedCentre(_ arguments: Arguments) throws -> Centre? {
    do { return try centre(arguments) } catch {
      guard case .damaged? = CentreError(saying: error) else { throw error }
      return nil
    }
  }

  static let backupsKept = 14

  func backUp(_ arguments: Arguments) async throws {
    let target = arguments.words[0]
    let folder = try folder(arguments)
    let centre = try centre(arguments)
    try makeFolder(target)
    try keepKey(of: folder, in: arguments.value("key-to") ?? "\(target)/seal.key")
    let (path, listing) = try await centre.backUp(
      to: target, keep: arguments.number("keep") ?? Self.backupsKept, progress: progress)
    try print(listing, asJSON: arguments.has("json"))
    if !arguments.has("json") { try StandardStream.output.write("Säkerhetskopian är \(path).\n") }
  }

  /// The key is the same for every backup; another aggregator's is not written over.
  private func keepKey(of folder: String, in path: String) throws {
    let key = try SecretFile.read("\(folder)/seal.key")
    guard FileManager.default.fileExists(atPath: path) else {
      return try SecretFile.write(key, to: path)
    }
    guard try SecretFile.read(path) == key else { throw CentreError.anotherKey(path) }
  }

  func restore(_ arguments: Arguments) async throws {
    let (folder, backup) = (try folder(arguments), arguments.words[0])
    try makeFolder(folder)
    if try !has("seal.key", folder) {
      let key = arguments.value("key") ?? "\(backup)/../seal.key"
      try SecretFile.write(SecretFile.read(key), to: "\(folder)/seal.key")
    }
    if try !has("identity", folder) {
      try SecretFile.write(SecretFile.read("\(backup)/identity"), to: "\(folder)/identity")
    }
    try await Centre.restore(
      backup, to: folder, identity: try identity(folder), world: world, progress: progress
    ) { try StandardStream.output.write("\($0)\n") }
  }

  /// A line for each part of a long piece of work.
  var progress: Centre.Progress {
    { [now] work, done, total in ProgressLine.onStandardError(work, now: now)(done, total) }
  }
}
