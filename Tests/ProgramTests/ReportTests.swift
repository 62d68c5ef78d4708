import Foundation
import Testing

@Suite("Reports and exports hold what was recorded", .timeLimit(.minutes(5)))
struct ReportTests {
  struct KBShape: Decodable, Sendable {
    struct Figure: Decodable, Sendable {
      let variable: String
      let state: String
      let value: Int?
      let lower: Int?
      let upper: Int?
      let openItems: Int?
    }

    struct Municipality: Decodable, Sendable {
      let code: String
      let name: String
      let figures: [Figure]
    }

    let year: Int
    let municipalities: [Municipality]
    let county: [Figure]?
  }

  @Test func `the questionnaire comes in four forms that agree`() async throws {
    try await Scene.run { scene in
      let agent = try await recordedYear(in: scene)

      let table = try await agent.succeeds("report", "kb", "--year", "2026")
      let csv = try await agent.succeeds("report", "kb", "--year", "2026", "--format", "csv")
      let excel = try await agent.succeeds("report", "kb", "--year", "2026", "--format", "excel")
      let json = try await agent.succeeds("report", "kb", "--year", "2026", "--format", "json")

      let header = try #require(csv.split(whereSeparator: \.isNewline).first).split(separator: ",")
      let row = csv.split(whereSeparator: \.isNewline)[1].split(
        separator: ",", omittingEmptySubsequences: false)
      let cells = Dictionary(
        uniqueKeysWithValues: zip(header.map(String.init), row.map(String.init)))
      #expect(cells["municipality"] == "Karlstad" && cells["code"] == "1780")
      #expect(cells["Publ102"] == "2" && cells["Publ202"] == "1" && cells["Publ199"] == "2")
      #expect(cells["Besok01"] == "215" && cells["Publ101"] == "0")
      let document = try JSONDecoder().decode(KBShape.self, from: Data(json.utf8))
      #expect(document.year == 2026 && document.municipalities.map(\.code) == ["1780"])
      for figure in document.municipalities[0].figures where figure.state == "known" {
        #expect(cells[figure.variable] == figure.value.map { "\($0)" })
        #expect(figure.lower == figure.value && figure.upper == figure.value)
        #expect(figure.openItems == 0)
      }
      #expect(header.count == 3 + document.municipalities[0].figures.count)
      #expect(table.hasPrefix("Fråga "))
      #expect(
        table.split(separator: "\n").contains { $0.hasPrefix("Besok01 ") && $0.hasSuffix(" 215") })
      #expect(excel.contains("Karlstad;1780;2026;Besok01;") && excel.hasPrefix("\u{FEFF}"))
    }
  }

  @Test func `a disputed figure shows its range and where to look`() async throws {
    try await Scene.run { scene in
      let agent = try await recordedYear(in: scene)
      let visit = try #require(
        try await agent.reads([ListedShape].self, "list", "--type", "visit").first)
      let heads = try await agent.reads(RecordShape.self, "show", visit.id).heads.joined(
        separator: ",")
      try await agent.succeeds("edit", visit.id, "count=100", "--heads", heads)
      try await agent.succeeds("edit", visit.id, "count=90", "--heads", heads)

      let table = try await agent.succeeds("report", "kb", "--year", "2026")

      #expect(table.contains("* Karlstad Besok01: 208–218, öppna ärenden: 1"))
    }
  }

  @Test func `the aggregator reports every municipality and the county`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await agent.succeeds("sync")

      let json = try await region.station.succeeds(
        "report", "kb", "--year", "2026", "--format", "json")
      let one = try await region.station.succeeds(
        "report", "kb", "--year", "2026", "--scope", "1780", "--format", "csv")

      let document = try JSONDecoder().decode(KBShape.self, from: Data(json.utf8))
      #expect(document.municipalities.count == 16)
      #expect(document.county?.first { $0.variable == "Besok01" }?.value == 118)
      #expect(one.split(whereSeparator: \.isNewline).count == 2)
    }
  }

  @Test func `an export holds every line with its receipt`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await agent.succeeds("sync")
      try await agent.succeeds("log", "visit", "date=2026-03-03", "count=97", "method=reading")

      let lines = try await agent.succeeds("export").split(separator: "\n")
      let file = scene.path("lines.txt")
      try await agent.succeeds("export", "--out", file)

      #expect(lines.filter { $0.hasPrefix("h ") }.count == 2)
      #expect(lines.first == "h {\"bokfink\":\"export-1\",\"scope\":\"1780\"}")
      #expect(lines[1].hasPrefix("r {") && lines[2].contains("\"count\":118"))
      #expect(lines[3].hasPrefix("c {") && lines[3].contains("\"count\":97"))
      #expect(lines.filter { $0.hasPrefix("c ") }.count == 2 + 25 + 1)
      #expect(
        try String(contentsOfFile: file, encoding: .utf8) == lines.map { "\($0)\n" }.joined())
      let facts = try FileManager.default.attributesOfItem(atPath: file)
      #expect(facts[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `verify and rebuild agree on both sides`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await agent.succeeds("sync")
      let before = try await agent.reads(ProofShape.self, "verify")

      #expect(try await agent.succeeds("rebuild") == "Alla rader är skrivna på nytt.\n")
      #expect(try await region.station.succeeds("rebuild") == "Alla rader är skrivna på nytt.\n")

      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(before.ok && proof.ok && before.scopes == proof.scopes)
      #expect(try await agent.reads(ProofShape.self, "verify").scopes == before.scopes)
      let table = try await agent.succeeds("verify").split(separator: "\n")
      #expect(table[0].split(separator: " ").first == "scope" && table.count == 4)
    }
  }

  @Test func `the register is imported, listed and changed`() async throws {
    try await Scene.run { scene in
      let station = Station(.aggregator, "region", in: scene)
      try await station.succeeds("init", station.folder)
      let file = try scene.write(
        "scope,municipality,name,kind,sigel,valid_from,valid_to\n"
          + "1780,Karlstad,Bokbussen,bus,8cjx,2012-01-01,\n1780,Karlstad,Molkom,branch,8ckb,2012-01-01,2025-12-31\n",
        to: "units.csv")

      #expect(try await station.succeeds("org", "import", file) == "2 enheter.\n")
      #expect(try await station.succeeds("org", "import", file) == "2 enheter.\n")

      let units = try await station.reads([UnitShape].self, "org", "list", "--scope", "1780")
      #expect(units.count == 10)
      #expect(units.first { $0.name == "Bokbussen" }?.kind == "bus")
      #expect(units.first { $0.name == "Molkom" }?.id == "SCwXGn4FHK7dqc4G85XiMg")
      #expect(units.first { $0.name == "Molkom" }?.validTo == "2025-12-31")
      for (text, sentence) in [
        ("scope,name\n", "Line 1: The column “kind” is missing."),
        ("scope,name,kind,valid_from\n1780,X,castle,2012-01-01\n", "Line 2: "),
        ("scope,name,kind,valid_from\n1780,X\n", "Line 2: It has 2 columns instead of 4."),
      ] {
        let bad = try scene.write(text, to: "bad.csv")
        try await station.refuses("org", "import", bad, status: 65, saying: sentence)
      }
      #expect(
        try await station.reads([UnitShape].self, "org", "list", "--scope", "1780").count == 10)
    }
  }
}

/// Two counts and three activities, one of which is not the library's own.
private func recordedYear(in scene: Scene) async throws -> Station {
  let agent = try await Region.open(in: scene).branch("molkom")
  let lines = [
    "{\"type\":\"visit\",\"date\":\"2026-03-02\",\"fields\":{\"count\":118,\"method\":\"reading\"}}",
    "{\"type\":\"visit\",\"date\":\"2026-03-03\",\"fields\":{\"count\":97,\"method\":\"reading\"}}",
    "{\"type\":\"activity\",\"fields\":{\"date\":\"2026-03-03\",\"category\":\"102\",\"children_primary\":true}}",
    "{\"type\":\"activity\",\"fields\":{\"date\":\"2026-03-04\",\"category\":\"102\",\"children_primary\":false}}",
    "{\"type\":\"activity\",\"fields\":{\"date\":\"2026-03-04\",\"category\":\"102\",\"children_primary\":false,\"staff_organised\":false}}",
  ]
  try await agent.succeeds("log", "--from", "-", input: lines.joined(separator: "\n"))
  return agent
}
