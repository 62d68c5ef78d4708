import Catalogue
import Testing

@Suite("When and where")
struct PlaceCheckTests {
  @Test(arguments: [
    ("BBBBBBBBBBBBBBBBBBBBBB", "unit-unknown"), ("", "unit-unknown"),
    (molkom, "unit-elsewhere"), (closedInKil, "unit-not-valid"),
  ])
  func `an activity is held at a library of one's own that exists`(unit: String, code: String) {
    #expect(codes(activity(["unit": .text(unit)])) == [code])
  }

  @Test(arguments: [molkom, closedInKil])
  func `a count, too, is made at a library of one's own that exists`(unit: String) {
    #expect(codes(visit(visitKey(unit: unit))).count == 1)
  }

  @Test func `a closed library keeps its past`() {
    #expect(codes(activity(["unit": .text(closedInKil), "date": .text("2020-06-30")])) == [])
  }

  @Test func `moving an activity past the end of its library is noticed`() {
    let standing = activity(["unit": .text(closedInKil), "date": .text("2020-06-30")]).answers
    let edit = Entry(
      type: "activity", key: nil, answers: ["date": .text("2020-07-01")], standing: standing)

    #expect(codes(edit) == ["unit-not-valid"])
  }

  @Test func `a new date is not refused because the register has lost the library`() {
    let standing = activity(["unit": .text("BBBBBBBBBBBBBBBBBBBBBB")]).answers
    let edit = Entry(
      type: "activity", key: nil, answers: ["date": .text("2026-03-03")], standing: standing)

    #expect(codes(edit) == [])
  }

  @Test(arguments: [
    ("2026-03-01", ["date-ahead"]), ("2026-03-02", []), ("2027-04-06", []),
    ("2027-04-07", ["date-long-ago"]),
  ])
  func `a date far from today is asked about`(today: String, expected: [String]) {
    #expect(codes(activity(), context(today: today)) == expected)
    #expect(codes(visit(visitKey()), context(today: today)) == expected)
  }

  @Test func `without a clock nothing is said about today`() {
    #expect(codes(activity(["date": .text("9999-12-31")])) == [])
  }

  @Test func `an old date is not asked about again with every edit`() {
    let edit = Entry(
      type: "activity", key: nil, answers: ["title": .text("Babyrim")],
      standing: activity(["date": .text("2013-01-07")]).answers)

    #expect(codes(edit, context(today: "2026-03-02")) == [])
  }

  @Test func `the county keeps the register and the libraries the diary`() {
    let unit = Entry(
      type: "unit", key: nil, answers: OrgUnit.builtIn[0].facts.answers, standing: [:])

    #expect(codes(unit) == ["wrong-place"])
    #expect(codes(activity(), context(scope: "county")).contains("wrong-place"))
  }
}
