import Catalogue
import Reports
import Testing

@Suite("The county's sums")
struct CountyTests {
  @Test func `the county is the sum of what is known, and says what is missing`() async throws {
    let ledger = try Ledger()
    try ledger.register([
      "K": facts(), "H": facts(scope: "1761", municipality: "Hammarö"),
      "E": facts(scope: "1730", municipality: "Eda"),
    ])
    try ledger.write([
      row("1715", "102"), row("1715", "102", id: "2"), row("1761", "119"),
      visits("1715", 10, open: 0), visits("1730", 5, open: 2),
    ])

    let report = try await ledger.report(2026)

    #expect(report.municipalities.map(\.name) == ["Kil", "Eda", "Hammarö"])
    #expect(county(report, "Publ102") == .known(.settled(2)))
    #expect(county(report, "Publ199") == .known(.settled(3)))
    #expect(missing(report, "Publ199") == 1)
    #expect(county(report, "Besok01")?.figure?.value == 15)
    #expect(county(report, "Besok01")?.figure?.openItems == 2)
    #expect(missing(report, "Besok01") == 1)
  }

  @Test func `without any record the county knows nothing`() async throws {
    let ledger = try Ledger()
    try ledger.register(["K": facts()])

    let report = try await ledger.report(2026)

    #expect(county(report, "Publ102") == .unknown)
    #expect(missing(report, "Besok01") == 1)
  }

  @Test func `what was not asked is not missing`() async throws {
    let ledger = try Ledger()
    try ledger.register(["K": facts()])
    try ledger.write([
      Row(
        type: "activity", id: "1",
        fields: ["date": .text("2012-03-05"), "category": .text("102")])
    ])

    let report = try await ledger.report(2012)

    #expect(county(report, "Publ107") == .notAsked)
    #expect(missing(report, "Publ107") == 0)
  }

  @Test func `hospital libraries answer elsewhere, an unregistered municipality still counts`()
    async throws
  {
    let ledger = try Ledger()
    try ledger.register(["S": facts(.hospital, scope: "sjukhus", municipality: "")])
    try ledger.write([row("sjukhus", "107"), row("1784", "102")])

    let report = try await ledger.report(2026)

    #expect(report.municipalities.map(\.code) == ["1784"])
    #expect(report.municipalities.map(\.name) == ["1784"])
  }

  @Test func `a branch reports on its own municipality and claims nothing about the county`()
    async throws
  {
    let ledger = try Ledger()
    try ledger.register(["K": facts(), "H": facts(scope: "1761", municipality: "Hammarö")])
    try ledger.write([row("1715", "102")])

    let report = try await ledger.report(2026, scope: "1715")

    #expect(report.municipalities.map(\.name) == ["Kil"])
    #expect(report.county == nil)
  }

  @Test(arguments: [0, -1, 10_000, Int.max])
  func `a year that no calendar has is refused with a sentence`(year: Int) async throws {
    let ledger = try Ledger()
    await #expect(throws: ReportError.noSuchYear(year)) { try await ledger.report(year) }
  }

  private func county(_ report: KBReport, _ code: String) -> Cell? {
    report.indicators.firstIndex { $0.code == code }.flatMap { report.county?.cells[$0] }
  }

  private func missing(_ report: KBReport, _ code: String) -> Int? {
    report.indicators.firstIndex { $0.code == code }.flatMap { report.county?.missing[$0] }
  }

  private func row(_ scope: String, _ category: String, id: String = "1") -> Row {
    Row(
      scope: scope, type: "activity", id: id,
      fields: ["date": .text("2026-03-02"), "category": .text(category)])
  }

  private func visits(_ scope: String, _ count: Int64, open: Int) -> Row {
    var row = visit("2026-03-02", "tally", count, unit: scope, open: open)
    row.scope = scope
    return row
  }
}
