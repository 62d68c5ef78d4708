import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("A person decides about what the door set apart, and everybody reads why")
struct PersonVerdictTests {
  let bench: Bench
  let molkom: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  private func judge(_ change: Change, _ judgement: Judgement, by person: String = "eva")
    async throws -> [ChangeID]
  {
    try await bench.aggregator.judge(
      change.id.description, judgement, reason: "Det var mässa.", by: person, at: Bench.noon)
  }

  /// A record that is shown, and an edit of it that the door sets apart.
  private func edited() async throws -> (entry: Change, bad: Change) {
    var pen = Pen()
    let entry = try pen.put(Bench.storyHour, in: pen.newID())
    let bad = try pen.put(
      ["participants_children": .integer(-5)], in: entry.record, seeing: [entry])
    try await bench.plant([entry, bad], at: molkom)
    return (entry, bad)
  }

  @Test func `its author's branch is asked, and told why`() async throws {
    let (entry, bad) = try await edited()

    for journal in [molkom.journal, bench.aggregator] {
      let question = try #require(try await journal.questions().first)
      #expect(question.kind == "rule" && question.change == bad.id.description)
      #expect(question.fields == ["participants_children"])
      #expect(question.sentence?.hasPrefix("Ett tal är orimligt") == true)
      let view = try #require(try await journal.look(at: entry.record))
      #expect(view.history.first { $0.id == bad.id.description }?.apart == "quarantined")
      let verdict = try #require(view.history.compactMap(\.verdict).first)
      #expect(verdict.reason == "out-of-range" && verdict.person == nil)
      #expect(try await journal.standing().apart == 1)
    }
  }

  @Test func `what is released counts`() async throws {
    let (entry, bad) = try await edited()

    #expect(try await judge(bad, .release) == [bad.id])
    try await bench.sync(molkom)

    let view = try #require(try await molkom.journal.look(at: entry.record))
    #expect(view["participants_children"] == .integer(-5))
    #expect(view.history.compactMap(\.verdict).last?.sentence == "Det var mässa.")
    #expect(try await molkom.journal.questions().isEmpty)
    #expect(try await molkom.journal.verify() == [])
  }

  @Test func `what is declined never counts, and is no question any more`() async throws {
    let (entry, bad) = try await edited()

    _ = try await judge(bad, .decline)
    try await bench.sync(molkom)

    let view = try #require(try await molkom.journal.look(at: entry.record))
    #expect(view["participants_children"] == .integer(12))
    #expect(view.history.first { $0.id == bad.id.description }?.apart == "declined")
    #expect(try await molkom.journal.questions().isEmpty)
  }

  @Test func `a second thought holds, the other way and back`() async throws {
    let (entry, bad) = try await edited()

    for judgement in [Judgement.decline, .release, .decline, .release] {
      _ = try await judge(bad, judgement, by: judgement == .release ? "eva" : "bo")
      let value = try await bench.aggregator.look(at: entry.record)?["participants_children"]
      #expect(value == .integer(judgement == .release ? -5 : 12))
    }
  }

  @Test func `a second thought has seen the first, however many heads there are`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let bad = try pen.put(["participants_children": .integer(-5)], in: record)
    let crowd = try (0..<70).map { try pen.put(["title": .text("rubrik \($0)")], in: record) }
    try await bench.plant([bad] + crowd, at: molkom)
    _ = try await judge(bad, .decline)

    _ = try await judge(bad, .release)

    let values = try await bench.aggregator.look(at: record)?.values(of: "participants_children")
    #expect(values == [.integer(-5)])
  }

  @Test func `an action is judged whole`() async throws {
    var pen = Pen()
    let bad = Bench.storyHour.merging(["participants_children": .integer(-1)]) { $1 }
    let action = try pen.group([(Bench.storyHour, pen.newID()), (bad, pen.newID())])
    try await bench.plant(action, at: molkom)

    #expect(try await judge(action[0], .release) == action.map(\.id))
    try await bench.sync(molkom)

    for change in action {
      #expect(try await molkom.journal.look(at: change.record)?.life == "alive")
    }
  }

  @Test func `two changes of one record are two questions`() async throws {
    var pen = Pen()
    let entry = try pen.put(Bench.storyHour, in: pen.newID())
    let bad = try [-1, -2].map { number in
      try pen.put(["participants_children": .integer(number)], in: entry.record, seeing: [entry])
    }

    try await bench.plant([entry] + bad, at: molkom)

    let questions = try await molkom.journal.questions()
    #expect(Set(questions.compactMap(\.change)) == Set(bad.map(\.id.description)))
    #expect(Set(questions.map(\.id)).count == 2)
    #expect(try await molkom.journal.ask("SELECT open FROM record") == [[.integer(2)]])
  }

  @Test func `who records it again has answered`() async throws {
    let (entry, _) = try await edited()

    try await molkom.journal.edit(entry.record, ["participants_children": .integer(5)])

    #expect(try await molkom.journal.questions().isEmpty)
    let title = try await molkom.journal.look(at: entry.record)?["participants_children"]
    #expect(title == .integer(5))
  }

  @Test func `another field written anew is no answer`() async throws {
    let (entry, _) = try await edited()

    try await molkom.journal.edit(entry.record, ["title": .text("Babyrim")])

    #expect(try await molkom.journal.questions().count == 1)
  }

  @Test func `of a record that was set apart whole its author can still see and delete it`()
    async throws
  {
    var pen = Pen()
    let bad = Bench.storyHour.merging(["participants_children": .integer(-1)]) { $1 }
    let entry = try pen.put(bad, in: pen.newID())
    try await bench.plant([entry], at: molkom)
    let id = entry.record.description

    let view = try #require(try await molkom.journal.view(String(id.prefix(8))))
    #expect(view.life == "absent" && view.history.first?.apart == "quarantined")
    try await molkom.journal.delete(entry.record)

    #expect(try await molkom.journal.questions().isEmpty)
    #expect(try await molkom.journal.view(id)?.life == "deleted")
  }

  @Test func `a verdict names an edit that is there, and says who and why`() async throws {
    let (entry, bad) = try await edited()
    let held = try await bench.aggregator.verdicts(in: nil, isOpen: true)
    let program = try await bench.aggregator.look(at: entry.record)?.history.last {
      $0.verdict != nil
    }

    #expect(held.map(\.change) == [bad.id.description])
    await #expect(throws: JournalError.unknownChange("AAAA")) {
      try await bench.aggregator.judge("AAAA", .release, reason: "x", by: "eva", at: 0)
    }
    let id = try #require(program?.id)
    await #expect(throws: JournalError.notAnEntry(id)) {
      try await bench.aggregator.judge(id, .release, reason: "x", by: "eva", at: 0)
    }
    await #expect(throws: JournalError.notTheAggregator) {
      try await molkom.journal.judge(
        bad.id.description, .release, reason: "x", by: "eva", at: 0)
    }
    await #expect(throws: JournalError.self) {
      try await bench.aggregator.judge(
        bad.id.description, .release, reason: "850709-9805 var där", by: "eva", at: 0)
    }
    #expect(try await bench.aggregator.verdicts(in: nil, isOpen: true).count == 1)
  }
}
