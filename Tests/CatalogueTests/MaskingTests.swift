import Catalogue
import Testing

@Suite("What is handed out names nobody who need not be named")
struct MaskingTests {
  @Test(
    arguments: [
      ("Ring Anna 850709-9805 imorgon", "Ring Anna [maskat] imorgon"),
      ("8507099805 och 19850709-9805", "[maskat] och [maskat]"),
      ("Mejla anna@example.se eller ring 054-12 34 56!", "Mejla [maskat] eller ring [maskat]!"),
      ("+46 70 123 45 67, 0701234567", "[maskat], [maskat]"),
      ("12 barn den 2026-03-02", "12 barn den 2026-03-02"), ("", ""),
    ])
  func `numbers and addresses are masked where they stand`(text: String, masked: String) {
    #expect(Catalogue.masking(text, contacts: false) == masked)
  }

  @Test func `contact details stay when they are asked for, personal numbers never`() {
    let text = "anna@example.se 054-12 34 56 850709-9805"

    #expect(Catalogue.masking(text, contacts: true) == "anna@example.se 054-12 34 56 [maskat]")
  }

  @Test func `words of people's own are told from codes, days and figures`() {
    let catalogue = Catalogue.builtIn
    for (field, answer) in [
      ("category", Answer.text("102")), ("date", .text("2026-03-02")), ("unit", .text("x")),
      ("participants_children", .integer(12)), ("languages", .texts(["sv"])),
    ] {
      #expect(!catalogue.isFreeText(answer, field: field, type: "activity"), "\(field)")
    }
    for (field, answer) in [
      ("note", Answer.text("x")), ("mood", .text("x")), ("mood", .texts(["x"])),
    ] {
      #expect(catalogue.isFreeText(answer, field: field, type: "activity"), "\(field)")
    }
    #expect(catalogue.isFreeText(.text("x"), field: "x", type: "unheard_of"))
  }
}
