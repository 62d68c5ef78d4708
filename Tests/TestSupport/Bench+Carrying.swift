public import Replication
public import Storage

extension Bench {
  public enum Carried: Equatable, Sendable {
    case applied(Applied)
    case rolledBack(to: Int64)
  }

  /// What a branch would send now.
  public func request(
    of branch: Branch, _ scope: Scope = karlstad, batch: Int = 1_000, page: Int = 10_000,
    at now: Int64 = noon
  ) async throws -> ExchangeRequest {
    try await branch.journal.nextExchange(scope, batch: batch, page: page, now: now)
  }

  /// The aggregator's answer as bytes; the branch has not seen it yet.
  public func answer(
    _ request: ExchangeRequest, of branch: Branch, _ scope: Scope = karlstad, at now: Int64 = noon
  ) async throws -> [UInt8] {
    let arrived = try ExchangeRequest(bytes: request.bytes)
    switch try await aggregator.exchange(arrived, in: scope, from: branch.device, now: now) {
    case .rolledBack(let mark): return RolledBack(to: mark).bytes
    case .reply(let reply): return reply.bytes
    }
  }

  /// Offers lines as they are, and returns the aggregator's answer.
  public func offer(
    _ offers: [ExchangeRequest.Offer], from device: DeviceID, _ scope: Scope = karlstad,
    after cursor: Mark? = nil, page: Int = 10_000, at now: Int64 = noon
  ) async throws -> ExchangeReply {
    let cursor = cursor ?? .start(of: scope)
    let request = ExchangeRequest(
      cursor: cursor, marks: [cursor], now: now, page: page, offers: offers)
    let outcome = try await aggregator.exchange(request, in: scope, from: device, now: now)
    guard case .reply(let reply) = outcome else { throw BenchError.rolledBack }
    return reply
  }

  /// One round trip that goes well.
  @discardableResult
  public func exchange(
    _ branch: Branch, _ scope: Scope = karlstad, batch: Int = 1_000, page: Int = 10_000,
    at now: Int64 = noon
  ) async throws -> Carried {
    let request = try await request(of: branch, scope, batch: batch, page: page, at: now)
    let bytes = try await answer(request, of: branch, scope, at: now)
    switch try ExchangeAnswer(bytes: bytes, after: request.cursor) {
    case .rolledBack(let mark):
      try await branch.journal.rollBack(scope, to: mark, now: now)
      return .rolledBack(to: mark.n)
    case .complete(let reply):
      return .applied(try await branch.journal.apply(reply, to: scope, at: now))
    case .cut: throw BenchError.cut
    }
  }

  /// One round trip that says nothing and only listens.
  public func pull(_ branch: Branch, _ scope: Scope = karlstad, at now: Int64 = noon) async throws {
    var request = try await request(of: branch, scope, at: now)
    request.offers = []
    let bytes = try await answer(request, of: branch, scope, at: now)
    guard case .complete(let reply) = try ExchangeAnswer(bytes: bytes, after: request.cursor) else {
      throw BenchError.cut
    }
    _ = try await branch.journal.apply(reply, to: scope, at: now)
  }

  /// Round trips until nothing is left to send or to fetch.
  public func sync(_ branches: Branch..., at now: Int64 = noon) async throws {
    for branch in branches {
      for round in 0... {
        guard round < 1_000 else { throw BenchError.endless }
        let carried = try await exchange(branch, at: now)
        if case .applied(let applied) = carried, !applied.more { break }
      }
    }
  }

  public enum BenchError: Error { case rolledBack, cut, endless }
}
