import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("What comes back to an aggregator comes back as it was")
struct ReturningTests {
  let bench: Bench
  let author = DeviceID(Array(repeating: 1, count: 16))
  let carrier = DeviceID(Array(repeating: 2, count: 16))

  init() throws { bench = try Bench() }

  @Test func `a seal does not release what broke a rule`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let broken = try pen.put(
      Bench.storyHour.merging(["participants_children": .integer(-1)]) { $1 }, in: record)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    let reply = try await bench.offer([.init(line: broken.line, receipt: nil)], from: author)
    let known = try await bench.offer([], from: carrier).pages.flatMap(\.arrivals)
    #expect(reply.acknowledgements.count == 1 && known.count == 2)

    let restored = try Bench(restoring: "backup", of: bench)
    _ = try await restored.offer(
      known.map { .init(line: $0.line ?? [], receipt: $0.receipt) }, from: carrier)

    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 2)
    #expect(try await restored.aggregator.look(at: record) == nil)
  }

  @Test func `the seal a carrier got for carrying proves nothing`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    let forged = Receipt(n: 1, received: 77, device: author, seal: Hash(of: []))
    let reply = try await bench.offer([.init(line: change.line, receipt: forged)], from: carrier)
    guard case .stored(_, let own, _)? = reply.acknowledgements.first else {
      Issue.record("\(reply.acknowledgements)")
      return
    }

    _ = try await bench.offer([.init(line: change.line, receipt: own)], from: carrier)
    #expect(try await bench.aggregator.look(at: change.record) == nil)

    let proof = bench.receipt(of: change.id, from: author)
    _ = try await bench.offer([.init(line: change.line, receipt: proof)], from: carrier)
    #expect(try await bench.aggregator.look(at: change.record)?.life == "alive")
  }

  @Test func `a long history is asked for once, not change by change`() async throws {
    let molkom = try bench.branch("molkom")
    let city = try bench.branch("city")
    try await bench.sync(molkom, city)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    let record = try await molkom.journal.enter()
    for number in 1...9 { try await molkom.journal.edit(record, ["note": .text("\(number)")]) }
    try await bench.sync(molkom, city)
    try await city.journal.edit(record, ["note": .text("klart")])
    let restored = try Bench(restoring: "backup", of: bench)

    #expect(try await restored.exchange(city) == .rolledBack(to: 0))
    for _ in 1...3 { try await restored.exchange(city) }

    #expect(try await city.journal.standing().waiting == 0)
    let view = try #require(try await restored.aggregator.look(at: record))
    #expect(view["note"] == .text("klart") && view.history.count == 11)
  }

  @Test func `a clock that was put right does not delay others' entries for years`() async throws {
    let molkom = try bench.branch("molkom")
    let city = try bench.branch("city")
    try await bench.sync(molkom, city)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    _ = try await molkom.journal.enter()
    try await bench.sync(molkom, city)
    let restored = try Bench(restoring: "backup", of: bench)
    let tenYears: Int64 = 10 * 365 * 86_400_000

    #expect(try await restored.exchange(city, at: Bench.noon + tenYears) == .rolledBack(to: 0))
    try await restored.sync(city)

    #expect(try await city.journal.standing().waiting == 0)
    #expect(try await restored.aggregator.tip(of: Bench.karlstad).n == 1)
  }

  @Test func `a change that left with its action is taken back when the log holds it`() async throws
  {
    let branch = try bench.branch("molkom")
    try await branch.journal.record(
      [Bench.activity(), Bench.activity()], in: Bench.karlstad, by: Bench.author())
    let request = try await bench.request(of: branch)
    let ids = request.offers.map { ChangeID(Hash(of: $0.line).bytes) }
    let receipt = bench.receipt(of: ids[0], from: branch.device)
    let mark = request.cursor.adding(ids[0], received: receipt.received, device: receipt.device)
    let page = ExchangeReply.Page(
      arrivals: [.init(id: ids[0], receipt: receipt, line: nil)], mark: mark)

    let applied = try await branch.journal.apply(
      ExchangeReply(
        time: Bench.noon, tip: mark, catalogue: "",
        acknowledgements: [.refused(ids[1], code: "group-closed")], pages: [page], end: mark,
        more: false), to: Bench.karlstad, at: Bench.noon)

    #expect(applied.setAside == 2 && applied.pulled == 1)
    #expect(try await branch.journal.asides().map(\.id) == [ids[1].description])
    #expect(try await branch.journal.verify().isEmpty)
  }
}
