import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Two agents, three weeks apart")
struct ThreeWeeksTests {
  let bench: Bench
  let molkom: Bench.Branch
  let city: Bench.Branch
  let record: RecordID

  /// The same activity: another number and another title on each side, and the same partner on both.
  init() async throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
    city = try bench.branch("city")
    record = try await molkom.journal.enter(["title": .text("Sagostund")])
    try await bench.sync(molkom, city)
    for day in 1...21 {
      let at = Bench.noon + Int64(day) * 86_400_000
      try await molkom.journal.edit(record, Self.edit(11, "Babyrim", on: day), at: at, by: "anl")
      try await city.journal.edit(
        record, Self.edit(13, "Rim och ramsor", on: day), at: at, by: "eva")
    }
  }

  private static func edit(_ children: Int64, _ title: String, on day: Int) -> [String: Value] {
    [
      "participants_children": .integer(day < 21 ? Int64(day) : children),
      "title": .text(day < 21 ? "utkast \(day)" : title), "partner": .text("BVC Molkom"),
    ]
  }

  private var nodes: [Journal] { [bench.aggregator, molkom.journal, city.journal] }

  private func expectAlike() async throws {
    let digest = try await bench.aggregator.digest(of: Bench.karlstad)
    for journal in nodes {
      #expect(try await journal.digest(of: Bench.karlstad) == digest)
      #expect(try await journal.derived() == bench.aggregator.derived())
      #expect(try await journal.verify().isEmpty)
    }
  }

  @Test func `meet in one question with two fields, and both values on every side`() async throws {
    try await bench.sync(molkom, city, molkom)

    for journal in nodes {
      let questions = try await journal.questions()
      #expect(questions.count == 1)
      #expect(questions[0].kind == "value")
      #expect(questions[0].fields == ["participants_children", "title"])
      let view = try #require(questions[0].records.first)
      #expect(view.values(of: "participants_children") == [.integer(11), .integer(13)])
      #expect(view.values(of: "title") == [.text("Babyrim"), .text("Rim och ramsor")])
      #expect(view.values(of: "partner") == [.text("BVC Molkom")])
    }
    try await expectAlike()
  }

  @Test func `and agree everywhere when one of them answers`() async throws {
    try await bench.sync(molkom, city, molkom)
    let question = try #require(try await city.journal.questions().first)

    _ = try await city.journal.resolve(
      question.id,
      .values(["participants_children": .integer(13), "title": .text("Babyrim")]),
      by: Bench.author("eva", at: Bench.noon + 22 * 86_400_000))
    try await bench.sync(city, molkom)

    for journal in nodes {
      #expect(try await journal.questions().isEmpty)
      let view = try #require(try await journal.look(at: record))
      #expect(view.values(of: "participants_children") == [.integer(13)])
      #expect(view.values(of: "title") == [.text("Babyrim")])
      #expect(view.history.count == 44)
    }
    try await expectAlike()
  }

  @Test func `and ask again when both answer apart`() async throws {
    try await bench.sync(molkom, city, molkom)
    let question = try #require(try await city.journal.questions().first).id

    _ = try await city.journal.resolve(question, .newest, by: Bench.author("eva"))
    _ = try await molkom.journal.resolve(
      question, .values(["participants_children": .integer(12), "title": .text("Babyrim")]),
      by: Bench.author("anl"))
    try await bench.sync(city, molkom, city)

    for journal in nodes {
      #expect(try await journal.questions().map(\.id) == [question])
    }
    try await expectAlike()
  }
}

extension Journal {
  fileprivate func edit(
    _ record: RecordID, _ fields: [String: Value], at: Int64, by: String
  ) throws {
    try self.record(
      [Bench.edit(record, fields)], in: Bench.karlstad, by: Bench.author(by, at: at))
  }
}
