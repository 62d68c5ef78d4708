import Agent
import Catalogue
import FoundationEssentials
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("What the aggregator says to a whole request is understood")
struct RefusedSessionTests {
  let desk: Desk

  init() async throws {
    desk = try await Desk()
    try await desk.enrol()
  }

  private func answer(_ problem: Replication.Problem, retryAfter: String?) async throws
    -> SyncFailure?
  {
    let region = Region(journal: desk.bench.aggregator, authority: desk.bench.authority)
    desk.disturb { _, _ in region.problem(problem, retryAfter: retryAfter) }
    guard case .failed(let failure, progressed: false) = try await desk.exchange() else {
      return nil
    }
    return failure
  }

  @Test(arguments: Replication.Problem.allCases)
  func `every problem is told as it is`(problem: Replication.Problem) async throws {
    _ = try await desk.branch.journal.enter()

    #expect(try await answer(problem, retryAfter: nil) == .told(problem, wait: nil))

    #expect(try await desk.branch.journal.standing().waiting == 1)
  }

  @Test(
    arguments: [
      ("7", 7_000), ("0", 0), ("99999999", 86_400_000), ("-5", 0), ("-9223372036854775808", 0),
      ("99999999999999999999", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil), ("", nil),
    ] as [(String, Int64?)])
  func `Retry-After is a time in bounds or nothing`(header: String, wait: Int64?) async throws {
    #expect(
      try await answer(.tooManyRequests, retryAfter: header) == .told(.tooManyRequests, wait: wait))
  }

  @Test func `a problem that a proxy invents is no word of the aggregator`() async throws {
    desk.disturb { _, _ in
      Client.Outcome(
        status: 502, headers: ["Content-Type": "text/html"], body: Array("Bad Gateway".utf8),
        failure: nil)
    }

    #expect(try await desk.exchange() == .failed(.unreachable("status 502"), progressed: false))
  }

  @Test func `a certificate that is not valid at this time is told with the time`() async throws {
    let why = "SSL certificate problem: certificate has expired"
    desk.disturb { _, _ in
      Client.Outcome(
        status: nil, headers: [:], body: [], failure: .untrusted(why, isAboutTime: true))
    }
    _ = try await desk.branch.journal.enter()
    desk.set(clock: 1_995_994_800_000)

    let outcome = try await desk.exchange()

    let failure = SyncFailure.wrongTime(why, clock: 1_995_994_800_000)
    #expect(outcome == .failed(failure, progressed: false))
    #expect(failure.description.hasPrefix("Datorns klocka visar 2033-04-01 21:00. "))
    #expect(try await desk.branch.journal.standing().waiting == 1)
  }

  @Test func `a certificate of nobody's is not taken for a wrong clock`() async throws {
    let why = "SSL certificate problem: unable to get local issuer certificate"
    desk.disturb { _, _ in
      Client.Outcome(
        status: nil, headers: [:], body: [], failure: .untrusted(why, isAboutTime: false))
    }

    let outcome = try await desk.exchange()

    #expect(outcome == .failed(.untrusted(why), progressed: false))
    #expect(!SyncFailure.untrusted(why).description.contains("klocka"))
  }

  @Test func `an aggregator that lost the enrolment is shown it, once`() async throws {
    try desk.bench.folder.copyDatabase("aggregator", to: "now")
    let empty = try Bench(restoring: "empty", of: desk.bench)
    desk.connect(to: empty)
    _ = try await desk.branch.journal.enter()

    #expect(try await desk.loop.runOnce() == nil)

    #expect(desk.events.all.contains(.enrolled(.county)))
    #expect(try await desk.branch.journal.standing().waiting == 0)
    #expect(try await empty.aggregator.tip(of: Bench.karlstad).n == 1)
  }

  @Test func `an enrolment that nobody accepts is told`() async throws {
    let region = Region(journal: desk.bench.aggregator, authority: desk.bench.authority)
    desk.disturb { _, _ in region.problem(.authFailed, retryAfter: nil) }

    #expect(try await desk.loop.runOnce() == .told(.authFailed, wait: nil))

    #expect(try await desk.branch.journal.meta(.lastProblem) == .text("auth-failed"))
  }

  @Test func `whoever asked too much waits, says so, and goes on recording`() async throws {
    let region = Region(journal: desk.bench.aggregator, authority: desk.bench.authority)
    desk.disturb { _, _ in region.problem(.tooManyRequests, retryAfter: "120") }
    _ = try await desk.branch.journal.enter()

    let failure = try await desk.loop.runOnce()
    _ = try await desk.branch.journal.enter()

    #expect(failure == .told(.tooManyRequests, wait: 120_000))
    #expect(failure?.description.hasSuffix("Everything is saved here and sent in 2 min.") == true)
    #expect(try await desk.branch.journal.standing().waiting == 2)
    #expect(try await desk.branch.journal.meta(.lastProblem) == .text("too-many-requests"))
  }

  @Test func `a revoked device keeps what it has`() async throws {
    let record = try await desk.branch.journal.enter()
    try await desk.bench.aggregator.record(
      [
        Intent(
          .put(["revoked": .bool(true)]), type: "device",
          record: RecordID(desk.branch.device.bytes))
      ], in: .county, by: Bench.author("region"))

    #expect(try await desk.loop.runOnce() == .told(.revoked, wait: nil))

    #expect(try await desk.branch.journal.look(at: record)?.life == "alive")
    #expect(try await desk.branch.journal.standing().waiting == 1)
    #expect(try await desk.branch.journal.meta(.lastProblem) == .text("revoked"))
  }

  @Test func `an aggregator that went back is healed in one run`() async throws {
    try desk.bench.folder.copyDatabase("aggregator", to: "backup")
    _ = try await desk.branch.journal.enter()
    #expect(try await desk.loop.runOnce() == nil)
    let restored = try Bench(restoring: "backup", of: desk.bench)
    desk.connect(to: restored)

    #expect(try await desk.loop.runOnce() == nil)

    #expect(desk.events.all.contains(.rolledBack(Bench.karlstad, to: 0)))
    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 1)
    #expect(try await desk.branch.journal.standing().acknowledged == 1)
  }

  @Test func `a rollback that is repeated for ever is not obeyed for ever`() async throws {
    let body = RolledBack(to: .start(of: Bench.karlstad)).bytes
    let asked = Collected<Int>()
    desk.disturb { request, honest in
      guard request.url.path.contains("1780") else { return honest }
      asked.add(1)
      return Client.Outcome(status: 200, headers: honest.headers, body: body, failure: nil)
    }

    guard case .garbled? = try await desk.loop.runOnce() else {
      Issue.record("obeyed")
      return
    }
    #expect(asked.all.count == 1)
  }

  @Test func `a county that cannot be read does not keep the branch's own entries`() async throws {
    _ = try await desk.branch.journal.enter()
    desk.disturb { request, honest in
      guard request.url.path.contains("county") else { return honest }
      return Client.Outcome(
        status: 200, headers: honest.headers, body: Array("x y\n".utf8), failure: nil)
    }

    guard case .garbled? = try await desk.loop.runOnce() else {
      Issue.record("not told")
      return
    }

    #expect(try await desk.branch.journal.standing().waiting == 0)
  }
}
