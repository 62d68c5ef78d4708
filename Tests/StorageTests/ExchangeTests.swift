import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("What one branch saves reaches every other, once")
struct ExchangeTests {
  let bench: Bench
  let molkom: Bench.Branch
  let city: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
    city = try bench.branch("city")
  }

  private func expectAlike(_ scope: Scope = Bench.karlstad) async throws {
    let digest = try await bench.aggregator.digest(of: scope)
    for branch in [molkom, city] {
      #expect(try await branch.journal.digest(of: scope) == digest)
      #expect(try await branch.journal.derived() == bench.aggregator.derived())
      #expect(try await branch.journal.verify().isEmpty)
    }
    #expect(try await bench.aggregator.verify().isEmpty)
  }

  @Test func `an entry becomes received and is seen elsewhere`() async throws {
    let record = try await molkom.journal.enter()
    #expect(try await molkom.journal.standing().waiting == 1)

    try await bench.sync(molkom, city)

    let standing = try await molkom.journal.standing()
    #expect((standing.saved, standing.acknowledged, standing.waiting) == (1, 1, 0))
    #expect(try await city.journal.look(at: record)?.life == "alive")
    try await expectAlike()
  }

  @Test func `a lost answer costs nothing`() async throws {
    let record = try await molkom.journal.enter()
    for _ in 0..<3 { _ = try await bench.answer(try await bench.request(of: molkom), of: molkom) }

    try await bench.sync(molkom, city)

    #expect(try await molkom.journal.standing().acknowledged == 1)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 1)
    #expect(try await city.journal.look(at: record)?.history.count == 1)
    try await expectAlike()
  }

  @Test func `an answer that is applied twice changes nothing the second time`() async throws {
    _ = try await molkom.journal.enter()
    _ = try await city.journal.enter()
    try await bench.sync(city)
    let request = try await bench.request(of: molkom)
    let bytes = try await bench.answer(request, of: molkom)
    let answer = try ExchangeAnswer(bytes: bytes, after: request.cursor)
    guard case .complete(let reply) = answer else {
      Issue.record("\(answer)")
      return
    }
    _ = try await molkom.journal.apply(reply, to: Bench.karlstad, at: Bench.noon)
    let before = try await molkom.journal.derived()

    await #expect(throws: FrameError.self) {
      _ = try await molkom.journal.apply(reply, to: Bench.karlstad, at: Bench.noon)
    }

    #expect(try await molkom.journal.derived() == before)
    try await bench.sync(molkom, city)
    try await expectAlike()
  }

  @Test func `a request says no more than its batch, and never half an action`() async throws {
    try await molkom.journal.enter(5)
    let action = (0..<4).map { _ in Bench.activity() }
    try await molkom.journal.record(action, in: Bench.karlstad, by: Bench.author())

    #expect(try await bench.request(of: molkom, batch: 3).offers.count == 3)
    #expect(try await bench.request(of: molkom, batch: 6).offers.count == 9)
    #expect(try await bench.request(of: molkom, batch: 1).offers.count == 1)
    try await bench.exchange(molkom, batch: 5)
    #expect(try await bench.request(of: molkom, batch: 1).offers.count == 4)
  }

  @Test func `a request carries no more than a megabyte`() async throws {
    var pen = Pen()
    let long = ["note": Value.text(String(repeating: "x", count: 60_000))]
    let branch = try bench.branch("kil")
    try await bench.plant((0..<40).map { _ in try pen.put(long, in: pen.newID()) }, at: branch)
    try bench.damage("kil", "UPDATE change SET n = NULL, mine = 1")

    let request = try await bench.request(of: branch)

    let bytes = request.offers.reduce(0) { $0 + $1.line.count }
    #expect(bytes <= Pacer.batchBytesMax && bytes > Pacer.batchBytesMax / 2)
  }

  @Test func `a copied disk goes on beside the original`() async throws {
    let shared = try await molkom.journal.enter()
    try bench.folder.copyDatabase("molkom", to: "copy")
    let copy = Bench.Branch(journal: try bench.open("copy"), device: molkom.device)
    try await molkom.journal.edit(shared, ["participants_children": .integer(13)])
    try await copy.journal.edit(shared, ["participants_children": .integer(15)])
    _ = try await copy.journal.enter()

    try await bench.sync(molkom, copy, molkom, city)

    let view = try #require(try await city.journal.look(at: shared))
    #expect(view.values(of: "participants_children") == [.integer(13), .integer(15)])
    #expect(try await city.journal.standing().openItems == 1)
    try await expectAlike()
  }

  @Test func `an agent put back from an old copy pulls what it lost`() async throws {
    _ = try await molkom.journal.enter()
    try await bench.sync(molkom)
    try bench.folder.copyDatabase("molkom", to: "old")
    let lost = try await molkom.journal.enter()
    try await bench.sync(molkom)

    let restored = Bench.Branch(journal: try bench.open("old"), device: molkom.device)
    let new = try await restored.journal.enter()
    try await bench.sync(restored, city)

    #expect(try await restored.journal.look(at: lost)?.life == "alive")
    #expect(try await city.journal.look(at: new)?.life == "alive")
    #expect(
      try await restored.journal.digest(of: Bench.karlstad)
        == city.journal.digest(of: Bench.karlstad))
  }

  @Test(arguments: UInt64(1)...8)
  func `branches that write and sync as they please end up alike`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    var records = [try await molkom.journal.enter()]
    try await bench.sync(molkom, city)
    for _ in 0..<60 {
      let branch = Bool.random(using: &random) ? molkom : city
      let record = records.randomElement(using: &random) ?? records[0]
      let isHere = try await branch.journal.look(at: record)
      switch Int.random(in: 0..<10, using: &random) {
      case 0, 1: records.append(try await branch.journal.enter())
      case 2..<6:
        guard isHere?.life == "alive" || isHere?.life == "edit-delete" else { continue }
        let count = Value.integer(Int64.random(in: 0...30, using: &random))
        try await branch.journal.edit(record, ["participants_children": count])
      case 6:
        guard isHere?.life == "alive" else { continue }
        try await branch.journal.delete(record)
      case 7:
        _ = try await bench.answer(try await bench.request(of: branch), of: branch)
      default:
        try await bench.exchange(branch, batch: 2, page: Int.random(in: 0...3, using: &random))
      }
    }

    try await bench.sync(molkom, city, molkom)

    try await expectAlike()
  }
}
