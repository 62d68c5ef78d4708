import Agent
import Foundation
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("An agent believes its own aggregator, and nobody else")
struct SessionTrustTests {
  @Test func `an answer without the aggregator's name is a guest network's`() async throws {
    let wire = try await Wire()
    _ = try await wire.branch.journal.enter()
    wire.alter { _, outcome in outcome.with("Bokfink-Aggregator", nil) }

    let outcome = try await wire.session().exchange(Bench.karlstad, batch: 10)

    #expect(outcome == .failed(.impostor, progressed: false))
    #expect(try await wire.branch.journal.standing().acknowledged == 0)
  }

  @Test func `an answer of another type is a guest network's`() async throws {
    let wire = try await Wire()
    _ = try await wire.branch.journal.enter()
    wire.alter { _, outcome in outcome.with("Content-Type", "text/html") }

    let outcome = try await wire.session().exchange(Bench.karlstad, batch: 10)

    #expect(outcome == .failed(.impostor, progressed: false))
    #expect(try await wire.branch.journal.standing().acknowledged == 0)
  }

  @Test func `another aggregator than the one that enrolled it is a stranger`() async throws {
    let wire = try await Wire()
    let other = DeviceID(Array(repeating: 3, count: 16))
    wire.alter { _, outcome in outcome.with("Bokfink-Aggregator", other.description) }

    let outcome = try await wire.session().exchange(Bench.karlstad, batch: 10)

    #expect(outcome == .failed(.stranger, progressed: false))
  }

  @Test func `a request that any proxy finds too large is made smaller`() async throws {
    let wire = try await Wire()
    wire.alter { _, _ in
      Client.Outcome(status: 413, headers: ["Content-Type": "text/html"], body: [], failure: nil)
    }

    let outcome = try await wire.session().exchange(Bench.karlstad, batch: 10)

    #expect(outcome == .failed(.told(.tooLarge, wait: nil), progressed: false))
  }

  @Test func `an old answer about changes that were not offered marks nothing as received`()
    async throws
  {
    let wire = try await Wire()
    _ = try await wire.branch.journal.enter()
    try await wire.bench.exchange(wire.branch)
    try await wire.branch.journal.rollBack(
      Bench.karlstad, to: .start(of: Bench.karlstad), now: Bench.noon)
    let id = try #require(try await wire.change())
    let start = Mark.start(of: Bench.karlstad)
    let receipt = wire.bench.receipt(of: id, from: wire.branch.device)
    let stale = ExchangeReply(
      time: Bench.noon, tip: start, catalogue: "",
      acknowledgements: [.stored(id, receipt, isDuplicate: false)], pages: [], end: start,
      more: false)
    wire.alter { _, _ in Wire.outcome(stale.bytes) }

    _ = try await wire.session().exchange(Bench.karlstad, batch: 10)

    #expect(try await wire.branch.journal.standing().acknowledged == 0)
  }

  @Test func `it goes back only to a mark it has sent`() async throws {
    let wire = try await Wire()
    _ = try await wire.branch.journal.enter()
    try await wire.bench.sync(wire.branch)
    let foreign = Mark(n: 0, h: Hash(of: [1]))
    wire.alter { _, _ in Wire.outcome(RolledBack(to: foreign).bytes) }

    let outcome = try await wire.session().exchange(Bench.karlstad, batch: 10)

    guard case .failed(.garbled, progressed: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try await wire.branch.journal.standing().acknowledged == 1)
  }

  @Test func `its clock is compared with the aggregator's and corrects nothing`() async throws {
    let wire = try await Wire()
    wire.now = Bench.noon + 3_600_000

    _ = try await wire.session().exchange(Bench.karlstad, batch: 10)
    let record = try await wire.branch.journal.enter()

    #expect(try await wire.branch.journal.meta(.skew) == .integer(3_600_000))
    let view = try #require(try await wire.branch.journal.look(at: record))
    #expect(view.history.map(\.at) == [Bench.noon])
  }

  @Test func `an aggregator that has forgotten it is shown the sealed enrolment`() async throws {
    let wire = try await Wire()
    let isKnown = Collected<Bool>()
    let enrolment = try wire.enrolment()
    wire.alter { request, outcome in
      if request.url.path == "/sync/v1/enrol" {
        isKnown.add(true)
        return Wire.outcome(
          JSON.object([
            .init("aggregator", .text(Wire.aggregator.description)),
            .init("enrolment", enrolment.json), .init("scope", .text("1780")),
            .init("unit", .text(Bench.molkom.description)),
          ]).bytes, type: "application/json")
      }
      return isKnown.all.isEmpty ? Wire.refusal(.authFailed) : outcome
    }

    let round = try await wire.session().round(batch: 10) { _ in }

    #expect(round.failure == nil)
    #expect(isKnown.all.count == 1)
  }
}

extension Wire {
  /// The first change of the branch.
  func change() async throws -> ChangeID? {
    try await Reader(path: branch.path).rows("SELECT id FROM change ORDER BY local LIMIT 1")
      .first?[0].text.flatMap(ChangeID.init)
  }

  /// The change that enrolled the wire's device with its token.
  func enrolment() throws -> Enrolment {
    let token = Hash(of: Array("token".utf8)).description
    let draft = Draft(
      kind: .put, type: "device", record: RecordID(branch.device.bytes), seen: [],
      fields: [Change.Field("token_hash", .text(token))])
    var random = SeededRandom(seed: 1)
    let change = try draft.change(
      by: .init(by: "", at: Bench.noon, catalogue: ""), group: nil, using: &random)
    let receipt = Receipt(
      n: 1, received: Bench.noon, device: Wire.aggregator, seal: Hash(of: []))
    return Enrolment(line: change.line, receipt: receipt)
  }
}
