internal import Foundation
internal import HTTP
internal import Replication
internal import Storage
internal import Web

extension Branch {
  /// What the program is told while syncing: a name, facts, and whether somebody should look at it.
  public typealias Happening = (isProblem: Bool, name: String, facts: [(String, String)])

  /// Uses a one-time code.
  ///
  /// - Parameter isAnother: makes this agent another device than the one it was, which another disk, too, may have
  ///   been, or which was revoked. What was recorded here stays and is sent by the new one.
  /// - Throws: `BranchError.unavailable` with what to do.
  public func enrol(token: String, code: String, isAnother: Bool) async throws {
    let name = try await journal.meta(.name)?.text ?? ProcessInfo.processInfo.hostName
    var session = try await session(token: token)
    // An id that the token decides is the same when a lost answer is asked for again.
    if isAnother { session.address.device = DeviceID(Hash(of: Array(token.utf8)).bytes.reversed()) }
    let outcome = try await session.enrol(
      code: code, name: name, machine: installation.fingerprint)
    if case .failed(let failure, _) = outcome { throw BranchError(failure) }
  }

  /// Syncs until nothing is left to send or to fetch.
  ///
  /// - Parameter hurrying: offers others' changes at once after an aggregator was put back from a backup.
  /// - Throws: `BranchError.unavailable` when something stands in the way; everything stays saved.
  public func sync(
    token: String, by: String, hurrying: Bool, report: @escaping @Sendable (Happening) -> Void
  ) async throws {
    let loop = loop(try await session(token: token), by: by, report)
    if hurrying { try await journal.hurry() }
    var failure: SyncFailure?
    do {
      failure = try await loop.runOnce()
      // An aggregator that has gone back was found out on the way; now there is more to offer.
      if hurrying, failure == nil, try await journal.holdings() == nil {
        try await journal.hurry()
        failure = try await loop.runOnce()
      }
    } catch is EraseOrder {
      throw try await erase(token: token)
    }
    if let failure { throw BranchError(failure) }
  }

  /// Syncs until the task is cancelled.
  public func watch(
    token: String, by: String, report: @escaping @Sendable (Happening) -> Void
  ) async throws {
    do { try await loop(try await session(token: token), by: by, report).run() } catch is EraseOrder
    {
      throw try await erase(token: token)
    } catch {
      Self.note(error, in: installation.folder)
      throw error
    }
  }

  /// Turns open clicks into changes, as a shutdown does.
  public func sealClicks(by: String) async throws {
    guard let home = try? await home() else { return }
    try await journal.sealTallies(in: home.scope, by: author(by))
  }

  /// Serves the branch's pages to this computer. There is no sign-in, so nobody else is served.
  ///
  /// - Parameter host: an address of this computer's own loopback.
  /// - Returns: where, and what ends it: requests under way are finished.
  public func openPages(
    host: String, port: UInt16, report: @escaping @Sendable (Happening) -> Void
  ) async throws -> (url: String, close: @Sendable () async -> Void) {
    guard ["127.0.0.1", "::1", "localhost"].contains(host) else {
      throw BranchError.notThisComputer(host)
    }
    let configuration = Server.Configuration(
      host: host, port: port, headers: .ofPages, now: world.now)
    let routes = routes { report((true, "page-refused", [("reason", $0.description)])) }
    let server = Server(configuration, router: Router(routes)) { event in
      if case .exhausted = event { report((true, "connections-exhausted", [])) }
    }
    let bound = try await server.start()
    let name = bound.host.contains(":") ? "[\(bound.host)]" : bound.host
    return ("http://\(name):\(bound.port)", { await server.shutdown() })
  }

  private func session(token: String) async throws -> Session {
    try writable()
    guard let text = try await journal.meta(.aggregatorURL)?.text, let url = URL(string: text)
    else {
      throw BranchError.noAggregator
    }
    guard let device = try await journal.meta(.device)?.text.flatMap(DeviceID.init) else {
      throw BranchError.notAFolder(installation.folder)
    }
    let disk = ID<Device>(Hash(of: Array(installation.fingerprint.utf8)).bytes)
    return Session(
      journal: journal, world: world,
      address: .init(
        url: url, token: token, device: device, installation: disk.description))
  }

  private func loop(
    _ session: Session, by: String, _ report: @escaping @Sendable (Happening) -> Void
  ) -> SyncLoop {
    SyncLoop(
      session: session, author: { author(by) }, turn: takeTurn,
      report: { report($0.happening) })
  }

  private static let turnMillisecondsMax: Int64 = 60_000

  private func takeTurn() async throws -> SyncLoop.Turn {
    let start = world.now()
    while true {
      if let turn = installation.takeTurn() { return turn }
      guard abs(world.now() - start) < Self.turnMillisecondsMax else { throw BranchError.busy }
      try await world.sleep(50)
    }
  }
}

extension BranchError {
  init(_ failure: SyncFailure) {
    switch failure {
    case .notEnrolled: self = .noAggregator
    case .told(let problem, _) where problem.retry == .afterPerson:
      self = .notPermitted(problem.description)
    default: self = .unavailable(failure.description)
    }
  }
}

extension SyncEvent {
  var happening: Branch.Happening {
    switch self {
    case .exchanged(let scope, let pushed, let applied):
      let facts = [
        ("scope", scope.name), ("pushed", "\(pushed)"), ("pulled", "\(applied.pulled)"),
        ("acknowledged", "\(applied.acknowledged)"), ("aside", "\(applied.setAside)"),
      ]
      return (applied.setAside > 0, "exchanged", facts)
    case .rolledBack(let scope, let n):
      return (true, "rolled-back", [("scope", scope.name), ("to", "\(n)")])
    case .enrolled(let scope): return (false, "enrolled-again", [("scope", scope.name)])
    case .pullingRests(let bytes):
      return (true, "pulling-rests", [("free-mib", "\(bytes >> 20)")])
    case .failed(let scope, let failure):
      return (true, "failed", [("scope", scope?.name ?? "-"), ("reason", failure.description)])
    }
  }
}
