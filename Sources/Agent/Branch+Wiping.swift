internal import Foundation
internal import Replication
internal import Storage

// A computer that was stolen or sold: the region has its agent send everything and then erase itself.

extension Branch {
  /// What is left in the folder: where the aggregator is, which may not know yet.
  private static let traceName = "wiped"
  private static let tokenName = "token"

  /// What an agent makes in its folder, apart from the token.
  private static func isOurs(_ name: String) -> Bool {
    name.hasPrefix(databaseName) || name.hasPrefix("replaced-")
      || ["ballast", "installation", "listen"].contains(name)
  }

  /// Erases this agent's files and tells the aggregator.
  ///
  /// - Returns: what to tell whoever asked for a sync.
  func erase(token: String) async throws -> BranchError {
    guard let address = try await journal.meta(.aggregatorURL)?.text else {
      throw BranchError.noAggregator
    }
    let folder = installation.folder
    guard presence?.becomeExclusive() == true else { throw BranchError.busy }
    // Should the power go now, the next sync goes on here.
    try Data("\(address)\n".utf8).write(
      to: URL(filePath: "\(folder)/\(Self.traceName)"), options: .atomic)
    return try await Self.finishErasing(folder, token: token, world: world)
  }

  private static func finishErasing(_ folder: String, token: String, world: World) async throws
    -> BranchError
  {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where isOurs(name) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    let trace = try String(contentsOfFile: "\(folder)/\(traceName)", encoding: .utf8)
    let address = trace.filter { !$0.isNewline }
    if await Session.confirmErased(at: address, token: token, world: world) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(tokenName)")
    }
    return .wiped(folder)
  }

  /// Whether an agent has erased itself in a folder.
  static func isWiped(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(traceName)")
  }

  /// Goes on with what an agent that erases itself has not done yet.
  ///
  /// - Throws: `BranchError.wiped`, when there was one.
  public static func finishErasing(
    _ folder: String, world: World, token: () throws -> String
  ) async throws {
    guard isWiped(folder) else { return }
    guard FileManager.default.fileExists(atPath: "\(folder)/\(tokenName)") else {
      throw BranchError.wiped(folder)
    }
    throw try await finishErasing(folder, token: try token(), world: world)
  }

  /// A folder where everything is done may be another agent's.
  ///
  /// - Throws: `BranchError.wiped` as long as the aggregator has not heard of it.
  static func beginAnew(in folder: String) throws {
    guard isWiped(folder) else { return }
    guard !FileManager.default.fileExists(atPath: "\(folder)/\(tokenName)") else {
      throw BranchError.wiped(folder)
    }
    try FileManager.default.removeItem(atPath: "\(folder)/\(traceName)")
  }
}
