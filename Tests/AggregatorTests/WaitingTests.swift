import Aggregator
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("A long-poll tells of news as soon as there are any")
struct WaitingTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  private func gate(
    sleep: @escaping @Sendable (Int64) async throws -> Void = { _ in }
  ) async throws -> Gate {
    let gate = Gate(bench, sleep: sleep)
    try await gate.invite("bofink")
    _ = try await gate.enrol(code: "bofink")
    return gate
  }

  @Test func `it shows every 15 s that the line is alive, and ends after 50`() async throws {
    let sleeps = Collected<Int64>()
    let gate = try await gate { sleeps.add($0) }
    let tip = try await bench.aggregator.tip(of: Bench.karlstad)

    let answer = try await gate.wait("1780=\(tip.n).\(tip.h)")

    #expect(answer.text == "\n\n\n{}\n")
    #expect(sleeps.all == [15_000, 15_000, 15_000, 5_000])
  }

  @Test func `a mark of the same number and another past is news`() async throws {
    let gate = try await gate()

    let answer = try await gate.wait("1780=0.\(Hash(of: [3]))")

    let tip = Mark.start(of: Bench.karlstad)
    #expect(answer.text == "{\"tips\":{\"1780\":[0,\"\(tip.h)\"]}}\n")
  }

  @Test func `an entry that another device brings wakes it`() async throws {
    let (waits, waiting) = AsyncStream<Void>.makeStream()
    let gate = try await gate { _ in
      waiting.yield()
      try await Task.sleep(for: .seconds(120))
    }
    let tip = try await bench.aggregator.tip(of: Bench.karlstad)
    let branch = try bench.branch("molkom")
    _ = try await branch.journal.enter()
    let offers = try await bench.request(of: branch).offers
    async let news = gate.wait("1780=\(tip.n).\(tip.h)")
    for await _ in waits { break }

    _ = try await gate.sync(offers: offers)

    let now = try await bench.aggregator.tip(of: Bench.karlstad)
    #expect(now.n == 1)
    #expect(try await news.text == "{\"tips\":{\"1780\":[1,\"\(now.h)\"]}}\n")
  }
}
