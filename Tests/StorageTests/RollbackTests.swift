import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("An agent goes back no farther than it must, and nowhere it has not been")
struct RollbackTests {
  let bench: Bench
  let molkom: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  @Test func `the newest mark that both know is where it goes`() async throws {
    try await molkom.journal.enter(128)
    try await bench.sync(molkom)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await molkom.journal.enter(2)
    try await bench.sync(molkom)

    let restored = try Bench(restoring: "backup", of: bench)

    // It proves 130, 130 − 64 and 130 − 128.
    #expect(try await restored.exchange(molkom) == .rolledBack(to: 66))
  }

  @Test func `a mark of another past is refused and changes nothing`() async throws {
    try await molkom.journal.enter(3)
    try await bench.sync(molkom)
    let foreign = Mark(n: 2, h: Hash(of: [1]))

    await #expect(throws: FrameError.wrongMark(n: 2)) {
      try await molkom.journal.rollBack(Bench.karlstad, to: foreign, now: Bench.noon)
    }

    #expect(try await molkom.journal.standing().acknowledged == 3)
  }

  @Test func `what it has forgotten orders nothing any more`() async throws {
    let city = try bench.branch("city")
    let record = try await molkom.journal.enter()
    try await bench.sync(molkom, city)
    // The clock at Molkom is an hour ahead, which the time of receipt puts right.
    let ahead = Bench.author(at: Bench.noon + 3_600_000)
    try await molkom.journal.record(
      [Bench.edit(record, ["place": .text("a")])], in: Bench.karlstad, by: ahead)
    try await bench.sync(molkom, at: Bench.noon + 1)
    let onTime = Bench.author(at: Bench.noon + 2)
    try await city.journal.record(
      [Bench.edit(record, ["place": .text("b")])], in: Bench.karlstad, by: onTime)
    try await bench.sync(city, molkom, at: Bench.noon + 3)
    #expect(try await molkom.journal.look(at: record)?["place"] == .text("b"))

    try await molkom.journal.rollBack(
      Bench.karlstad, to: .start(of: Bench.karlstad), now: Bench.noon)

    #expect(try await molkom.journal.tip(of: Bench.karlstad) == .start(of: Bench.karlstad))
    #expect(try await molkom.journal.look(at: record)?["place"] == .text("a"))
    #expect(try await molkom.journal.verify() == [])
  }
}
