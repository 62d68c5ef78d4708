internal import Foundation
internal import HTTP
internal import Replication
internal import Storage

/// The region has ordered this agent to erase itself, and holds everything that was recorded here.
struct EraseOrder: Error {}

extension Session {
  /// Whether the region has ordered this agent to erase itself. It then sends and fetches nothing.
  func isWiping() async throws -> Bool { try await journal.wiping() != nil }

  static let wipeBytesMax = 1 << 20

  /// Hands over what nobody could store, and asks whether a verified backup holds the rest.
  ///
  /// - Returns: nil when this agent may erase itself.
  func askToErase() async throws -> SyncFailure? {
    let pending = SyncFailure.told(.wiping, wait: nil)
    guard let held = try await journal.holdings() else { return pending }
    var lines: [JSON] = []
    var bytes = 0
    for aside in try await journal.linesSetAside() {
      lines.append(.array([.text(aside.code), .text(String(decoding: aside.line, as: UTF8.self))]))
      bytes += aside.line.count
      guard bytes > Self.wipeBytesMax else { continue }
      let (failure, _) = await wipe(aside: lines, held: [:])
      if let failure { return failure }
      (lines, bytes) = ([], 0)
    }
    let (failure, isSafe) = await wipe(aside: lines, held: held)
    guard failure == nil, isSafe else { return failure ?? pending }
    // Somebody may have recorded something meanwhile.
    return try await journal.beginErasing(holding: held) ? nil : pending
  }

  /// - Parameter held: nothing where more lines follow; that is no question yet.
  private func wipe(aside: [JSON], held: [Scope: (last: Int64, told: Mark)]) async -> (
    failure: SyncFailure?, isSafe: Bool
  ) {
    let held = held.sorted { $0.key < $1.key }.map { scope, end in
      JSON.Member(scope.name, .array([.integer(end.last), end.told.json]))
    }
    let question = JSON.object([
      .init("aside", .array(aside)), .init("erased", .bool(false)), .init("held", .object(held)),
    ])
    let outcome = await post("sync/v1/wipe", type: "application/json", question.bytes)
    if let failure = await failure(of: outcome, expecting: "application/json") {
      return (failure, false)
    }
    return (nil, (try? LineScanner.scan(outcome.body))?["erase"]?.flag == true)
  }

  /// Tells the aggregator that nothing is left here, so that the token dies. There is no journal any more.
  ///
  /// - Returns: whether the aggregator has heard it, now or before.
  static func confirmErased(at address: String, token: String, world: World) async -> Bool {
    guard let url = URL(string: "sync/v1/wipe", relativeTo: URL(string: address))?.absoluteURL
    else {
      return true
    }
    let outcome = await world.send(
      Client.Request(
        .post, url,
        headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
        body: JSON.object([.init("erased", .bool(true))]).bytes))
    guard outcome.headers["Bokfink-Aggregator"] != nil else { return false }
    return outcome.status == 200 || Replication.Problem(body: outcome.body) == .revoked
  }
}
