import Replication
import TestSupport
import Testing

@Suite("A merged record that somebody edits unknowingly asks again")
struct MergedRecordTests {
  private var pen = Pen()
  private let record: RecordID
  private let other: RecordID

  init() {
    record = pen.newID()
    other = pen.newID()
  }

  private func isAsking(_ changes: [Change]) -> Bool {
    Fold(changes.map { LogEntry($0) }).isEditedBesideMerge
  }

  @Test mutating func `an edit beside the merge asks, one after it does not`() throws {
    let first = try pen.put(["n": 1], in: record)
    let merge = try pen.put([Fold.sameAs: .text(other.description)], in: record, seeing: [first])
    let after = try pen.put(["n": 2], in: record, seeing: [merge])
    let beside = try pen.put(["n": 3], in: record, seeing: [first])

    #expect(!isAsking([first, merge, after]))
    #expect(isAsking([first, merge, beside]))
    #expect(!isAsking([first, beside]))
  }

  @Test mutating func `merging again with both in sight closes the question`() throws {
    let merge = try pen.put([Fold.sameAs: .text(other.description)], in: record)
    let beside = try pen.put(["n": 3], in: record)
    let again = try pen.put(
      [Fold.sameAs: .text(other.description)], in: record, seeing: [merge, beside])

    #expect(!isAsking([merge, beside, again]))
  }

  @Test mutating func `an undone merge asks nothing`() throws {
    let merge = try pen.put([Fold.sameAs: .text(other.description)], in: record)
    let beside = try pen.put(["n": 3], in: record)
    let undo = try pen.put([Fold.sameAs: .null], in: record, seeing: [merge, beside])

    #expect(isAsking([merge, beside]))
    #expect(!isAsking([merge, beside, undo]))
  }
}
