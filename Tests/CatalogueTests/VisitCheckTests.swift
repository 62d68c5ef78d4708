import Catalogue
import Testing

@Suite("Counts of visits")
struct VisitCheckTests {
  @Test(arguments: ["day", "week"], ["reading", "reading_halved", "tally"])
  func `a count of a day or a week is nothing to talk about`(granularity: String, method: String) {
    let entry = visit(visitKey(granularity: granularity), ["method": .text(method)])
    #expect(codes(entry) == [])
  }

  @Test(arguments: [
    (visitKey(date: "2026-03-03", granularity: "week"), "week-not-monday"),
    (visitKey(date: "2026-02-30"), "bad-date"),
    (visitKey(date: "2011-12-25", granularity: "day", counter: "door"), "date-too-early"),
    (visitKey(granularity: "month"), "bad-granularity"),
    (visitKey(counter: String(repeating: "x", count: 41)), "bad-counter"),
    (visitKey(counter: "a\nb"), "bad-counter"), (visitKey(counter: "\u{202E}a"), "bad-counter"),
    (
      KeyParts(type: "activity", unit: kil, date: "2026-03-02", granularity: "day", counter: ""),
      "key-of-another-type"
    ),
    (nil, "key-missing"),
  ])
  func `a key that cannot be is stopped`(key: KeyParts?, code: String) {
    #expect(codes(visit(key)).first == code)
  }

  @Test func `an activity has no key`() {
    var entry = activity()
    entry.key = visitKey()

    #expect(codes(entry).contains("key-not-allowed"))
  }

  @Test func `a measuring week is a week and says how many weeks are open`() {
    let method: [String: Answer] = ["method": .text("measuring_week")]
    let complete = method.merging(["open_weeks": .integer(50)]) { $1 }

    #expect(codes(visit(visitKey(granularity: "week"), complete)) == [])
    #expect(codes(visit(visitKey(granularity: "week"), method)) == ["open-weeks-missing"])
    #expect(codes(visit(visitKey(), complete)) == ["measuring-week-by-day"])
  }

  @Test(arguments: [0, 54] as [Int64])
  func `a year has one to fifty-three weeks`(weeks: Int64) {
    #expect(codes(visit(visitKey(), ["open_weeks": .integer(weeks)])) == ["out-of-range"])
  }

  @Test(arguments: 0...6)
  func `a day inside a counted week would count people twice`(offset: Int) {
    let week = visitKey(granularity: "week")
    let day = visitKey(date: "\(date("2026-03-02").adding(days: offset)!)")

    #expect(codes(visit(day), context(counted: [week])) == ["overlap"])
    #expect(codes(visit(week), context(counted: [day])) == ["overlap"])
  }

  @Test(arguments: ["2026-03-01", "2026-03-09"])
  func `a day beside a counted week is free`(day: String) {
    let week = visitKey(granularity: "week")

    #expect(codes(visit(visitKey(date: day)), context(counted: [week])) == [])
    #expect(codes(visit(week), context(counted: [visitKey(date: day)])) == [])
  }

  @Test func `another counter, another unit and the same key do no harm`() {
    let others = [
      visitKey(granularity: "week", counter: "annex"), visitKey(unit: closedInKil), visitKey(),
    ]
    #expect(codes(visit(visitKey()), context(counted: others)) == [])
  }

  @Test func `an edit of a count that overlaps is let through, for it may be the mending`() {
    let edit = Entry(
      type: "visit", key: visitKey(), answers: ["count": .integer(0)],
      standing: visit(visitKey()).answers)

    #expect(codes(edit, context(counted: [visitKey(granularity: "week")])) == [])
  }

  @Test(arguments: [
    (["method": Answer.text("reading_halved"), "count": .integer(13)], "odd-reading"),
    (["count": .integer(20_001)], "unusually-many"),
    (["staff_deduction": .integer(13)], "deduction-too-large"),
    (
      ["method": .text("reading_halved"), "count": .integer(12), "staff_deduction": .integer(7)],
      "deduction-too-large"
    ),
    (["outage": .bool(true)], "outage-noted"),
  ])
  func `an unlikely count is asked about but saved`(answers: [String: Answer], code: String) {
    let findings = Catalogue.builtIn.check(visit(visitKey(), answers), context: context())

    #expect(findings.map(\.code) == [code])
    #expect(findings.allSatisfy { $0.severity == .soft })
  }

  @Test func `a busy week is no busy day`() {
    #expect(
      codes(visit(visitKey(granularity: "week"), ["count": .integer(20_001)])) == [])
  }

  @Test func `a negative count is stopped`() {
    #expect(codes(visit(visitKey(), ["count": .integer(-1)])) == ["out-of-range"])
  }

  @Test(arguments: [["visit"], [], Array(repeating: "", count: 6)])
  func `a key has five parts`(parts: [String]) {
    #expect(KeyParts(parts) == nil)
  }
}
