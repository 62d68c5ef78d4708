import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("An answer from another time does no harm")
struct StaleAnswerTests {
  let bench: Bench
  let molkom: Bench.Branch
  let city: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
    city = try bench.branch("city")
  }

  private func reply(_ bytes: [UInt8], to request: ExchangeRequest) throws -> ExchangeReply {
    guard case .complete(let reply) = try ExchangeAnswer(bytes: bytes, after: request.cursor) else {
      throw Bench.BenchError.cut
    }
    return reply
  }

  @Test func `an acknowledgement from before a rollback is not believed`() async throws {
    try await city.journal.enter(10)
    try await bench.sync(city, molkom)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    _ = try await molkom.journal.enter()
    let request = try await bench.request(of: molkom, page: 0)
    let stale = try reply(try await bench.answer(request, of: molkom), to: request)
    let restored = try Bench(restoring: "backup", of: bench)
    try await city.journal.enter(5)
    try await restored.sync(city)
    try await restored.pull(molkom)
    #expect(try await molkom.journal.tip(of: Bench.karlstad).n == 15)

    await #expect(throws: FrameError.self) {
      _ = try await molkom.journal.apply(stale, to: Bench.karlstad, at: Bench.noon)
    }

    #expect(try await molkom.journal.standing().waiting == 1)
    try await restored.sync(molkom, city)
    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 16)
  }

  /// The branch heard that its entries were received before it had pulled anything; then the aggregator went back, and what
  /// tells of the new log is an answer to somebody else, out of a cache.
  @Test func `an acknowledgement that what is pulled disproves is taken back`() async throws {
    try bench.folder.copyDatabase("aggregator", to: "backup")
    let first = try await molkom.journal.enter()
    let second = try await molkom.journal.enter()
    try await bench.exchange(molkom, page: 0)
    #expect(try await molkom.journal.standing().acknowledged == 2)
    let restored = try Bench(restoring: "backup", of: bench)
    try await city.journal.enter(4)
    try await restored.sync(city)
    let request = try await restored.request(of: molkom)
    let other = ExchangeRequest(
      cursor: request.cursor, marks: [request.cursor], now: Bench.noon, page: 10_000, offers: [])
    let cached = try reply(try await restored.answer(other, of: city), to: other)

    _ = try await molkom.journal.apply(cached, to: Bench.karlstad, at: Bench.noon)

    #expect(try await molkom.journal.tip(of: Bench.karlstad).n == 4)
    #expect(try await molkom.journal.standing().acknowledged == 0)
    let there = try await restored.aggregator.digest(of: Bench.karlstad)
    let here = try await molkom.journal.digest(of: Bench.karlstad)
    #expect(here.h == there.h && here.digest == there.digest)
    try await restored.sync(molkom, city)
    for record in [first, second] {
      #expect(try await restored.aggregator.look(at: record)?.life == "alive")
    }
    #expect(try await molkom.journal.verify() == [])
    #expect(try await restored.aggregator.verify() == [])
  }

  @Test func `an acknowledgement that the chain disproves is not believed`() async throws {
    try await city.journal.enter(10)
    try await bench.sync(city, molkom)
    _ = try await molkom.journal.enter()
    let request = try await bench.request(of: molkom)
    let id = ChangeID(Hash(of: request.offers[0].line).bytes)
    let false4 = Receipt(n: 4, received: 1, device: molkom.device, seal: Hash(of: []))
    let tip = Mark(n: 99, h: Hash(of: []))
    let lie = ExchangeReply(
      time: Bench.noon, tip: tip, catalogue: "",
      acknowledgements: [.stored(id, false4, isDuplicate: true)],
      pages: [], end: request.cursor, more: false)

    _ = try await molkom.journal.apply(lie, to: Bench.karlstad, at: Bench.noon)

    #expect(try await molkom.journal.standing().waiting == 1)
    try await bench.sync(molkom)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 11)
  }

  @Test func `a cursor on a lost branch of the log goes back to where both agree`() async throws {
    try await city.journal.enter(3)
    try await bench.sync(city, molkom)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await city.journal.enter(2)
    try await bench.sync(city)
    let request = try await bench.request(of: molkom)
    let stale = try reply(try await bench.answer(request, of: molkom), to: request)
    let restored = try Bench(restoring: "backup", of: bench)
    let kil = try restored.branch("kil")
    try await kil.journal.enter(9)
    try await restored.sync(kil)
    _ = try await molkom.journal.enter()
    try await restored.exchange(molkom, page: 0)

    _ = try await molkom.journal.apply(cut: stale.pages, to: Bench.karlstad)
    try await restored.sync(molkom, city, molkom, kil)

    let digest = try await restored.aggregator.digest(of: Bench.karlstad)
    #expect(digest.n == 15)
    for branch in [molkom, city, kil] {
      #expect(try await branch.journal.digest(of: Bench.karlstad) == digest)
    }
  }

  @Test func `a rollback to where the cursor has never been is refused`() async throws {
    try await city.journal.enter(3)
    try await bench.sync(city)
    _ = try await molkom.journal.enter()
    try await bench.exchange(molkom, page: 0)
    let told = try #require(try await bench.request(of: molkom).marks.first)
    #expect(told.n == 4)

    await #expect(throws: FrameError.self) {
      try await molkom.journal.rollBack(Bench.karlstad, to: told, now: Bench.noon)
    }

    try await bench.sync(molkom)
    #expect(
      try await molkom.journal.digest(of: Bench.karlstad)
        == bench.aggregator.digest(of: Bench.karlstad))
  }

  @Test func `an answer to another request does not move the cursor`() async throws {
    try await city.journal.enter(3)
    try await bench.sync(city)
    let request = try await bench.request(of: molkom)
    let late = try reply(try await bench.answer(request, of: molkom), to: request)
    try await bench.sync(molkom)
    try await city.journal.enter(1)
    try await bench.sync(city, molkom)

    await #expect(throws: FrameError.self) {
      _ = try await molkom.journal.apply(late, to: Bench.karlstad, at: Bench.noon)
    }

    #expect(try await molkom.journal.tip(of: Bench.karlstad).n == 4)
  }
}
