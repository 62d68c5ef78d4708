import Agent
import Catalogue
import Foundation
import HTTP
import Replication
import Storage
import Synchronization
import TestSupport

/// One branch and the line to its aggregator, which answers every request itself. A test may alter the answers.
final class Wire: Sendable {
  typealias Interlude = @Sendable (Client.Request) async -> Void
  typealias Alteration = @Sendable (Client.Request, Client.Outcome) -> Client.Outcome

  let bench: Bench
  let branch: Bench.Branch
  /// Everything the branch has sent.
  let requests = Collected<Client.Request>()
  private let alteration = Mutex<Alteration> { _, outcome in outcome }
  private let interlude = Mutex<Interlude> { _ in }
  private let clock = Mutex(Bench.noon)

  static let aggregator = DeviceID(Array(repeating: 9, count: 16))
  static let url = URL(string: "http://aggregator.invalid/")!

  /// - Parameter isEnrolled: false leaves the branch without a scope.
  init(isEnrolled: Bool = true) async throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
    guard isEnrolled else { return }
    try await branch.journal.setMeta([
      .scope: .text(Bench.karlstad.name), .enrolment: .text("{}"),
      .aggregatorID: .text(Self.aggregator.description),
    ])
  }

  /// The clock of the branch; the aggregator's stands at noon.
  var now: Int64 {
    get { clock.withLock { $0 } }
    set { clock.withLock { $0 = newValue } }
  }

  func alter(_ alteration: @escaping Alteration) {
    self.alteration.withLock { $0 = alteration }
  }

  /// What happens at the branch while a request is on its way.
  func meanwhile(_ interlude: @escaping Interlude) {
    self.interlude.withLock { $0 = interlude }
  }

  func session(sleep: @escaping @Sendable (Int64) async throws -> Void = { _ in }) -> Session {
    let world = World(
      now: { self.now }, today: { Bench.today }, sleep: sleep, random: seededWords(5),
      send: { await self.carry($0) })
    return Session(
      journal: branch.journal, world: world,
      address: .init(url: Self.url, token: "token", device: branch.device))
  }

  /// What the branch offered, request by request, in its own scope.
  func offers() throws -> [[ExchangeRequest.Offer]] {
    try requests.all.filter { $0.url.path.hasSuffix("/1780/sync") }.map {
      try ExchangeRequest(bytes: $0.body).offers
    }
  }

  private func carry(_ request: Client.Request) async -> Client.Outcome {
    requests.add(request)
    let interlude = interlude.withLock { $0 }
    await interlude(request)
    let alteration = alteration.withLock { $0 }
    return alteration(request, await answer(request))
  }

  private func answer(_ request: Client.Request) async -> Client.Outcome {
    let scopes: [Scope] = [.county, Bench.karlstad]
    let scope = scopes.first { request.url.path == "/sync/v1/scopes/\($0)/sync" }
    guard let scope, let exchange = try? ExchangeRequest(bytes: request.body),
      let bytes = try? await bench.answer(exchange, of: branch, scope)
    else { return Self.outcome(Array("{}\n".utf8), type: "text/plain") }
    return Self.outcome(bytes)
  }

  static func outcome(
    _ body: [UInt8], status: Int = 200, type: String = ExchangeRequest.mediaType
  ) -> Client.Outcome {
    Client.Outcome(
      status: status,
      headers: ["Bokfink-Aggregator": aggregator.description, "Content-Type": type], body: body,
      failure: nil)
  }

  static func refusal(_ problem: Replication.Problem) -> Client.Outcome {
    outcome(
      problem.body(detail: ""), status: problem.status, type: Replication.Problem.mediaType)
  }
}

extension Client.Outcome {
  func with(_ name: String, _ value: String?) -> Client.Outcome {
    var headers = headers
    headers[name] = value
    return Client.Outcome(status: status, headers: headers, body: body, failure: failure)
  }
}
