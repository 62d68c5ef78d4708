import Agent
import Catalogue
import Foundation
import HTTP
import Replication
import Storage
import Synchronization
import TestSupport

/// A branch with its session, and the region at the other end of a line that a test can disturb.
final class Desk: Sendable {
  typealias Line = @Sendable (Client.Request, _ honest: Client.Outcome) async -> Client.Outcome

  let bench: Bench
  let branch: Bench.Branch
  let naps = Naps()
  let events = Collected<SyncEvent>()
  private let region: Mutex<Region>
  private let clock = Mutex(Bench.noon)
  private let line: Mutex<Line> = Mutex { _, honest in honest }

  static let token = "YWxsIG15IHNlY3JldHMgYXJlIGluIHRoaXMgdG9rZW4"

  init(seed: UInt64 = 1) async throws {
    bench = try Bench(seed: seed)
    branch = try bench.branch("molkom")
    region = Mutex(Region(journal: bench.aggregator, authority: bench.authority))
    let invitation = Invitation(
      scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "Disken")
    try await bench.aggregator.invite(
      invitation, code: Hash(of: Array("kod".utf8)), expires: Bench.noon + 1)
  }

  func enrol() async throws {
    _ = try await session.enrol(code: "kod", name: "Disken", machine: "pc")
  }

  /// What the line does with an honest answer from now on.
  func disturb(_ line: @escaping Line) { self.line.withLock { $0 = line } }
  func mend() { disturb { _, honest in honest } }
  func set(clock milliseconds: Int64) { clock.withLock { $0 = milliseconds } }
  /// From now on another aggregator answers, for example the same one put back from a backup.
  func connect(to bench: Bench) {
    region.withLock { $0 = Region(journal: bench.aggregator, authority: bench.authority) }
  }

  var world: World {
    World(
      now: { [self] in clock.withLock { $0 } }, today: { Bench.today },
      sleep: { [naps] in try await naps.nap($0) }, random: seededWords(77),
      send: { [self] request in
        let honest = await region.withLock { $0 }.answer(request)
        return await line.withLock { $0 }(request, honest)
      })
  }

  var session: Session {
    let url = URL(string: "http://region.example/")!
    return Session(
      journal: branch.journal, world: world,
      address: .init(url: url, token: Self.token, device: branch.device))
  }

  var loop: SyncLoop {
    SyncLoop(
      session: session, author: { Bench.author() }, turn: { {} },
      report: { [events] in events.add($0) })
  }

  func exchange() async throws -> Session.Outcome {
    try await session.exchange(Bench.karlstad, batch: 100)
  }
}

/// The aggregator's part, straight from the journal: `Agent` never sees the module `Aggregator`.
struct Region: Sendable {
  let journal: Journal
  let authority: Journal.Authority

  func answer(_ request: Client.Request) async -> Client.Outcome {
    do { return try await respond(to: request) } catch {
      return problem(.unavailable, retryAfter: nil)
    }
  }

  private func respond(to request: Client.Request) async throws -> Client.Outcome {
    let parts = request.url.path.split(separator: "/")
    if parts.last == "enrol" { return try await enrol(request) }
    let token = request.headers["Authorization"]?.dropFirst("Bearer ".count) ?? ""
    guard let device = try await journal.device(token: Hash(of: Array(token.utf8))) else {
      return problem(.authFailed, retryAfter: nil)
    }
    if device.revocation == .revoked { return problem(.revoked, retryAfter: nil) }
    guard parts.last == "sync", let scope = parts.dropLast().last.flatMap({ Scope(String($0)) })
    else { return outcome(200, "text/plain", Array("{}\n".utf8)) }
    let exchange = try ExchangeRequest(bytes: request.body)
    switch try await journal.exchange(exchange, in: scope, from: device.id, now: Bench.noon) {
    case .rolledBack(let mark):
      return outcome(200, ExchangeRequest.mediaType, RolledBack(to: mark).bytes)
    case .reply(let reply): return outcome(200, ExchangeRequest.mediaType, reply.bytes)
    }
  }

  private func enrol(_ request: Client.Request) async throws -> Client.Outcome {
    let json = try LineScanner.scan(request.body)
    guard let device = json["device"]?.text.flatMap(DeviceID.init),
      let token = json["tokenHash"]?.text.flatMap(Hash.init)
    else { return problem(.malformed, retryAfter: nil) }
    var enrolment: Enrolment?
    if let code = json["code"]?.text {
      enrolment = try await journal.enrol(
        code: Hash(of: Array(code.utf8)), token: token, device: device, machine: "",
        now: Bench.noon)
    } else if let shown = Enrolment(json: json["enrolment"]),
      try await journal.restore(shown, token: token, device: device, now: Bench.noon)
    {
      enrolment = shown
    }
    guard let enrolment else { return problem(.enrolCodeUsed, retryAfter: nil) }
    let answer = JSON.object([
      .init("aggregator", .text(authority.device.description)), .init("enrolment", enrolment.json),
      .init("scope", .text("1780")), .init("unit", .text(Bench.molkom.description)),
    ])
    return outcome(200, "application/json", answer.bytes)
  }

  func problem(_ problem: Replication.Problem, retryAfter: String?) -> Client.Outcome {
    var headers = headers(Replication.Problem.mediaType)
    headers["Retry-After"] = retryAfter
    return Client.Outcome(
      status: problem.status, headers: headers, body: problem.body(detail: ""), failure: nil)
  }

  func outcome(_ status: Int, _ type: String, _ body: [UInt8]) -> Client.Outcome {
    Client.Outcome(status: status, headers: headers(type), body: body, failure: nil)
  }

  private func headers(_ type: String) -> Headers {
    ["Content-Type": type, "Bokfink-Aggregator": authority.device.description]
  }
}

/// A timer that never runs by itself: it notes how long somebody wanted to sleep.
final class Naps: Sendable {
  private let durations = Mutex<[Int64]>([])
  private let passes = Mutex<@Sendable (Int64) -> Bool>({ _ in false })

  var all: [Int64] { durations.withLock { $0 } }

  /// Which naps end at once; the others last until the sleeper is cancelled.
  func pass(_ which: @escaping @Sendable (_ milliseconds: Int64) -> Bool) {
    passes.withLock { $0 = which }
  }

  func nap(_ milliseconds: Int64) async throws {
    try Task.checkCancellation()
    durations.withLock { $0.append(milliseconds) }
    if passes.withLock({ $0 })(milliseconds) { return await Task.yield() }
    try await Task.sleep(for: .seconds(3_600))
  }
}
