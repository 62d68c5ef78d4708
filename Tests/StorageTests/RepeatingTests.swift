import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Keeping a record does not repeat what the door will not take")
struct RepeatingTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  /// Deleted by one, while another's clicks took a number below nought.
  private func disputed() async throws -> RecordID {
    let record = try await branch.journal.enter()
    let drawn = try await branch.journal.look(at: record)?.drawn
    try await branch.journal.record(
      [
        Intent(
          .add(["participants_children": -20]), type: "activity", record: record, seen: drawn)
      ], in: Bench.karlstad, by: Bench.author())
    try await branch.journal.delete(record, seen: drawn)
    return record
  }

  @Test func `a number out of range is said at the keyboard`() async throws {
    let record = try await disputed()

    let error = await #expect(throws: JournalError.self) {
      try await branch.journal.edit(record, ["note": .text("kvar")])
    }

    guard case .ruleBroken(let findings)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(findings.map(\.code) == ["out-of-range"])
    #expect(findings.map(\.field) == ["participants_children"])
  }

  @Test func `with another number it is kept, here and at the aggregator`() async throws {
    let record = try await disputed()
    let question = try #require(try await branch.journal.questions().first)

    _ = try await branch.journal.resolve(
      question.id, .values(["participants_children": .integer(0)]), by: Bench.author())
    try await bench.sync(branch)

    #expect(try await branch.journal.look(at: record)?.life == "alive")
    #expect(try await bench.aggregator.look(at: record)?.life == "alive")
    #expect(try await bench.aggregator.questions().isEmpty)
  }
}
