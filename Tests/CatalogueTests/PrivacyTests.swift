import Catalogue
import Testing

// The personal numbers here are the test numbers that the Tax Agency and personnummer.dev publish.
@Suite("Nobody is named by number")
struct PrivacyTests {
  @Test(arguments: [
    "8507099805", "850709-9805", "198507099805", "19850709-9805", "850709 9805", "850709 - 9805",
    "850709+9805", "850709\u{2013}9805", "850709\u{A0}9805", "８５０７０９９８０５", "701063-2391",
    "121212-1212",
  ])
  func `a personal number is stopped however it is written`(number: String) {
    #expect(codes(activity(["note": .text("Boken till \(number).")])) == ["personal-number"])
    #expect(codes(activity(["title": .text(number)])) == ["personal-number"])
  }

  @Test(arguments: [
    "850709-9806", "851309-9805", "850732-9805", "x8507099805", "8507099805x", "18507099805",
    "978-91-7037-123-4", "556036-0793", "dnr 2026/123", "2026-03-02 1300", "kl. 09.30–11.00",
    "850709-98055",
  ])
  func `other numbers are let through`(text: String) {
    #expect(!codes(activity(["note": .text(text)])).contains("personal-number"))
  }

  @Test(arguments: ["anna@kil.se", "ring 070-123 45 67", "+46 54 540 10 00", "054-5401000"])
  func `contact details are asked about`(text: String) {
    #expect(codes(activity(["note": .text(text)])) == ["contact-details"])
  }

  @Test(arguments: ["0–3 år", "12 barn @ biblioteket", "v. 9–10", "00:30", "2026-03-02"])
  func `what only looks like contact details is let through`(text: String) {
    #expect(codes(activity(["note": .text(text)])) == [])
  }
}
