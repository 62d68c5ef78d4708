import Catalogue
import Testing

@Suite("What a person types")
struct ParseTests {
  @Test(arguments: [
    ("participants_children", "12", Answer.integer(12)),
    ("participants_children", " 1 200 ", .integer(1200)),
    ("participants_children", "1\u{A0}200", .integer(1200)),
    ("participants_children", "", .null),
    ("children_primary", "ja", .bool(true)),
    ("children_primary", "Nej", .bool(false)),
    ("children_primary", "yes", .bool(true)),
    ("children_primary", "FALSE", .bool(false)),
    ("category", "102", .text("102")),
    ("category", "sagostund, högläsning", .text("102")),
    ("format", "outreach", .text("outreach")),
    ("format", "uppsökande", .text("outreach")),
    ("languages", "sv, arabiska,so", .texts(["sv", "ar", "so"])),
    ("date", "2026-03-01", .text("2026-03-01")),
    ("date", "idag", .text("2026-03-01")),
    ("date", "I går", .text("2026-02-28")),
    ("date", "yesterday", .text("2026-02-28")),
    ("grants", "\(kil), \(molkom)", .texts([kil, molkom])),
    ("unit", " \(kil) ", .text(kil)),
    ("note", " med blanksteg ", .text(" med blanksteg ")),
  ])
  func `is understood`(name: String, typed: String, answer: Answer) throws {
    #expect(try field(name).parse(typed, today: date("2026-03-01")) == answer)
  }

  @Test(arguments: [
    ("participants_children", "tolv"), ("participants_children", "1,5"),
    ("participants_children", "99999999999999999999"), ("children_primary", "kanske"),
    ("category", "12"), ("languages", "sv, klingon"), ("date", "2026-02-30"), ("date", "imorgon"),
  ])
  func `or is answered with what to write instead`(name: String, typed: String) throws {
    let field = try field(name)
    let finding = #expect(throws: Finding.self) {
      try field.parse(typed, today: date("2026-03-01"))
    }
    #expect(finding?.field == name)
    #expect(finding?.severity == .hard)
  }

  @Test func `today means nothing without a clock`() throws {
    let field = try field("date")
    #expect(throws: Finding.self) { try field.parse("idag", today: nil) }
  }

  @Test func `letters are composed at the keyboard`() throws {
    guard case .text(let text) = try field("title").parse("A\u{30A}rja\u{308}ng", today: nil) else {
      Issue.record("a title is a text")
      return
    }
    #expect(Array(text.utf8) == Array("\u{C5}rj\u{E4}ng".utf8))
  }

  @Test func `a finding speaks Swedish first`() {
    let finding = Catalogue.builtIn.check(activity(["unit": .null]), context: context())[0]
    #expect("\(finding)" == "\(finding.sentence.sv) / \(finding.sentence.en)")
  }

  private func field(_ name: String) throws -> Field {
    try #require(Catalogue.builtIn.type("activity")?[name])
  }
}
