import Agent
import Console
import Foundation

extension Terminal {
  func verify(_ arguments: Arguments) async throws -> ExitStatus {
    let (ok, listing) = try await branch(arguments).verify(
      progress: ProgressLine.onStandardError("verify", now: now))
    try print(listing, asJSON: arguments.has("json"))
    return ok ? .ok : .data
  }

  func rebuild(_ arguments: Arguments) async throws {
    try await branch(arguments).rebuild(progress: ProgressLine.onStandardError("rebuild", now: now))
    try StandardStream.output.write("Alla rader är skrivna på nytt.\n")
  }

  /// Of a damaged database it writes what can still be read.
  func export(_ arguments: Arguments) async throws {
    let branch = try soundBranch(arguments)
    let isSound = try await branch?.isSound() == true
    let file = try arguments.value("out").map { try OutputFile($0) }
    let write: @Sendable (_ bytes: [UInt8]) throws -> Void = { bytes in
      try file?.write(bytes) ?? StandardStream.output.write(bytes)
    }
    if let branch, isSound {
      try await branch.export(write)
    } else {
      let count = try Branch.salvage(try folder(arguments), progress: progress, write)
      try StandardStream.error.write(
        "The database is damaged. These are the \(count) lines that can still be read.\n")
    }
    try file?.close()
  }

  /// nil for a database that cannot even be opened.
  private func soundBranch(_ arguments: Arguments) throws -> Branch? {
    do { return try branch(arguments) } catch {
      guard case .damaged? = BranchError(saying: error) else { throw error }
      return nil
    }
  }

  func backUp(_ arguments: Arguments) async throws {
    let listing = try await branch(arguments).backUp(to: arguments.words[0], progress: progress)
    try print(listing, asJSON: arguments.has("json"))
  }

  func restore(_ arguments: Arguments) async throws {
    let sentences = try await Branch.restore(
      arguments.words[0], to: try folder(arguments), world: world, progress: progress)
    try StandardStream.output.write(sentences.joined(separator: "\n") + "\n")
  }

  /// A line for each part of a long piece of work.
  private var progress: Branch.Progress {
    { [now] work, done, total in ProgressLine.onStandardError(work, now: now)(done, total) }
  }
}
