import Catalogue
import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("A personal number that reaches the door is never kept")
struct PersonNumberDoorTests {
  let bench: Bench
  let molkom: Bench.Branch
  static let number = "850709-9805"

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  /// What an older agent, or a rogue one, has in its log.
  private func change(_ fields: [String: Value], by: String = "anl") throws -> Change {
    var pen = Pen()
    pen.by = by
    return try pen.put(Bench.storyHour.merging(fields) { $1 }, in: pen.newID())
  }

  private func offer(_ changes: [Change]) async throws -> ExchangeReply {
    try await bench.offer(
      changes.map { .init(line: $0.line, receipt: nil) }, from: molkom.device)
  }

  private func holds(_ text: String) throws -> Bool {
    for ending in ["", "-wal"] {
      let path = bench.aggregator.path + ending
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      if data.range(of: Data(text.utf8)) != nil { return true }
    }
    return false
  }

  @Test(arguments: [
    ["note": Value.text("Ring \(number) imorgon")], ["partner": .texts(["ABF", number])],
    ["professionals": .integer(8_507_099_805)], ["mood": .text("19\(number)")],
  ])
  func `its stub, its number and the verdict come in one transaction`(fields: [String: Value])
    async throws
  {
    let bad = try change(fields)

    let reply = try await offer([bad])

    guard case .stored(bad.id, let receipt, isDuplicate: false)? = reply.acknowledgements.first
    else {
      Issue.record("\(reply.acknowledgements)")
      return
    }
    let name = try #require(fields.keys.first)
    let arrivals = reply.pages.flatMap(\.arrivals)
    let line = try #require(arrivals.first { $0.id == bad.id }?.line)
    let stub = try Change(stub: line, of: bad.id)
    #expect(stub.erased == [name] && receipt.n == 1)
    let verdicts = try arrivals.dropFirst().compactMap { try Change(line: $0.line ?? []).verdict }
    #expect(verdicts.contains { $0.reason == "personal-number" && $0.person == nil })
    #expect(try await bench.aggregator.look(at: bad.record)?[name] ?? .null == .null)
    #expect(try !holds(Self.number) && !holds("8507099805"))
    #expect(try await bench.aggregator.verify() == [])
  }

  @Test func `the figures of the entry count all the same`() async throws {
    let bad = try change(["note": .text(Self.number)])

    _ = try await offer([bad])

    let view = try #require(try await bench.aggregator.look(at: bad.record))
    #expect(view.life == "alive" && view["participants_children"] == .integer(12))
  }

  @Test func `its author's branch loses it too, and asks for it to be said anew`() async throws {
    var bad = try change(["note": .text("Hej")])
    try await bench.plant([bad], at: molkom)
    let line = String(decoding: bad.line, as: UTF8.self)
      .replacing("\"Hej\"", with: "\"Ring \(Self.number)\"")
    bad = try Change(line: Array(line.utf8))
    try bench.damage(
      "molkom",
      """
      INSERT INTO change (scope, id, type, record, line, mine)
      VALUES ('1780', '\(bad.id)', 'activity', '\(bad.record)', CAST('\(line)' AS BLOB), 1)
      """)

    try await bench.sync(molkom)

    let question = try #require(try await molkom.journal.questions().first { $0.kind == "rule" })
    #expect(question.change == bad.id.description && question.fields == ["note"])
    #expect(question.sentence?.hasPrefix("Ett personnummer togs bort. Skriv uppgiften") == true)
    #expect(try await molkom.journal.standing().apart == 1)
    #expect(try await bench.aggregator.verdicts(in: nil, isOpen: true).isEmpty)
    try await molkom.journal.edit(bad.record, ["note": .text("Ring en deltagare")])
    #expect(try await molkom.journal.questions().filter { $0.kind == "rule" }.isEmpty)
    #expect(try await molkom.journal.purge())
    let data = try Data(contentsOf: URL(filePath: molkom.path))
    #expect(data.range(of: Data(Self.number.utf8)) == nil)
    #expect(try await molkom.journal.verify() == [])
  }

  @Test func `what a person erased is no question`() async throws {
    let record = try await molkom.journal.enter(["note": .text("Hans var där")])
    try await bench.sync(molkom)

    try await bench.aggregator.erase(
      record.description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    try await bench.sync(molkom)

    #expect(try await molkom.journal.questions().isEmpty)
  }

  @Test func `where no erasure reaches it is refused`() async throws {
    var pen = Pen()
    let counter = Bench.door(counter: Self.number)
    let clicks = try pen.inc(["count": 8_507_099_805], in: pen.newID())
    let line = try change(["note": .text("x")]).line
    let strange = String(decoding: line, as: UTF8.self)
      .replacing("\"kind\":", with: "\"mood\":{\"a\":[\"\(Self.number)\"]},\"kind\":")
    let bad = [
      try change([:], by: "850709-9805"), try pen.visits(.integer(3), on: counter, seeing: []),
      clicks, try Change(line: Array(strange.utf8)),
    ]

    let reply = try await offer(bad)

    #expect(reply.acknowledgements == bad.map { .refused($0.id, code: "personal-number") })
    #expect(try !holds(Self.number))
    #expect(Refusal.personalNumber.code == "personal-number")
  }

  @Test func `with its whole action`() async throws {
    var pen = Pen()
    let action = try pen.group([
      (Bench.storyHour.merging(["note": .text(Self.number)]) { $1 }, pen.newID()),
      (Bench.storyHour, pen.newID()),
    ])

    let reply = try await offer(action)

    #expect(reply.acknowledgements.count == 2)
    for change in action {
      #expect(try await bench.aggregator.look(at: change.record)?.life == "alive")
    }
    #expect(try !holds(Self.number))
  }

  @Test func `one that comes back with a seal is kept out as well`() async throws {
    let bad = try change(["note": .text(Self.number)])
    let sealed = bench.receipt(of: bad.id, from: DeviceID(Array(repeating: 1, count: 16)))

    _ = try await bench.offer([.init(line: bad.line, receipt: sealed)], from: molkom.device)
    let again = try await bench.offer([.init(line: bad.line, receipt: nil)], from: molkom.device)

    guard case .stored(_, _, isDuplicate: true)? = again.acknowledgements.first else {
      Issue.record("\(again.acknowledgements)")
      return
    }
    #expect(try !holds(Self.number))
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 2)
  }

  @Test func `nor in what a device leaves behind that has to erase itself`() async throws {
    let bad = try change(["note": .text(Self.number), "title": .text("Sagor")])
    let named = try change([:], by: Self.number)

    try await bench.aggregator.rescue(
      [("record-full", bad.line), ("personal-number", named.line)], of: molkom.device,
      in: Bench.karlstad)

    let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
    let texts = names.compactMap { FileManager.default.contents(atPath: bench.folder.file($0)) }
    #expect(texts.allSatisfy { $0.range(of: Data(Self.number.utf8)) == nil })
    #expect(texts.contains { $0.range(of: Data("Sagor".utf8)) != nil })
  }
}
