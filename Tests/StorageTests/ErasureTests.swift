import Catalogue
import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("What is erased is gone everywhere, and stays gone")
struct ErasureTests {
  let bench: Bench
  let molkom: Bench.Branch
  let city: Bench.Branch
  static let secret = "Hemlige Hans"

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
    city = try bench.branch("city")
  }

  /// An activity with a text that has to go, known to both branches.
  private func entered() async throws -> RecordID {
    let record = try await molkom.journal.enter(["note": .text("\(Self.secret) var där")])
    try await bench.sync(molkom, city)
    return record
  }

  @discardableResult
  private func erase(_ record: RecordID, fields: [String]? = nil, at bench: Bench? = nil)
    async throws -> Journal.Erased
  {
    try await (bench ?? self.bench).aggregator.erase(
      record.description, fields: fields, reason: "Ett namn hade kommit med.", by: "eva",
      at: Bench.noon)
  }

  private func expectAgreement(_ bench: Bench, _ branches: Bench.Branch...) async throws {
    let digest = try await bench.aggregator.digest(of: Bench.karlstad)
    #expect(try await bench.aggregator.verify() == [])
    for branch in branches {
      #expect(try await branch.journal.digest(of: Bench.karlstad) == digest)
      #expect(try await branch.journal.verify() == [])
      #expect(try await branch.journal.derived() == bench.aggregator.derived())
    }
  }

  private func lines(of journal: Journal) async throws -> String {
    try await journal.ask("SELECT line FROM change").map {
      String(decoding: $0[0].blob ?? [], as: UTF8.self)
    }.joined(separator: "\n")
  }

  @Test func `it is gone at once here, and at the branches as soon as they hear`() async throws {
    let record = try await entered()

    let erased = try await erase(record)
    #expect(try await bench.aggregator.look(at: record)?["note"] == .null)
    try await bench.sync(molkom, city)

    #expect(erased.fields == ["note"] && erased.changes.count == 1)
    for journal in [bench.aggregator, molkom.journal, city.journal] {
      let view = try #require(try await journal.look(at: record))
      #expect(view["note"] == .null && view["participants_children"] == .integer(12))
      let verdict = try #require(view.history.compactMap(\.verdict).first)
      #expect(verdict.status == "erased" && verdict.sentence == "Ett namn hade kommit med.")
      #expect(verdict.person == "eva" && verdict.target == erased.changes[0].description)
      #expect(try await !lines(of: journal).contains(Self.secret))
      #expect(try await !lines(of: journal).contains("nonce\":\"") == false)
    }
    try await expectAgreement(bench, molkom, city)
  }

  @Test func `of a record it is every change that says so`() async throws {
    let record = try await entered()
    try await molkom.journal.edit(record, ["note": .text("\(Self.secret) gick")])
    try await bench.sync(molkom)

    let erased = try await erase(record)
    try await bench.sync(molkom, city)

    #expect(erased.changes.count == 2)
    #expect(try await !lines(of: city.journal).contains(Self.secret))
    try await expectAgreement(bench, molkom, city)
  }

  @Test func `figures, clicks and deletes are never erased`() async throws {
    let record = try await entered()

    await #expect(throws: JournalError.notErasable("participants_children")) {
      try await erase(record, fields: ["participants_children"])
    }
    try await molkom.journal.delete(record)
    try await bench.sync(molkom)
    let deletion = try #require(
      try await bench.aggregator.view(record.description)?.history.last { $0.kind == "del" })
    await #expect(throws: JournalError.nothingToErase(deletion.id)) {
      try await bench.aggregator.erase(
        deletion.id, fields: nil, reason: "x", by: "eva", at: Bench.noon)
    }
  }

  @Test func `only the aggregator erases, with a reason that names nobody`() async throws {
    let record = try await entered()

    await #expect(throws: JournalError.notTheAggregator) {
      try await molkom.journal.erase(
        record.description, fields: nil, reason: "x", by: "eva", at: Bench.noon)
    }
    await #expect(throws: JournalError.self) {
      try await bench.aggregator.erase(
        record.description, fields: nil, reason: "850709-9805 stod där", by: "eva", at: Bench.noon)
    }
    #expect(try await bench.aggregator.look(at: record)?["note"] != .null)
  }

  @Test func `who comes later never gets it`() async throws {
    let record = try await entered()
    try await erase(record)
    let kil = try bench.branch("kil")

    let request = try await bench.request(of: kil)
    let answer = try await bench.answer(request, of: kil)

    #expect(!String(decoding: answer, as: UTF8.self).contains(Self.secret))
    try await bench.sync(kil)
    try await expectAgreement(bench, kil)
  }

  @Test func `a branch put back to before it was erased loses it again`() async throws {
    let record = try await entered()
    try bench.folder.copyDatabase("molkom", to: "old")
    try await erase(record)
    try await bench.sync(molkom, city)

    let old = Bench.Branch(journal: try bench.open("old"), device: molkom.device)
    #expect(try await lines(of: old.journal).contains(Self.secret))
    try await old.journal.edit(record, ["title": .text("Sagor")])
    try await bench.sync(old, city)

    #expect(try await !lines(of: old.journal).contains(Self.secret))
    try await expectAgreement(bench, old, city)
  }

  @Test func `an aggregator put back to before erases it before it serves`() async throws {
    let record = try await entered()
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await erase(record)

    let restored = try Bench(restoring: "backup", of: bench)
    #expect(try await lines(of: restored.aggregator).contains(Self.secret))
    let kil = try restored.branch("kil")
    let request = try await restored.request(of: kil)
    let answer = try await restored.answer(request, of: kil)

    #expect(!String(decoding: answer, as: UTF8.self).contains(Self.secret))
    #expect(try await !lines(of: restored.aggregator).contains(Self.secret))
    try await restored.sync(kil, molkom, city)
    #expect(try await !lines(of: molkom.journal).contains(Self.secret))
    try await expectAgreement(restored, kil, molkom, city)
  }

  @Test func `a line that the backup does not hold is stored as its stub`() async throws {
    try await bench.sync(molkom, city)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    let record = try await entered()
    try await erase(record)

    let restored = try Bench(restoring: "backup", of: bench)
    try await city.journal.hurry()
    try await restored.sync(city)
    try await city.journal.hurry()
    try await restored.sync(city, molkom)

    #expect(try await restored.aggregator.look(at: record)?["note"] == .null)
    for journal in [restored.aggregator, molkom.journal, city.journal] {
      #expect(try await !lines(of: journal).contains(Self.secret))
    }
    try await expectAgreement(restored, city, molkom)
  }

  @Test func `stubs and verdicts come back to an aggregator that has lost even its list`()
    async throws
  {
    try await bench.sync(molkom, city)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    let record = try await entered()
    try await erase(record)
    try await bench.sync(molkom, city)
    try FileManager.default.removeItem(atPath: bench.folder.file("erased"))

    let restored = try Bench(restoring: "backup", of: bench)
    for branch in [molkom, city] {
      try await restored.sync(branch)
      try await branch.journal.hurry()
      try await restored.sync(branch)
    }
    try await restored.sync(molkom)

    #expect(try await restored.aggregator.look(at: record)?["note"] == .null)
    #expect(try await molkom.journal.asides().isEmpty)
    try await expectAgreement(restored, molkom, city)
  }

  /// The verdict may be many pages away, and the line be asked for in between.
  @Test func `a branch that holds it loses it with the stub, before the verdict has come`()
    async throws
  {
    let record = try await molkom.journal.enter(["note": .text("\(Self.secret) var där")])
    // The answer is lost: the branch does not know that its entry was received.
    _ = try await bench.answer(try await bench.request(of: molkom), of: molkom)
    try await erase(record)

    try await bench.exchange(molkom, page: 1)

    #expect(try await molkom.journal.tip(of: Bench.karlstad).n == 1)
    #expect(try await !lines(of: molkom.journal).contains(Self.secret))
    #expect(try await molkom.journal.look(at: record)?["note"] == .null)
    #expect(try await molkom.journal.verify() == [])
    try await bench.sync(molkom, city)
    try await expectAgreement(bench, molkom, city)
  }

  @Test func `two decisions from before and after a rollback make one stub`() async throws {
    let record = try await molkom.journal.enter([
      "note": .text(Self.secret), "title": .text("Sagor hos Hans"),
    ])
    try await bench.sync(molkom, city)
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await erase(record, fields: ["note"])
    try await bench.sync(molkom)
    try FileManager.default.removeItem(atPath: bench.folder.file("erased"))
    let restored = try Bench(restoring: "backup", of: bench)
    try await erase(record, fields: ["title"], at: restored)
    try await restored.sync(city)

    for branch in [molkom, city] {
      try await restored.sync(branch)
      try await branch.journal.hurry()
      try await restored.sync(branch)
    }
    try await restored.sync(molkom, city)

    for journal in [restored.aggregator, molkom.journal, city.journal] {
      let view = try #require(try await journal.look(at: record))
      #expect(view["note"] == .null && view["title"] == .null)
    }
    try await expectAgreement(restored, molkom, city)
    let seals = try await molkom.journal.ask("SELECT seal FROM change ORDER BY id")
    #expect(seals == (try await restored.aggregator.ask("SELECT seal FROM change ORDER BY id")))
  }

  @Test func `a stub is taken only with the seal that is on it`() async throws {
    var pen = Pen()
    let change = try pen.put(
      Bench.storyHour.merging(["note": .text(Self.secret)]) { $1 }, in: pen.newID())
    let stub = try change.erasing(["note"])
    let author = DeviceID(Array(repeating: 1, count: 16))
    let whole = bench.receipt(of: change.id, from: author)
    let seal = Receipt.seal(
      scope: Bench.karlstad, change: change.id, device: author, received: Bench.noon,
      stub: stub.stubHash, key: Bench.sealKey)
    let sealed = Receipt(n: 1, received: Bench.noon, device: author, seal: seal)
    let other = try change.erasing(["note", "date"])

    for (line, receipt) in [(stub.line, whole), (other.line, sealed)] {
      let reply = try await bench.offer(
        [.init(stub: line, of: change.id, receipt: receipt)], from: molkom.device)
      #expect(reply.acknowledgements == [.refused(change.id, code: "unsealed")])
    }
    _ = try await bench.offer(
      [.init(stub: stub.line, of: change.id, receipt: sealed)], from: molkom.device)

    #expect(try await bench.aggregator.look(at: change.record)?["note"] == .null)
    #expect(try await bench.aggregator.verify() == [])
  }

  @Test func `rebuild, verify and export hold`() async throws {
    let record = try await entered()
    try await erase(record)
    try await bench.sync(molkom)
    let before = try await molkom.journal.derived()

    try await molkom.journal.rebuild()
    let exported = Collected<UInt8>()
    try await molkom.journal.export { bytes in for byte in bytes { exported.add(byte) } }

    #expect(try await molkom.journal.derived() == before)
    let text = String(decoding: exported.all, as: UTF8.self)
    #expect(!text.contains(Self.secret))
    #expect(text.contains("\ns {\"erased\":[\"note\"],"))
  }

  @Test func `a line that stands in full though it was erased is found`() async throws {
    let record = try await entered()
    let line = try await bench.aggregator.ask("SELECT hex(line) FROM change")[0][0].text ?? ""
    let erased = try await erase(record)

    try bench.damage(
      "aggregator", "UPDATE change SET line = x'\(line)' WHERE id = '\(erased.changes[0])'")

    let found = try await bench.aggregator.verify()
    #expect(found.contains(.notErased(Bench.karlstad, erased.changes[0])))
  }
}
