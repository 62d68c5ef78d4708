import Agent
import Catalogue
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("Syncing goes on until nothing is left, and begins again when something is")
struct SyncLoopTests {
  private func loop(_ session: Session) -> SyncLoop {
    SyncLoop(session: session, author: { Bench.author() }, turn: { {} }, report: { _ in })
  }

  @Test func `what was clicked becomes a change when a person syncs`() async throws {
    let wire = try await Wire()
    let door = Bench.door(Bench.today.description)
    _ = try await wire.branch.journal.click(
      3, on: door, in: Bench.karlstad, fingerprint: "here", by: Bench.author())

    let failure = try await loop(wire.session()).runOnce()

    #expect(failure == nil)
    #expect(try await wire.branch.journal.standing().openClicks == 0)
    #expect(try await wire.bench.aggregator.look(at: door.record)?["count"] == .integer(3))
  }

  @Test func `the size of a request is kept over a restart`() async throws {
    let wire = try await Wire()
    try await wire.branch.journal.enter(30)
    try await wire.branch.journal.setMeta([.batch: .integer(7)])

    let failure = try await loop(wire.session()).runOnce()

    #expect(failure == nil)
    #expect(try wire.offers().map(\.count) == [7, 14, 9])
  }

  @Test func `an answer that promises more and brings nothing is not asked for again at once`()
    async throws
  {
    let wire = try await Wire()
    wire.alter { [requests = wire.requests] _, outcome in
      guard requests.all.count < 20 else { return Wire.refusal(.unavailable) }
      guard let answer = try? ExchangeAnswer(bytes: outcome.body, after: .start(of: .county)),
        case .complete(var reply) = answer
      else { return outcome }
      reply.more = true
      return Wire.outcome(reply.bytes)
    }

    let failure = try await loop(wire.session()).runOnce()

    #expect(failure == nil)
    #expect(wire.requests.all.count < 20)
  }

  @Test func `an entry goes out at once while the loop rests`() async throws {
    let wire = try await Wire()
    let (rests, resting) = AsyncStream<Int64>.makeStream()
    let slept = Collected<Int64>()
    let session = wire.session { milliseconds in
      // The short sleeps lie between two looks at the journal, the long ones between two exchanges.
      guard milliseconds > 1_000 else { return await Task.yield() }
      resting.yield(milliseconds)
      try await Task.sleep(for: .seconds(20))
      slept.add(milliseconds)
    }
    let running = Task { try await loop(session).run() }
    defer { running.cancel() }

    for await _ in rests { break }
    _ = try await wire.branch.journal.enter()
    while try await wire.branch.journal.standing().acknowledged == 0, slept.all.isEmpty {
      await Task.yield()
    }

    #expect(slept.all.isEmpty)
    #expect(try wire.offers().contains { $0.count == 1 })
  }
}
