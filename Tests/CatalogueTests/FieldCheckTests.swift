import Catalogue
import TestSupport
import Testing

@Suite("One answer at a time")
struct FieldCheckTests {
  @Test func `a plain story time is nothing to talk about`() {
    #expect(codes(activity()) == [])
  }

  @Test(arguments: [
    ("children_primary", Answer.text("ja"), "wrong-kind"),
    ("participants_children", .text("12"), "wrong-kind"),
    ("participants_children", .bool(true), "wrong-kind"),
    ("participants_children", .integer(-1), "out-of-range"),
    ("participants_children", .integer(.max), "out-of-range"),
    ("category", .text("121"), "no-such-choice"),
    ("category", .text(""), "no-such-choice"),
    ("category", .texts(["102"]), "wrong-kind"),
    ("languages", .texts(["sv", "tlh"]), "no-such-choice"),
    ("languages", .text("sv"), "wrong-kind"),
    ("date", .text("2026-02-30"), "bad-date"),
    ("date", .integer(20_260_302), "wrong-kind"),
    ("date", .text("2011-12-31"), "date-too-early"),
    ("title", .text(String(repeating: "å", count: 201)), "text-too-long"),
    ("title", .text("två\nrader"), "control-character"),
    ("title", .text("a\u{0}b"), "control-character"),
    ("note", .text("kolumn\tkolumn"), "control-character"),
    ("note", .text("\u{202E}nettap"), "control-character"),
    ("title", .text("a\u{2066}b\u{2069}"), "control-character"),
    ("note", .text("a\u{2028}b"), "control-character"),
    ("grants", .texts(["short"]), "bad-id"),
    ("grants", .texts(Array(repeating: kil, count: 101)), "too-many"),
    ("colour", .text("red"), "unknown-field"),
    ("unit", .null, "required"),
    ("category", .null, "required"),
  ])
  func `an answer that cannot be is stopped, once`(field: String, answer: Answer, code: String) {
    let hard = Catalogue.builtIn.check(activity([field: answer]), context: context())
      .filter { $0.severity == .hard && $0.field == field }

    #expect(hard.map(\.code) == [code])
  }

  @Test(arguments: [
    ("title", Answer.text(String(repeating: "å", count: 200))),
    ("note", .text("två\nrader")), ("title", .text("\u{200F}شاهنامه\u{200C}")),
    ("participants_children", .integer(0)),
    ("languages", .texts(["sv", "ar"])),
    ("grants", .texts([kil])),
    ("holiday", .null),
    ("_same_as", .text(kil)),
  ])
  func `an answer that can be is let through`(field: String, answer: Answer) {
    let hard = Catalogue.builtIn.check(activity([field: answer]), context: context())
      .filter { $0.severity == .hard }
    #expect(hard == [])
  }

  @Test func `something unheard of asks for a newer program`() {
    let entry = Entry(type: "sourdough", key: nil, answers: [:], standing: [:])
    #expect(codes(entry) == ["unknown-type"])
  }

  @Test(arguments: 107...109)
  func `a category from 2014 cannot be used before`(category: Int) {
    let answers: [String: Answer] = ["category": .text("\(category)")]
    let before = activity(answers.merging(["date": .text("2014-10-12")]) { $1 })
    let after = activity(answers.merging(["date": .text("2014-10-13")]) { $1 })

    #expect(codes(before) == ["not-in-force"])
    #expect(codes(after) == [])
  }

  @Test func `moving an activity back in time moves it from under its category`() {
    let edit = Entry(
      type: "activity", key: nil, answers: ["date": .text("2013-05-05")],
      standing: activity(["category": .text("108")]).answers)

    #expect(codes(edit) == ["not-in-force"])
  }

  @Test func `an edit is not blamed for what stood there before`() {
    let edit = Entry(
      type: "activity", key: nil, answers: ["note": .text("ombokad")],
      standing: ["category": .text("999"), "from_next_year": .bool(true)])

    #expect(codes(edit) == [])
  }

  @Test func `an edit cannot empty what is required`() {
    let edit = Entry(
      type: "activity", key: nil, answers: ["category": .null], standing: activity().answers)

    #expect(codes(edit) == ["required"])
  }

  @Test(arguments: UInt64(1)...40)
  func `no answer at all can stop the program`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for type in Catalogue.builtIn.types {
      for _ in 0..<25 {
        var answers: [String: Answer] = [:]
        for field in type.fields where Bool.random(using: &random) {
          answers[field.name] = anyAnswer(using: &random)
        }
        let key = Bool.random(using: &random) ? visitKey(date: anyText(using: &random)) : nil
        let entry = Entry(type: type.name, key: key, answers: answers, standing: [:])

        for finding in Catalogue.builtIn.check(entry, context: context(today: "2026-03-02")) {
          #expect(!finding.sentence.sv.isEmpty && !finding.sentence.en.isEmpty)
        }
      }
    }
  }

  private func anyAnswer(using random: inout SeededRandom) -> Answer {
    switch Int.random(in: 0...4, using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .integer([Int64.min, -1, 0, 1, 53, .max].randomElement(using: &random)!)
    case 3: .text(anyText(using: &random))
    default: .texts([anyText(using: &random), anyText(using: &random)])
    }
  }

  private func anyText(using random: inout SeededRandom) -> String {
    ["", "102", "2026-03-02", "9999-12-31", "0001-01-01", "\u{0}", "e\u{301}", kil, "day", "🧶🧶"]
      .randomElement(using: &random)!
  }
}
