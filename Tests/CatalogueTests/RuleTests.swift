import Catalogue
import Testing

@Suite("What holds between the fields")
struct RuleTests {
  static let people = ["children", "adults", "total"]

  @Test(arguments: people)
  func `not counted is not a number`(who: String) {
    let entry = activity([
      "participants_\(who)": .integer(0), "participants_\(who)_method": .text("not_counted"),
    ])
    #expect(codes(entry) == ["not-counted-with-number"])
  }

  @Test(arguments: people, ["counted", "estimated"])
  func `counted needs its number`(who: String, method: String) {
    #expect(
      codes(activity(["participants_\(who)_method": .text(method)])) == ["counted-without-number"])
  }

  @Test(arguments: people)
  func `nobody counted is a good answer`(who: String) {
    #expect(codes(activity(["participants_\(who)_method": .text("not_counted")])) == [])
  }

  @Test(arguments: people)
  func `a number without its method is asked about`(who: String) {
    #expect(codes(activity(["participants_\(who)": .integer(3)])) == ["method-missing"])
  }

  @Test(
    arguments: [
      (4, 3, 7, []), (4, 3, 8, []), (4, 3, 6, ["total-too-small"]),
      (4, nil, 3, ["total-too-small"]), (nil, 4, 3, ["total-too-small"]), (4, nil, 4, []),
      (nil, nil, 0, []), (4, 3, nil, []),
    ] as [(Int64?, Int64?, Int64?, [String])])
  func `the total is never fewer than its parts`(
    children: Int64?, adults: Int64?, total: Int64?, expected: [String]
  ) {
    var answers: [String: Answer] = [:]
    for (who, number) in [("children", children), ("adults", adults), ("total", total)] {
      answers["participants_\(who)"] = number.map { .integer($0) }
      answers["participants_\(who)_method"] = number.map { _ in .text("counted") }
    }
    #expect(codes(activity(answers)) == expected)
  }

  @Test func `an edit of one number is held against the others that stand`() {
    let standing: [String: Answer] = [
      "participants_children": .integer(9), "participants_children_method": .text("counted"),
      "participants_adults": .integer(3), "participants_adults_method": .text("counted"),
    ]
    let edit = Entry(
      type: "activity", key: nil,
      answers: [
        "participants_total": .integer(11), "participants_total_method": .text("counted"),
      ], standing: activity(standing).answers)

    #expect(codes(edit) == ["total-too-small"])
  }

  @Test func `a note can be mended where others left the numbers wrong`() {
    let edit = Entry(
      type: "activity", key: nil, answers: ["note": .text("regnigt")],
      standing: activity(["participants_children_method": .text("counted")]).answers)

    #expect(codes(edit) == [])
  }

  @Test(arguments: ["0-3", "4-5", "6-9", "10-12", "13-15", "16-18"])
  func `an activity for an age of children is one for children`(band: String) {
    #expect(
      codes(activity(["age_band": .text(band), "children_primary": .bool(false)]))
        == ["child-age-not-children"])
    #expect(codes(activity(["age_band": .text(band)])) == [])
  }

  @Test(arguments: [
    (["staff_organised": Answer.bool(false)], "not-in-kb"),
    (["age_band": .text("19+")], "adult-age-children"),
    (["holiday": .text("summer")], "holiday-month"),
    (
      ["participants_children": .integer(2001), "participants_children_method": .text("counted")],
      "unusually-many"
    ),
  ])
  func `what is unusual is asked about but saved`(answers: [String: Answer], code: String) {
    let findings = Catalogue.builtIn.check(activity(answers), context: context())

    #expect(findings.map(\.code) == [code])
    #expect(findings.allSatisfy { $0.severity == .soft })
  }

  @Test(arguments: [
    ("winter", "2026-02-23"), ("easter", "2026-04-07"), ("summer", "2026-07-01"),
    ("autumn", "2026-10-26"), ("christmas", "2026-12-28"), ("christmas", "2027-01-04"),
    ("other", "2026-05-15"),
  ])
  func `a school holiday in its season is nothing to talk about`(holiday: String, day: String) {
    #expect(codes(activity(["holiday": .text(holiday), "date": .text(day)])) == [])
  }

  @Test func `what cannot be comes before what is unusual`() {
    let findings = Catalogue.builtIn.check(
      activity(["staff_organised": .bool(false), "category": .text("999")]), context: context())

    #expect(findings.map(\.severity) == [.hard, .soft])
  }
}
