internal import HTTP
internal import Replication
internal import Storage

extension Centre {
  /// What the program is told while serving: a name, facts, and whether somebody should look at it.
  public typealias Happening = (isProblem: Bool, name: String, facts: [(String, String)])

  /// How often the database is asked whether another command has written.
  static let watchMilliseconds: Int64 = 1_000

  /// Serves agents and people.
  ///
  /// - Parameters:
  ///   - proxies: addresses whose `X-Forwarded-…` are believed.
  ///   - signInField: the header field in which they name whom they have signed in; nil when they do not.
  ///   - connectionsMax: at a time; an agent that waits for news holds one.
  /// - Returns: where; `run`, which wakes long-polls until it is cancelled; and `close`, which finishes the requests
  ///   under way.
  public func open(
    host: String, port: UInt16, proxies: Set<String>, signInField: String?, connectionsMax: Int,
    report: @escaping @Sendable (Happening) -> Void
  ) async throws -> (
    url: String, run: @Sendable () async throws -> Void, close: @Sendable () async -> Void
  ) {
    guard signInField == nil || !proxies.isEmpty else { throw CentreError.noProxy }
    // What was decided about devices holds, whatever database was put here.
    try await journal.enforceRevocations(by: author(""))
    try await journal.eraseAgain(at: world.now())
    let bell = Bell()
    let trouble: @Sendable (Trouble) -> Void = { report(Self.happening($0)) }
    let door = Door(
      journal: journal, world: world, identity: DeviceID(identity.id) ?? DeviceID([]),
      name: identity.name, bell: bell, report: trouble)
    let doorkeeper = Doorkeeper(
      journal: journal, world: world, site: try await site(), signInField: signInField,
      refusals: door.refusals, trouble: trouble)
    let routes = door.routes + Pages(centre: self, doorkeeper: doorkeeper).routes
    var limits = Server.Limits()
    limits.connectionsMax = connectionsMax
    var headers = Headers.ofPages
    headers["Bokfink-Aggregator"] = identity.id
    let configuration = Server.Configuration(
      host: host, port: port, proxies: proxies, limits: limits, headers: headers, now: world.now)
    let server = Server(configuration, router: Router(routes, lost: door.lost)) { event in
      if let happening = Self.happening(event) { report(happening) }
    }
    let bound = try await server.start()
    let name = bound.host.contains(":") ? "[\(bound.host)]" : bound.host
    return (
      "http://\(name):\(bound.port)", { try await ring(bell) },
      {
        bell.close()
        await server.shutdown()
        do { try await door.refusals.noteUnlisted() } catch {
          trouble(Trouble("audit", error))
        }
      }
    )
  }

  /// Whether the database answers.
  public func isWell() async -> Bool { (try? await journal.revision()) != nil }

  /// Changes that another command writes wake the long-polls too.
  private func ring(_ bell: Bell) async throws {
    var known = try await journal.revision()
    while true {
      try await world.sleep(Self.watchMilliseconds)
      // A database that is busy now may answer in a second; nobody is cut off for that.
      guard let revision = try? await journal.revision() else { continue }
      if revision != known { bell.ring() }
      // What an erasure could not yet purge; a busy or full disk is tried again.
      _ = try? await journal.purge()
      known = revision
    }
  }

  private static func happening(_ trouble: Trouble) -> Happening {
    (true, "internal-error", [("at", trouble.address), ("error", trouble.what)])
  }

  private static func happening(_ event: Server.Event) -> Happening? {
    switch event {
    case .answered(let client, let method, let path, let status, let milliseconds):
      (
        status >= 500, "answered",
        [
          ("client", client), ("method", "\(method)"), ("path", path), ("status", "\(status)"),
          ("ms", "\(milliseconds)"),
        ]
      )
    case .refused(let client, let status, let reason):
      (false, "refused", [("client", client), ("status", "\(status)"), ("reason", "\(reason)")])
    case .cut: nil
    case .exhausted: (true, "connections-exhausted", [])
    }
  }
}
