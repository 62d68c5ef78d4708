import Replication
import TestSupport
import Testing

@Suite("Closed periods as the oracle sees them")
struct OraclePeriodTests {
  private var pen = Pen()
  private let record: RecordID

  init() { record = pen.newID() }

  @Test mutating func `lateness does not change when somebody moves the record`() throws {
    let first = try pen.put(["date": .text("02"), "n": 12], in: record)
    let second = try pen.put(["n": 13], in: record, seeing: [first])
    let move = try pen.put(["date": .text("01")], in: record, seeing: [second])
    let all = [first, second, move]

    #expect(!isLate(second, among: all))
    #expect(isLate(move, among: all))
    #expect(!isLate(move, among: all, settled: [move.id]))
  }

  @Test mutating func `a year is one fold below the union of its locks`() throws {
    let first = try pen.put(["date": .text("01"), "n": 12], in: record)
    let move = try pen.put(["date": .text("02")], in: record, seeing: [first])
    let later = try pen.put(["n": 99], in: record, seeing: [move])

    let year = Oracle.fold([first, move, later].map { LogEntry($0) }, below: [first.id, move.id])

    #expect(year["date"]?.candidates == [#""02""#])
    #expect(year["n"]?.candidates == ["12"])
  }

  @Test mutating func `a verdict above the locks does not reach the published figure`() throws {
    let first = try pen.put(["n": 12], in: record)
    let verdict = try pen.judge(first, .declined, by: "eva", seeing: [first])
    let entries = [first, verdict].map { LogEntry($0) }

    #expect(Oracle.fold(entries).life == "absent")
    #expect(Oracle.fold(entries, below: [first.id])["n"]?.candidates == ["12"])
    #expect(Oracle.fold(entries, below: [verdict.id]).life == "absent")
  }

  private func isLate(
    _ change: Change, among changes: [Change], settled: Set<ChangeID> = []
  ) -> Bool {
    Oracle.isLate(change, among: changes, field: "date", closed: [#""01""#], settled: settled)
  }
}
