internal import HTTP
internal import Replication
internal import Storage

extension Door {
  static let waitMillisecondsMax: Int64 = 50_000
  static let heartbeatMilliseconds: Int64 = 15_000

  /// Answers as soon as one of the named marks is no longer the newest; a newline every 15 s shows that the line is
  /// alive, and after 50 s the agent asks again.
  func wait(_ request: Request, from device: EnrolledDevice?) async throws -> Response {
    guard let device else { throw Refused(.authFailed, detail: "The request carries no token.") }
    guard device.revocation == nil else {
      throw Refused(.wiping, detail: Replication.Problem.wiping.description, device: device.id)
    }
    var known: [Scope: String] = [:]
    for (name, mark) in request.query.pairs {
      guard let scope = Scope(name), device.mayUse(scope) else {
        throw Refused(
          .wrongScope, detail: Replication.Problem.wrongScope.description, device: device.id)
      }
      known[scope] = mark
    }
    // Listening begins before the first look, so that nothing that arrives between the two is missed.
    let rings = bell.rings()
    return Response(
      .ok, headers: ["Content-Type": "text/plain; charset=utf-8"],
      body: .stream { [known] writer in
        try await writer.write([])
        try await writer.write(try await news(beyond: known, rings, writer))
      })
  }

  private func news(
    beyond known: [Scope: String], _ rings: AsyncStream<Void>, _ writer: BodyWriter
  ) async throws -> [UInt8] {
    if let news = try await tips(beyond: known) { return news }
    return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask {
        for await _ in rings { if let news = try await tips(beyond: known) { return news } }
        return Array("{}\n".utf8)
      }
      group.addTask {
        var waited: Int64 = 0
        while waited + Self.heartbeatMilliseconds < Self.waitMillisecondsMax {
          try await world.sleep(Self.heartbeatMilliseconds)
          waited += Self.heartbeatMilliseconds
          try await writer.write([UInt8(ascii: "\n")])
        }
        try await world.sleep(Self.waitMillisecondsMax - waited)
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      return first ?? Array("{}\n".utf8)
    }
  }

  /// The tips as one line, nil when the agent knows them all.
  private func tips(beyond known: [Scope: String]) async throws -> [UInt8]? {
    var tips: [JSON.Member] = []
    var isNews = false
    for scope in known.keys.sorted() {
      let tip = try await journal.tip(of: scope)
      tips.append(.init(scope.name, .array([.integer(tip.n), .text(tip.h.description)])))
      if known[scope] != "\(tip.n).\(tip.h)" { isNews = true }
    }
    return isNews ? JSON.object([.init("tips", .object(tips))]).bytes + [UInt8(ascii: "\n")] : nil
  }
}
