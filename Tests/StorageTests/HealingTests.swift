import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("An aggregator that goes back in time is healed by its agents")
struct HealingTests {
  let bench: Bench
  let molkom: Bench.Branch
  let city: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
    city = try bench.branch("city")
  }

  /// Puts the aggregator back to what it was when `body` began; its journal is a new one.
  private func restore(after body: () async throws -> Void) async throws -> Bench {
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await body()
    return try Bench(restoring: "backup", of: bench)
  }

  private static let muchLater = Bench.noon + Journal.offerDelayMillisecondsMax

  @Test func `what the aggregator lost comes back from those who wrote it`() async throws {
    let kept = try await molkom.journal.enter()
    try await bench.sync(molkom, city)
    var lost: RecordID?
    let restored = try await restore {
      lost = try await molkom.journal.enter()
      try await bench.sync(molkom, city)
    }

    #expect(try await restored.exchange(molkom) == .rolledBack(to: 0))
    #expect(try await molkom.journal.standing().waiting == 2)
    try await restored.sync(molkom, city)

    for journal in [restored.aggregator, molkom.journal, city.journal] {
      #expect(try await journal.look(at: kept)?.life == "alive")
      #expect(try await journal.look(at: try #require(lost))?.life == "alive")
      #expect(try await journal.verify().isEmpty)
    }
    #expect(try await molkom.journal.standing().acknowledged == 2)
    try await expectAlike(restored)
  }

  @Test func `what its author lost too comes back from a neighbour, under its author's name`()
    async throws
  {
    try await bench.sync(molkom, city)
    var lost: RecordID?
    let restored = try await restore {
      lost = try await molkom.journal.enter()
      try await bench.sync(molkom, city)
    }
    let record = try #require(lost)

    #expect(try await restored.exchange(city) == .rolledBack(to: 0))
    try await restored.sync(city)
    #expect(try await restored.aggregator.look(at: record) == nil, "before the delay is over")
    try await restored.sync(city, at: Self.muchLater)

    let view = try #require(try await restored.aggregator.look(at: record))
    #expect(view.history.first?.device == molkom.device.description)
    #expect(view.history.first?.received == Bench.noon)
    #expect(view.history.count == 1)
  }

  @Test func `the delay is chance, and can be cut short`() async throws {
    let restored = try await restore {
      _ = try await molkom.journal.enter()
      try await bench.sync(molkom, city)
    }
    try await restored.exchange(city)
    try await restored.sync(city)
    #expect(try await city.journal.standing().waiting == 1)

    try await city.journal.hurry()
    try await restored.sync(city)

    #expect(try await city.journal.standing().waiting == 0)
  }

  @Test func `an aggregator that went back and on again is found out`() async throws {
    let restored = try await restore {
      try await molkom.journal.enter(5)
      try await bench.sync(molkom, city)
    }
    let kil = try restored.branch("kil")
    try await kil.journal.enter(9)
    try await restored.sync(kil)

    try await restored.sync(molkom, city, kil, molkom, city)

    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 14)
    try await expectAlike(restored)
    #expect(
      try await kil.journal.digest(of: Bench.karlstad) == molkom.journal.digest(of: Bench.karlstad))
  }

  @Test func `what was sent but not yet pulled is offered again`() async throws {
    try await city.journal.enter(3)
    try await bench.sync(city)
    let restored = try await restore {
      _ = try await molkom.journal.enter()
      try await bench.exchange(molkom, page: 0)
    }
    #expect(try await molkom.journal.standing().acknowledged == 1)

    #expect(try await restored.exchange(molkom) == .rolledBack(to: 0))

    #expect(try await molkom.journal.standing().acknowledged == 0)
    try await restored.sync(molkom, city)
    #expect(try await molkom.journal.standing().acknowledged == 1)
    try await expectAlike(restored)
  }

  @Test func `nothing is offered before the tip is reached again`() async throws {
    try await city.journal.enter(3)
    try await bench.sync(city)
    let restored = try await restore {
      _ = try await molkom.journal.enter()
      try await bench.sync(molkom)
    }
    try await restored.exchange(molkom)
    #expect(try await restored.request(of: molkom).offers.isEmpty)

    try await restored.exchange(molkom)

    #expect(try await restored.request(of: molkom).offers.count == 1)
  }

  @Test func `a disk too full to pull does not keep one's own entries here`() async throws {
    try await city.journal.enter(3)
    try await bench.sync(city)
    let restored = try await restore {
      _ = try await molkom.journal.enter()
      try await bench.sync(molkom)
    }
    try await restored.exchange(molkom)

    for _ in 1...2 { try await restored.exchange(molkom, page: 0) }

    #expect(try await molkom.journal.standing().acknowledged == 1)
    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 4)
    try await restored.sync(molkom, city)
    try await expectAlike(restored)
  }

  @Test func `the place is found in one answer however long the log`() async throws {
    try await molkom.journal.enter(300)
    try await bench.sync(molkom)
    let restored = try await restore {
      try await molkom.journal.enter(700)
      try await bench.sync(molkom)
    }
    let marks = try await restored.request(of: molkom).marks.map(\.n)
    #expect(marks == [1000, 1000, 936, 872, 744, 488])

    #expect(try await restored.exchange(molkom) == .rolledBack(to: 0))
    try await restored.sync(molkom)

    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 1000)
    try await expectAlike(restored, [molkom])
  }

  @Test func `an aggregator that goes back twice is healed twice`() async throws {
    let first = try await restore {
      _ = try await molkom.journal.enter()
      try await bench.sync(molkom, city)
    }
    try await first.sync(molkom, city, at: Self.muchLater)
    let second = try Bench(restoring: "backup", of: bench)
    _ = try await city.journal.enter()

    try await second.sync(molkom, city, molkom, city, at: Self.muchLater * 2)

    #expect(try await second.aggregator.tip(of: Bench.karlstad).n == 2)
    try await expectAlike(second)
  }

  private func expectAlike(_ bench: Bench, _ branches: [Bench.Branch]? = nil) async throws {
    let digest = try await bench.aggregator.digest(of: Bench.karlstad)
    for branch in branches ?? [molkom, city] {
      #expect(try await branch.journal.digest(of: Bench.karlstad) == digest)
      #expect(try await branch.journal.derived() == bench.aggregator.derived())
    }
  }
}
