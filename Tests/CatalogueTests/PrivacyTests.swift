import Catalogue
import Testing

@Suite("Nobody is named by number")
struct PrivacyTests {
  @Test(arguments: PersonNumberVectors.people + PersonNumberVectors.coordinated)
  func `a number is stopped in every form it is written in`(number: String) {
    let (century, date, last) = (number.prefix(2), number.dropFirst(2).prefix(6), number.suffix(4))
    let (year, month, day) = (date.prefix(2), date.dropFirst(2).prefix(2), date.suffix(2))
    let sign = century == "19" ? "-" : "+"
    let forms = [
      "\(date)\(last)", "\(date)-\(last)", "\(date)+\(last)", "\(date) \(last)",
      "\(date) \(sign) \(last)", "\(number)", "\(century)\(date)-\(last)",
      "\(century) \(date) \(last)", "\(century)\(year) \(month) \(day) \(last)",
      "\(century)\(year)-\(month)-\(day)-\(last)", "\(century)\(year)/\(month)/\(day)-\(last)",
      "\(year) \(month) \(day)-\(last)", "\(year) \(month) \(day) \(last)",
      "\(date)-\(last.prefix(2)) \(last.suffix(2))", "\(date)-\(last.prefix(3)) \(last.suffix(1))",
      "\(century)\(year) \(month) \(day) \(last.prefix(2)) \(last.suffix(2))", "\(date)/\(last)",
      "\(date).\(last)", "\(date)_\(last)", "pnr\(date)-\(last)",
    ]

    for form in forms {
      #expect(PersonNumber(in: "Boken till \(form).")?.isCertain == true, "\(form)")
    }
  }

  @Test(arguments: PersonNumberVectors.interim)
  func `so is one that is given for the time being`(number: String) {
    for form in [number, number.lowercased(), "\(number.prefix(8))-\(number.suffix(4))"] {
      #expect(PersonNumber(in: form)?.isCertain == true, "\(form)")
    }
    #expect(PersonNumber(in: "\(number.prefix(8)) \(number.suffix(4))") == nil)
  }

  @Test(arguments: [
    "850709\u{2013}9805", "850709\u{2212}9805", "850709\u{2010}9805", "850709\u{2015}9805",
    "850709\u{FF0D}9805", "850709\u{AD}9805", "850709\u{A0}9805", "850709\u{202F}\u{2011}9805",
    "850709\u{200B}9805", "８５０７０９９８０５", "850709\u{FF0B}9805", "٨٥٠٧٠٩-٩٨٠٥",
    "𝟾𝟻𝟶𝟽𝟶𝟿-𝟿𝟾𝟶𝟻", "⁸⁵⁰⁷⁰⁹⁻⁹⁸⁰⁵", "8\u{FE0F}\u{20E3}50709-9805", "２０００\u{FF10}１０１Ｐ２２０",
  ])
  func `whatever signs Unicode has for it`(number: String) {
    #expect(PersonNumber(in: number)?.isCertain == true)
  }

  @Test(
    arguments: PersonNumberVectors.wrong + PersonNumberVectors.organisations
      + PersonNumberVectors.others)
  func `other numbers are let through`(text: String) {
    #expect(PersonNumber(in: text)?.isCertain != true)
    #expect(PersonNumber(in: "Se \(text), tack.")?.isCertain != true)
  }

  @Test(arguments: ["2026-03-02 1003", "Mån–fre: 12 10 15 22 19", "2015-09-16 0014"])
  func `what may be a day with a count is asked about`(text: String) {
    #expect(codes(activity(["note": .text(text)])) == ["personal-number-like"])
  }

  @Test func `a day that nobody counted anything on is no day with a count`() {
    #expect(PersonNumber(in: "1985-07-09 9805")?.isCertain == true)
    #expect(PersonNumber(in: "85-07-09 9805")?.isCertain == true)
  }

  @Test func `the place is told, and never the number`() throws {
    let note = Answer.text("Boken till 850709-9805 är klar.")
    let finding = try #require(
      Catalogue.builtIn.check(activity(["note": note]), context: context()).first)

    #expect(finding.sentence.sv.hasPrefix("Anteckning innehåller ett personnummer, tecken 12–22."))
    #expect(!"\(finding)".contains("9805"))
  }

  static let everywhere: [String: Answer] = [
    "note": .text("850709-9805"), "title": .text("19850709-9805"),
    "languages": .texts(["sv", "850709-9805"]), "grants": .texts(["850709-9805"]),
    "date": .text("850709-9805"), "category": .text("8507099805"), "unit": .text("8507099805"),
    "participants_children": .integer(8_507_099_805), "colour": .text("850709-9805"),
    "_same_as": .text("850709-9805"),
  ]

  @Test(arguments: everywhere.keys.sorted())
  func `a number is stopped in every field, and said once`(field: String) {
    let findings = Catalogue.builtIn.check(
      activity([field: Self.everywhere[field] ?? .null]), context: context())

    #expect(findings.filter { $0.code == "personal-number" }.map(\.field) == [field])
    for finding in findings { #expect(!"\(finding)".contains("9805"), "\(finding)") }
  }

  @Test func `a counter is not named by one`() {
    #expect(codes(visit(visitKey(counter: "850709-9805"))) == ["personal-number"])
  }

  @Test(arguments: ["activity", "visit", "device", "unit"])
  func `what is typed is not repeated`(type: String) throws {
    for field in try #require(Catalogue.builtIn.type(type)).fields {
      let finding = #expect(throws: Finding.self) {
        try field.parse("850709-9805", today: date("2026-03-05"))
      }
      #expect(finding?.code == "personal-number")
      #expect(!"\(String(describing: finding))".contains("9805"))
    }
  }

  @Test(arguments: [
    "anna@kil.se", "ring 070-123 45 67", "+46 54 540 10 00", "054-5401000", "0046545401000",
  ])
  func `contact details are asked about`(text: String) {
    #expect(codes(activity(["note": .text(text)])) == ["contact-details"])
  }

  @Test(arguments: ["0–3 år", "12 barn @ biblioteket", "v. 9–10", "00:30", "2026-03-02"])
  func `what only looks like contact details is let through`(text: String) {
    #expect(codes(activity(["note": .text(text)])) == [])
  }
}
