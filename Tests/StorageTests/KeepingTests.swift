import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("A deleted record that somebody else edited stays whole until a person decides")
struct KeepingTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  /// Edited and deleted by two who did not know of each other.
  private func disputed() async throws -> RecordID {
    let record = try await branch.journal.enter(["note": .text("inställd?")])
    let drawn = try await branch.journal.look(at: record)?.drawn
    try await branch.journal.edit(record, ["participants_children": .integer(9)], seen: drawn)
    try await branch.journal.delete(record, seen: drawn)
    return record
  }

  @Test func `it is shown whole and asks`() async throws {
    let record = try await disputed()

    let view = try #require(try await branch.journal.look(at: record))
    #expect(view.life == "edit-delete")
    #expect(view["note"] == .text("inställd?"))
    #expect(view["participants_children"] == .integer(9))
    let question = try #require(try await branch.journal.questions().first)
    #expect(question.kind == "edit-delete")
  }

  @Test func `an edit of one field keeps every field that was shown`() async throws {
    let record = try await disputed()
    let shown = try #require(try await branch.journal.look(at: record)).fields.map(\.name)

    try await branch.journal.edit(record, ["participants_children": .integer(10)])

    let view = try #require(try await branch.journal.look(at: record))
    #expect(view.life == "alive")
    #expect(view.fields.map(\.name) == shown)
    #expect(view["note"] == .text("inställd?"))
    #expect(view["participants_children"] == .integer(10))
    #expect(try await branch.journal.questions().isEmpty)
  }

  @Test func `deleting it again settles it`() async throws {
    let record = try await disputed()

    try await branch.journal.delete(record)

    #expect(try await branch.journal.look(at: record)?.life == "deleted")
    #expect(try await branch.journal.questions().isEmpty)
  }

  @Test(arguments: [64, 65, 66, 126, 127, 128, 190, 191])
  func `an entry sees every one of many heads`(heads: Int) async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let base = try pen.put(Bench.storyHour, in: record)
    let rivals = try (0..<heads).map { number in
      try pen.put(["participants_children": .integer(Int64(number))], in: record, seeing: [base])
    }
    try await bench.plant([base] + rivals, at: branch)

    try await branch.journal.edit(record, ["participants_children": .integer(500)])

    let view = try #require(try await branch.journal.look(at: record))
    #expect(view.heads.count == 1)
    #expect(view.values(of: "participants_children") == [.integer(500)])
    try await bench.sync(branch)
    #expect(try await branch.journal.standing().waiting == 0)
    #expect(try await branch.journal.standing().aside == 0)
  }
}
