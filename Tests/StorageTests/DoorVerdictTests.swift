import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("What breaks a rule at the door is stored and set apart, never lost")
struct DoorVerdictTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))

  init() throws { bench = try Bench() }

  private func offer(_ changes: [Change]) async throws {
    let offers = changes.map { ExchangeRequest.Offer(line: $0.line, receipt: nil) }
    let answers = try await bench.offer(offers, from: device).acknowledgements
    for answer in answers {
      guard case .stored = answer else {
        Issue.record("\(answer)")
        return
      }
    }
  }

  private func life(_ record: RecordID) async throws -> String? {
    try await bench.aggregator.look(at: record)?.life
  }

  static let broken: [[String: Value]] = [
    ["participants_children": .integer(-1)], ["participants_children": .text("tolv")],
    ["date": .text("2026-02-30")], ["unit": .text(Bench.kil.description)],
  ]

  @Test(arguments: broken)
  func `a broken rule keeps an entry out of the figures`(fields: [String: Value]) async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let entry = try pen.put(Bench.storyHour.merging(fields) { $1 }, in: record)

    try await offer([entry])

    #expect(try await life(record) == nil)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 2)
  }

  static let newer: [[String: Value]] = [
    ["weather": .text("regn")], ["category": .text("121")],
    ["unit": .text("AAAAAAAAAAAAAAAAAAAAAA")],
    ["note": .text(String(repeating: "x", count: 3_000))],
  ]

  @Test(arguments: newer)
  func `what only a newer version knows is no offence`(fields: [String: Value]) async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()

    try await offer([try pen.put(Bench.storyHour.merging(fields) { $1 }, in: record)])

    #expect(try await life(record) == "alive")
  }

  @Test func `a bad edit leaves what it would have replaced`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let entry = try pen.put(Bench.storyHour, in: record)
    let edit = try pen.put(["participants_children": .integer(-5)], in: record, seeing: [entry])

    try await offer([entry, edit])

    let view = try #require(try await bench.aggregator.look(at: record))
    #expect(view.values(of: "participants_children") == [.integer(12)])
  }

  @Test func `one bad part keeps the whole action out`() async throws {
    var pen = Pen()
    let records: [RecordID] = [pen.newID(), pen.newID()]
    let bad = Bench.storyHour.merging(["participants_children": .integer(-1)]) { $1 }

    try await offer(try pen.group([(Bench.storyHour, records[0]), (bad, records[1])]))

    #expect(try await life(records[0]) == nil)
    #expect(try await life(records[1]) == nil)
  }

  @Test func `clicks at another municipality's door are kept out`() async throws {
    var pen = Pen()
    let key = Bench.door(unit: Bench.kil)
    let clicks = try pen.clicks(7, on: key)

    try await offer([clicks])

    #expect(try await life(key.record) == nil)
  }

  @Test func `every node sees what the door decided`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let branch = try bench.branch("molkom")
    try await offer([try pen.put(["participants_children": .integer(-1)], in: record)])

    try await bench.sync(branch)

    #expect(try await branch.journal.look(at: record) == nil)
    let digests = (
      try await branch.journal.digest(of: Bench.karlstad),
      try await bench.aggregator.digest(of: Bench.karlstad)
    )
    #expect(digests.0 == digests.1)
  }
}
