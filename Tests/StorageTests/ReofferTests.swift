import Replication
import Storage
import TestSupport
import Testing

@Suite("An entry is offered until the aggregator says that it holds it")
struct ReofferTests {
  let bench: Bench
  let molkom: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  @Test func `a request that was lost leaves its entries waiting`() async throws {
    _ = try await molkom.journal.enter()
    let lost = try await bench.request(of: molkom)

    let standing = try await molkom.journal.standing()
    let again = try await bench.request(of: molkom)

    #expect(standing.acknowledged == 0)
    #expect(standing.waiting == 1)
    #expect(lost.offers.count == 1)
    #expect(again.offers == lost.offers)
  }

  @Test func `a receipt that is given anew replaces the one that is held`() async throws {
    let city = try bench.branch("city")
    try bench.folder.copyDatabase("aggregator", to: "backup")
    _ = try await molkom.journal.enter()
    try await bench.sync(molkom, city)
    let later = Bench.noon + 1_000
    let restored = try Bench(restoring: "backup", of: bench)

    try await restored.sync(molkom, city, at: later)

    let times = try await city.journal.ask("SELECT n, received FROM change")
    #expect(times == [[.integer(1), .integer(later)]])
    #expect(try await city.journal.verify() == [])
  }

  @Test func `a rival under the same name stays where the log has it`() async throws {
    var pen = Pen()
    let rogue = DeviceID(Array(repeating: 1, count: 16))
    let first = try pen.group([(Bench.storyHour, pen.newID()), (Bench.storyHour, pen.newID())])
    let rivals = try first.map { change in
      try pen.member(Bench.storyHour, in: pen.newID(), of: try #require(change.group))
    }
    func offer(_ changes: [Change], to bench: Bench, at now: Int64) async throws {
      let offers = changes.map { ExchangeRequest.Offer(line: $0.line, receipt: nil) }
      _ = try await bench.offer(offers, from: rogue, at: now)
    }
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await offer(first, to: bench, at: Bench.noon)
    try await bench.sync(molkom)
    try await molkom.journal.edit(first[0].record, ["note": .text("x")])
    let restored = try Bench(restoring: "backup", of: bench)
    try await offer(rivals, to: restored, at: Bench.noon + 1)

    try await restored.sync(molkom)

    for rival in rivals {
      #expect(try await molkom.journal.look(at: rival.record)?.life == "alive")
    }
    #expect(try await molkom.journal.asides().count == 3)
    #expect(
      try await molkom.journal.digest(of: Bench.karlstad)
        == restored.aggregator.digest(of: Bench.karlstad))
  }

  @Test func `what nobody can store is exported with the reason`() async throws {
    _ = try await molkom.journal.enter()
    let offer = try #require(try await bench.request(of: molkom).offers.first)
    let start = Mark.start(of: Bench.karlstad)
    let refusal = ExchangeReply(
      time: Bench.noon, tip: start, catalogue: "",
      acknowledgements: [.refused(ChangeID(Hash(of: offer.line).bytes), code: "record-full")],
      pages: [], end: start, more: false)
    _ = try await molkom.journal.apply(refusal, to: Bench.karlstad, at: Bench.noon)
    let exported = Collected<[UInt8]>()

    try await molkom.journal.export { exported.add($0) }

    let line = String(decoding: offer.line, as: UTF8.self)
    #expect(
      exported.all.map { String(decoding: $0, as: UTF8.self) } == [
        "h {\"bokfink\":\"export-1\",\"scope\":\"1780\"}\n",
        "a {\"code\":\"record-full\"}\nc \(line)\n",
      ])
  }
}
