import Foundation
import Testing

@Suite("Gallring takes the texts and leaves the figures", .timeLimit(.minutes(5)))
struct RetentionTests {
  struct ActShape: Decodable, Sendable {
    struct Line: Decodable, Sendable {
      let scope: String
      let type: String
      let record: String
      let change: String
      let fields: [String]
      let since: String
      let ground: String
    }

    let decision: String?
    let person: String?
    let at: Int64?
    let changes: [Line]
  }

  /// A year long past, with what makes figures hard: a correction, a delete, clicks and a note on everything.
  private func year(at agent: Station) async throws {
    let lines = (1...12).flatMap { month -> [String] in
      let date = "2021-\(month < 10 ? "0" : "")\(month)-04"
      return [
        """
        {"type":"visit","date":"\(date)","fields":{"count":\(100 + month),"method":"reading_halved",\
        "staff_deduction":1,"note":"Hemlige Hans \(month)"}}
        """,
        """
        {"type":"activity","fields":{"date":"\(date)","category":"102","children_primary":true,\
        "participants_children":12,"participants_children_method":"counted",\
        "note":"Hemlige Hans \(month)","title":"Babyrim"}}
        """,
      ]
    }
    try await agent.succeeds("log", "--from", "-", input: lines.joined(separator: "\n"))
    let listed = try await agent.reads([ListedShape].self, "list", "--type", "activity")
    try await agent.succeeds(
      "edit", listed[0].id, "note=Hemlige Hans igen", "participants_children=7")
    try await agent.succeeds("delete", listed[1].id)
  }

  @Test func `the questionnaire says the same before and after`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      try await year(at: molkom)
      try await molkom.succeeds(
        "log", "visit", "count=118", "method=reading", "note=Hemlige Hans i år")
      try await molkom.succeeds("sync")
      let report = ["report", "kb", "--year", "2021", "--format", "json"]
      let before = try await region.station.start(report).end()
      #expect(before.output.contains("Publ"))

      let would = try await region.station.reads(ActShape.self, "gallring", "--dry-run")
      #expect(would.changes.count == 25 && would.decision == nil)
      #expect(try await region.station.start(report).end().output == before.output)
      let table = scene.path("gallring.csv")
      let did = try await region.station.reads(
        ActShape.self, "gallring", "--decision", "KS 2026-114", "--by", "eva", "--protocol", table)

      #expect(did.changes.map(\.change) == would.changes.map(\.change))
      #expect(did.decision == "KS 2026-114" && did.person == "eva")
      #expect(try await region.station.start(report).end().output == before.output)
      let archived = try String(contentsOfFile: table, encoding: .utf8)
      #expect(archived.split(separator: "\r\n").count == 26)
      #expect(archived.contains("KS 2026-114") && !archived.contains("Hemlige"))
      try await molkom.succeeds("sync")
      for station in [molkom, region.station] {
        let proof = try await station.reads(ProofShape.self, "verify")
        #expect(proof.ok)
        let exported = try await station.succeeds("export")
        #expect(!exported.contains("Hemlige Hans 1"))
        #expect(exported.contains("Hemlige Hans i år") && exported.contains("Babyrim"))
      }
      let local = try await molkom.start(report).end()
      #expect(local.status == 0 && local.output.contains("Publ"))
      #expect(
        try await region.station.reads(ActShape.self, "gallring", "--dry-run").changes.isEmpty)
    }
  }

  @Test func `nothing goes without a decision and a person`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)

      for words in [[], ["--by", "eva"], ["--decision", "KS 1"]] {
        let run = try await region.station.start(["gallring"] + words).end()
        #expect(run.status == 65 && run.error.contains("Give a reason"), "\(run)")
      }
    }
  }
}
