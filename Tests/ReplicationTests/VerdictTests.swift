import Replication
import TestSupport
import Testing

@Suite("The newest verdict holds, and what it keeps out writes nothing")
struct VerdictTests {
  private var pen = Pen()
  private let record: RecordID

  init() { record = pen.newID() }

  private func fold(_ changes: [Change]) -> Fold { Fold(changes.map { LogEntry($0) }) }

  @Test mutating func `a quarantined change gives back what it replaced`() throws {
    let good = try pen.put(["x": 7], in: record)
    let bad = try pen.put(["x": 999], in: record, seeing: [good])
    let verdict = try pen.judge(bad, .quarantined, by: nil, seeing: [bad])
    let release = try pen.judge(bad, .released, by: "eva", seeing: [verdict])

    #expect(fold([good, bad]).values("x") == [999])
    #expect(fold([good, bad, verdict]).values("x") == [7])
    #expect(fold([good, bad, verdict, release]).values("x") == [999])
  }

  @Test mutating func `a quarantined delete deletes nothing, a quarantined click counts nothing`()
    throws
  {
    let put = try pen.put(["n": 7], in: record)
    let del = try pen.del(in: record, seeing: [put])
    let click = try pen.inc(["n": 1], in: record, seeing: [put])
    let verdicts = try [del, click].map { try pen.judge($0, .declined, by: "eva", seeing: [$0]) }

    #expect(fold([put, del, verdicts[0]]).life == .alive)
    #expect(fold([put, click, verdicts[1]]).values("n") == [7])
  }

  @Test mutating func `a person's release survives a second judgement of the program`() throws {
    let put = try pen.put(["x": 1], in: record)
    let first = try pen.judge(put, .quarantined, by: nil, seeing: [put])
    let release = try pen.judge(put, .released, by: "eva", seeing: [first])
    let again = try pen.judge(put, .quarantined, by: nil, seeing: [put])

    #expect(held([put, first, release, again]) == [.released])
  }

  @Test(arguments: [
    (Verdict.Status.quarantined, true, Verdict.Status.released, true, Verdict.Status.quarantined),
    (.declined, true, .quarantined, true, .declined),
    (.declined, false, .released, true, .released),
    (.quarantined, false, .released, false, .quarantined),
    (.accepted, true, .withdrawn, true, .withdrawn),
  ])
  mutating func `among competitors a person goes before the program, then the strictest`(
    one: Verdict.Status, oneByPerson: Bool, other: Verdict.Status, otherByPerson: Bool,
    holds: Verdict.Status
  ) throws {
    let put = try pen.put(["x": 1], in: record)
    let a = try pen.judge(put, one, by: oneByPerson ? "eva" : nil, seeing: [put])
    let b = try pen.judge(put, other, by: otherByPerson ? "bo" : nil, seeing: [put])

    #expect(held([put, a, b]) == [holds])
    #expect(held([b, put, a]) == [holds])
  }

  @Test mutating func `a later verdict beats every earlier one, whoever wrote it`() throws {
    let put = try pen.put(["x": 1], in: record)
    let declined = try pen.judge(put, .declined, by: "eva", seeing: [put])
    let released = try pen.judge(put, .released, by: nil, seeing: [declined])

    #expect(held([put, declined, released]) == [.released])
  }

  @Test mutating func `facets are judged apart`() throws {
    let put = try pen.put(["x": 1], in: record)
    let door = try pen.judge(put, .released, by: "eva", seeing: [put])
    let period = try pen.judge(put, .accepted, by: "eva", seeing: [door])

    #expect(held([put, door, period]) == [.released, .accepted])
  }

  @Test mutating func `a verdict is no edit`() throws {
    let put = try pen.put(["x": 1], in: record)
    let del = try pen.del(in: record, seeing: [put])
    let verdict = try pen.judge(put, .released, by: nil, seeing: [put])

    #expect(fold([put, del, verdict]).life == .deleted)
    #expect(fold([put, verdict]).heads == [verdict.id])
  }

  private func held(_ changes: [Change]) -> [Verdict.Status] {
    fold(changes).verdicts.map(\.status)
  }
}
