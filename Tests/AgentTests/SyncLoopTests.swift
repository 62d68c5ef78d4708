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

  @Test func `a database that cannot be written is waited for like a network`() async throws {
    let wire = try await Wire()
    _ = try await wire.branch.journal.enter()
    let path = wire.branch.path
    try Connection(path: path).execute(
      "CREATE TRIGGER stuck BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'stuck'); END")
    let naps = Collected<Int64>()
    let session = wire.session { milliseconds in
      naps.add(milliseconds)
      if naps.all.count == 4 { try Connection(path: path).execute("DROP TRIGGER stuck") }
      // Long enough to be cancelled.
      if naps.all.count > 4 { try await Task.sleep(for: .seconds(20)) }
    }
    let events = Collected<SyncEvent>()
    let loop = SyncLoop(
      session: session, author: { Bench.author() }, turn: { {} }, report: { events.add($0) })

    let running = Task { try await loop.run() }
    defer { running.cancel() }
    while try await wire.branch.journal.standing().acknowledged == 0, naps.all.count < 20 {
      await Task.yield()
    }

    #expect(try await wire.branch.journal.standing().acknowledged == 1)
    let stuck = events.all.filter { if case .failed(nil, .stuck) = $0 { true } else { false } }
    #expect(stuck.count == 4)
    #expect(naps.all[..<4].allSatisfy { $0 <= Pacer.firstRetryMilliseconds << 4 })
  }

  @Test func `on a disk that is nearly full an agent sends and does not fetch`() async throws {
    let wire = try await Wire()
    let other = try wire.bench.branch("city")
    try await other.journal.enter(3)
    try await wire.bench.sync(other)
    try await wire.branch.journal.enter(2)
    try await wire.branch.journal.setMeta([.keepFree: .integer(.max)])

    #expect(try await loop(wire.session()).runOnce() == nil)

    #expect(try await wire.branch.journal.diskRoom().isLow)
    #expect(try await wire.branch.journal.standing().acknowledged == 2)
    #expect(try await wire.branch.journal.tip(of: Bench.karlstad).n == 0)
    #expect(wire.requests.all.count == 4)

    try await wire.branch.journal.setMeta([.keepFree: .integer(0)])
    #expect(try await loop(wire.session()).runOnce() == nil)
    #expect(try await wire.branch.journal.tip(of: Bench.karlstad).n == 5)
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
