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

  /// What came of asking for leave to erase.
  enum Leave {
    case granted
    case later(SyncFailure)
    /// The region has ordered nothing: what this agent took for an order was meant for another.
    case notOrdered
  }

  /// Hands over what nobody could store, and asks whether a verified backup holds the rest.
  func askToErase() async throws -> Leave {
    let pending = Leave.later(.told(.wiping, wait: nil))
    guard let held = try await journal.holdings() else { return pending }
    var lines: [JSON] = []
    var bytes = 0
    for aside in try await journal.linesSetAside() {
      lines.append(.array([.text(aside.code), .text(String(decoding: aside.line, as: UTF8.self))]))
      bytes += aside.line.count
      guard bytes > Self.wipeBytesMax else { continue }
      guard case .told(let isOrdered, _) = await wipe(aside: lines, held: [:]), isOrdered else {
        break
      }
      (lines, bytes) = ([], 0)
    }
    switch await wipe(aside: lines, held: held) {
    case .failed(let failure): return .later(failure)
    case .told(isOrdered: false, _):
      try await journal.setMeta([.wiping: .null, .lastProblem: .null])
      return .notOrdered
    case .told(_, isSafe: false): return pending
    case .told:
      // Somebody may have recorded something meanwhile.
      return try await journal.beginErasing(holding: held) ? .granted : pending
    }
  }

  private enum Word {
    case failed(SyncFailure)
    case told(isOrdered: Bool, isSafe: Bool)
  }

  /// Asks with a nonce, and hears only the answer that returns it: a proxy may keep an answer to another device, and an
  /// agent that obeyed it would erase what is nowhere else.
  ///
  /// - Parameter held: nothing where more lines follow; that is no question yet.
  private func wipe(aside: [JSON], held: [Scope: (last: Int64, told: Mark)]) async -> Word {
    let held = held.sorted { $0.key < $1.key }.map { scope, end in
      JSON.Member(scope.name, .array([.integer(end.last), end.told.json]))
    }
    let nonce = Branch.mintToken(random: world.random)
    let question = JSON.object([
      .init("aside", .array(aside)), .init("erased", .bool(false)), .init("held", .object(held)),
      .init("nonce", .text(nonce)),
    ])
    let outcome = await post("sync/v1/wipe", type: "application/json", question.bytes)
    if let failure = await failure(of: outcome, expecting: "application/json") {
      return .failed(failure)
    }
    guard let answer = try? LineScanner.scan(outcome.body), answer["nonce"]?.text == nonce,
      let isSafe = answer["erase"]?.flag, let isOrdered = answer["ordered"]?.flag
    else { return .failed(.garbled("an answer to another question")) }
    return .told(isOrdered: isOrdered, isSafe: isSafe)
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
