import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("What a person saves at the branch is saved")
struct RecordingTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  @Test func `an entry is there when the database is opened again`() async throws {
    let record = try await branch.journal.enter(["participants_children": .integer(14)])

    let reopened = try bench.open("molkom")

    let view = try #require(try await reopened.look(at: record))
    #expect(view.life == "alive")
    #expect(view["participants_children"] == .integer(14))
    #expect(try await reopened.standing().saved == 1)
  }

  @Test func `an entry that breaks a rule changes nothing`() async throws {
    let wrong = Bench.activity(["participants_children": .integer(-1)])

    await #expect(throws: JournalError.self) {
      try await branch.journal.record([wrong], in: Bench.karlstad, by: Bench.author())
    }

    #expect(try await branch.journal.standing().saved == 0)
  }

  @Test func `one bad part of an action leaves none of it`() async throws {
    let action = [Bench.activity(), Bench.activity(["category": .text("999")])]

    await #expect(throws: JournalError.self) {
      try await branch.journal.record(action, in: Bench.karlstad, by: Bench.author())
    }

    #expect(try await branch.journal.standing().saved == 0)
  }

  @Test func `an import with one bad action saves none, and names it`() async throws {
    let good = [Bench.activity()]
    let bad = [Bench.activity(["date": .text("2026-02-30")])]

    let error = await #expect(throws: ActionError.self) {
      _ = try await branch.journal.record(
        all: [good, good, bad, good], in: Bench.karlstad, by: Bench.author())
    }

    #expect(error?.index == 2)
    #expect(try await branch.journal.standing().saved == 0)
  }

  @Test func `an import saves each action under its own name`() async throws {
    let saved = try await branch.journal.record(
      all: [[Bench.activity(), Bench.visits(40)], [Bench.activity()]], in: Bench.karlstad,
      by: Bench.author())

    #expect(saved.map(\.changes.count) == [2, 1])
    let request = try await bench.request(of: branch)
    let groups = try request.offers.map { try Change(line: $0.line).group }
    #expect(groups.map { $0?.count } == [2, 2, nil])
    #expect(groups[0]?.id == groups[1]?.id)
  }

  @Test func `two counts of one counter and day are one record`() async throws {
    let first = try await branch.journal.record(
      [Bench.visits(40)], in: Bench.karlstad, by: Bench.author())
    let second = try await branch.journal.record(
      [Bench.visits(41)], in: Bench.karlstad, by: Bench.author())

    #expect(first.records == [Bench.door().record])
    #expect(second.records == first.records)
    let view = try #require(try await branch.journal.look(at: first.records[0]))
    #expect(view.key == Bench.door().parts)
    #expect(view.values(of: "count") == [.integer(41)])
  }

  @Test func `two forms drawn from one state of a record conflict`() async throws {
    let record = try await branch.journal.enter()
    let drawn = try await branch.journal.look(at: record)?.drawn

    try await branch.journal.edit(record, ["participants_children": .integer(13)], seen: drawn)
    try await branch.journal.edit(record, ["participants_children": .integer(15)], seen: drawn)

    let view = try #require(try await branch.journal.look(at: record))
    #expect(
      view.values(of: "participants_children") == [.integer(13), .integer(15)])
    #expect(try await branch.journal.standing().openItems == 1)
  }

  @Test func `sending one form twice is one entry`() async throws {
    let id = RecordID(Array(repeating: 3, count: 16))

    for _ in 0..<2 {
      try await branch.journal.record(
        [Bench.activity(record: id)], in: Bench.karlstad, by: Bench.author())
    }

    let rows = try await Reader(path: branch.path).rows(
      "SELECT id, open FROM record WHERE type = 'activity'")
    #expect(rows == [[.text(id.description), .integer(0)]])
  }

  @Test func `a form that was drawn from another database is sent back`() async throws {
    let record = try await branch.journal.enter()
    let unknown = ChangeID(Array(repeating: 1, count: 16))

    await #expect(throws: JournalError.unknownHeads) {
      try await branch.journal.edit(record, ["note": .text("x")], seen: [unknown])
    }

    #expect(try await branch.journal.standing().saved == 1)
  }

  @Test func `an action names a record once`() async throws {
    let id = RecordID(Array(repeating: 3, count: 16))
    let twice = [Bench.activity(record: id), Bench.activity(record: id)]

    await #expect(throws: JournalError.self) {
      try await branch.journal.record(twice, in: Bench.karlstad, by: Bench.author())
    }

    #expect(try await branch.journal.standing().saved == 0)
  }

  @Test func `an action of more than 200 changes is to be split`() async throws {
    let action = (0...Change.groupChangesMax).map { _ in Bench.activity() }

    await #expect(throws: JournalError.actionTooLarge(changes: 201)) {
      try await branch.journal.record(action, in: Bench.karlstad, by: Bench.author())
    }
  }

  @Test func `a record that is deleted cannot be deleted again`() async throws {
    let record = try await branch.journal.enter()
    try await branch.journal.delete(record)

    await #expect(throws: JournalError.alreadyDeleted(record.description)) {
      try await branch.journal.delete(record)
    }
  }

  @Test func `an entry that would be the 4097th of its record is refused`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let base = try pen.put(Bench.storyHour, in: record)
    var lines = [base]
    for _ in 1..<Change.recordChangesMax {
      lines.append(try pen.put(["note": .text("x")], in: record, seeing: [base]))
    }
    try await bench.plant(lines, at: branch)

    await #expect(throws: JournalError.refused(.recordFull)) {
      try await branch.journal.edit(record, ["note": .text("y")])
    }
  }

  @Test func `an entry tells another command that something is new`() async throws {
    let other = try bench.open("molkom")
    let before = try await other.revision()

    _ = try await branch.journal.enter()
    let after = try await other.revision()

    #expect(before != after)
    #expect(try await other.revision() == after)
  }
}
