import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("What has been kept long enough goes, and no figure with it")
struct RetentionTests {
  let bench: Bench
  let molkom: Bench.Branch
  static let today = CivilDate("2028-03-03")!

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  private func overdue(on day: CivilDate = today) async throws -> [Overdue] {
    try await bench.aggregator.overdue(on: day) { _, _ in }
  }

  private func erase(_ overdue: [Overdue]) async throws {
    try await bench.aggregator.erase(overdue, decision: "KS 114", by: "eva", at: Bench.noon)
    try await bench.sync(molkom)
  }

  @Test func `two years after its day, not a day before`() async throws {
    let record = try await molkom.journal.enter(["note": .text("Hans"), "partner": .text("ABF")])
    try await bench.sync(molkom)

    #expect(try await overdue(on: CivilDate("2028-03-02")!).isEmpty)
    let found = try await overdue()

    #expect(found.map(\.record) == [record.description] && found[0].since == "2026-03-03")
    #expect(found[0].fields == ["note", "partner"])
    try await erase(found)
    for journal in [bench.aggregator, molkom.journal] {
      let view = try #require(try await journal.look(at: record))
      #expect(view["note"] == .null && view["partner"] == .null)
      #expect(view["participants_children"] == .integer(12) && view["date"] != .null)
      let verdict = try #require(view.history.compactMap(\.verdict).first)
      #expect(
        verdict.sentence.hasPrefix("Gallrat enligt KS 114. Underlag") && verdict.person == "eva")
      #expect(try await journal.verify() == [])
    }
    #expect(try await overdue().isEmpty)
  }

  @Test func `the latest day that anybody gave it counts`() async throws {
    let record = try await molkom.journal.enter(["note": .text("Hans")])
    try await molkom.journal.edit(record, ["date": .text("2026-09-01")])
    try await bench.sync(molkom)

    #expect(try await overdue().isEmpty)
    #expect(try await overdue(on: CivilDate("2028-09-01")!).count == 1)
  }

  @Test func `a count at the door goes by the day of its key`() async throws {
    try await molkom.journal.record(
      [
        Intent(
          .put(["count": .integer(3), "method": .text("reading"), "note": .text("Hans")]),
          type: "visit", key: Bench.door("2026-02-01"))
      ], in: Bench.karlstad, by: Bench.author())
    try await bench.sync(molkom)

    #expect(try await overdue(on: CivilDate("2028-02-01")!).map(\.since) == ["2026-02-01"])
  }

  @Test func `what was deleted or set apart goes too`() async throws {
    let deleted = try await molkom.journal.enter(["note": .text("Hans")])
    try await molkom.journal.delete(deleted)
    try await bench.sync(molkom)
    var pen = Pen()
    let bad = try pen.put(
      Bench.storyHour.merging(["note": .text("Hans"), "participants_children": .integer(-1)]) {
        $1
      },
      in: pen.newID())
    try await bench.plant([bad], at: molkom)

    try await erase(try await overdue())

    for record in [deleted, bad.record] {
      let history = try #require(try await molkom.journal.view(record.description)).history
      #expect(history.allSatisfy { ($0.fields["note"] ?? .null) == .null })
    }
    #expect(try await overdue().isEmpty)
  }

  @Test func `without a day it is counted from when it arrived`() async throws {
    var pen = Pen()
    let bad = try pen.put(["note": .text("Hans"), "date": .text("2026-02-30")], in: pen.newID())
    try await bench.plant([bad], at: molkom)

    #expect(try await overdue(on: CivilDate("2028-03-04")!).isEmpty)
    #expect(try await overdue(on: CivilDate("2028-03-05")!).map(\.since) == ["2026-03-05"])
  }

  @Test func `many go in pieces, each change once`() async throws {
    for number in 0..<120 {
      _ = try await molkom.journal.enter(["note": .text("Hans \(number)")])
    }
    try await bench.sync(molkom)
    let found = try await overdue()

    for start in stride(from: 0, to: found.count, by: Journal.overdueAtOnceMax) {
      try await erase(Array(found[start..<min(start + Journal.overdueAtOnceMax, found.count)]))
    }

    #expect(found.count == 120)
    #expect(try await overdue().isEmpty)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 240)
    #expect(
      try await bench.aggregator.digest(of: Bench.karlstad)
        == molkom.journal.digest(of: Bench.karlstad))
  }

  @Test func `who an alias was goes when its bearer has left, and not before`() async throws {
    let author = Bench.author("region")
    let record = try await bench.aggregator.record(
      [
        Intent(.put(["alias": .text("anl"), "name": .text("Anna Lind")]), type: "alias")
      ], in: .county, by: author
    ).records[0]
    #expect(try await overdue(on: CivilDate("2090-01-01")!).isEmpty)

    try await bench.aggregator.record(
      [Intent(.put(["ended": .integer(Bench.noon)]), type: "alias", record: record)], in: .county,
      by: author)

    #expect(try await overdue(on: CivilDate("2028-03-04")!).isEmpty)
    let found = try await overdue(on: CivilDate("2028-03-05")!)
    #expect(found.map(\.scope) == ["county"] && found[0].fields == ["name"])
    try await erase(found)
    #expect(try await bench.aggregator.look(at: record)?["name"] == .null)
  }
}
