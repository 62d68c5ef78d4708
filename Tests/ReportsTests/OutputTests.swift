import Catalogue
import Foundation
import Reports
import Testing

@Suite("The report on paper, in Excel and for programs")
struct OutputTests {
  @Test func `a Swedish Excel opens the list by a double click`() async throws {
    let list = try await report().list(.sv)
    let lines = list.components(separatedBy: "\r\n")

    #expect(Array(list.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
    #expect(lines[0].hasPrefix("\u{FEFF}Kommun;Kod;År;Fråga;Benämning;Värde;Lägst;Högst"))
    #expect(lines.contains("Kil;1715;2026;Publ102;\"Sagostund, högläsning\";2;1;2;1;"))
    #expect(lines.contains("Kil;1715;2026;Besok01;Fysiska besök;;;;;okänt"))
    #expect(lines.contains("Länet;;2026;Publ112;Film;0;0;0;0;"))
    #expect(lines.last == "")
  }

  @Test func `programs get KB's columns, and nothing where nothing is known`() async throws {
    let lines = try await report().matrix().components(separatedBy: "\r\n")
    let header = lines[0].components(separatedBy: ",")
    let eda = lines[2].components(separatedBy: ",")

    #expect(Array(header.prefix(5)) == ["municipality", "code", "year", "Publ101", "Publ102"])
    #expect(header.last == "Besok01")
    #expect(Array(eda.prefix(4)) == ["\"Eda", " västra\"", "1730", "2026"])
    #expect(lines[1].hasPrefix("Kil,1715,2026,0,2,0,"))
    #expect(lines[1].hasSuffix(",0,"))
    #expect(lines.count == 4)
  }

  @Test func `a quote in a name is doubled`() async throws {
    let ledger = try Ledger()
    try ledger.register(["A": facts(municipality: "Kil ”by” \"sea\"")])

    #expect(try await ledger.report(2026).matrix().contains("\"Kil ”by” \"\"sea\"\"\",1715,2026"))
  }

  @Test(arguments: [
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1", "=\u{301}1",
    "=HYPERLINK(\"http://evil.example\")",
  ])
  func `no cell is a formula`(name: String) async throws {
    let ledger = try Ledger()
    try ledger.register(["A": facts(municipality: name)])
    let report = try await ledger.report(2026)

    for sheet in [report.matrix(), report.list(.sv)] {
      let lines = sheet.unicodeScalars.split(separator: "\n").dropFirst().map { String($0) }
      #expect(
        lines.allSatisfy { $0.hasPrefix("'") || $0.hasPrefix("\"'") || $0.hasPrefix("Länet") })
    }
  }

  @Test func `a quote with an accent on it is doubled, too`() async throws {
    let ledger = try Ledger()
    try ledger.register(["A": facts(municipality: "a\"\u{301},=1")])

    #expect(try await ledger.report(2026).matrix().contains("\n\"a\"\"\u{301},=1\",1715,2026"))
  }

  @Test func `the terminal shows the doubt beside the figure`() async throws {
    let report = try await report()
    let lines = report.grid(.sv)

    #expect(lines[0] == ["Fråga", "Benämning", "Kil", "Eda, västra", "Länet"])
    #expect(lines[2] == ["Publ102", "Sagostund, högläsning", "2*", "?", "2*"])
    #expect(report.remarks(.sv).first == "* Kil Publ102: 1–2, öppna ärenden: 1")
    #expect(
      report.remarks(.en).suffix(2) == [
        "Publ101–Publ299: municipalities missing from the county's sum: 1",
        "Besok01: municipalities missing from the county's sum: 2",
      ])
  }

  @Test func `JSON tells unknown from nought`() async throws {
    let data = try await report().json()
    let document = try JSONDecoder().decode(Document.self, from: data)
    let kil = try #require(document.municipalities.first { $0.code == "1715" })

    #expect(document.year == 2026)
    #expect(kil.figures.map(\.variable) == Catalogue.builtIn.indicators.map(\.code))
    #expect(
      kil.figures[1]
        == Document.Answer(
          variable: "Publ102", state: "known", value: 2, lower: 1, upper: 2, openItems: 1))
    #expect(
      kil.figures.last == Document.Answer(variable: "Besok01", state: "unknown"))
    #expect(document.county?.last?.missing == 2)
  }

  private func report() async throws -> KBReport {
    let ledger = try Ledger()
    try ledger.register([
      "K": facts(), "E": facts(scope: "1730", municipality: "Eda, västra"),
    ])
    var flagged = held("a")
    flagged.life = "edit-delete"
    flagged.open = 1
    try ledger.write([flagged, held("b")])
    return try await ledger.report(2026)
  }

  private func held(_ id: String) -> Row {
    Row(
      type: "activity", id: id,
      fields: ["date": .text("2026-03-02"), "category": .text("102")])
  }
}

/// The document as another program would read it.
private struct Document: Decodable {
  let year: Int
  let municipalities: [Place]
  let county: [Answer]?

  struct Place: Decodable {
    let code: String
    let name: String
    let figures: [Answer]
  }

  struct Answer: Decodable, Equatable {
    let variable: String
    let state: String
    var value: Int64?
    var lower: Int64?
    var upper: Int64?
    var openItems: Int?
    var missing: Int?
  }
}
