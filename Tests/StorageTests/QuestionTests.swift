import Replication
import Storage
import TestSupport
import Testing

@Suite("A question is asked where somebody must decide, and nowhere else")
struct QuestionTests {
  let bench: Bench
  let molkom: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  /// What is asked after two people have given a field different values.
  private func questions(about field: String) async throws -> [[String]] {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let first = try pen.put(["title": .text("a")], in: record)
    let rivals = try ["b", "c"].map { text in
      try pen.put([field: .text(text)], in: record, seeing: [first])
    }
    try await bench.plant([first] + rivals, at: molkom)
    return try await molkom.journal.questions().map(\.fields)
  }

  @Test func `two titles are a question`() async throws {
    #expect(try await questions(about: "title") == [["title"]])
  }

  @Test func `of two notes the latest is shown and nobody is asked`() async throws {
    #expect(try await questions(about: "note") == [])
  }

  @Test func `a field that only a later version knows is asked about`() async throws {
    #expect(try await questions(about: "of_a_later_version") == [["of_a_later_version"]])
  }

  @Test func `records that are said to be distinct are no duplicates, though a third links them`()
    async throws
  {
    var pen = Pen()
    let ids: [RecordID] = (0..<3).map { _ in pen.newID() }.sorted()
    let firsts = try ids.map { try pen.put(["title": .text("a")], in: $0) }
    let third = Value.text(ids[2].description)
    let links = try firsts.prefix(2).map {
      try pen.put([Fold.sameAs: third], in: $0.record, seeing: [$0])
    }
    let beside = try pen.put(["title": .text("b")], in: ids[1], seeing: [firsts[1]])
    try await bench.plant(firsts + links + [beside], at: molkom)
    #expect(try await molkom.journal.questions().map(\.kind) == ["duplicate"])

    let distinct = try pen.put(
      [Fold.distinctFrom: .texts([ids[0].description])], in: ids[1], seeing: [links[1], beside])
    try await bench.plant([distinct], at: molkom)

    #expect(try await molkom.journal.questions().isEmpty)
  }
}
