import Foundation
import Testing

@Suite(
  "What is set apart is told to whoever wrote it, and decided at the region",
  .timeLimit(.minutes(5)))
struct VerdictTests {
  struct VerdictShape: Decodable, Sendable {
    let scope: String
    let type: String
    let record: String
    let change: String
    let status: String
    let reason: String
    let sentence: String
    let person: String?
  }

  struct RoleShape: Decodable, Sendable {
    let alias: String
    let name: String?
    let scope: String
    let role: String
    let since: Int64
    let until: Int64?
  }

  /// An agent that recorded one count while its author's role was ended at the region.
  private func lateEntry(in scene: Scene) async throws -> (Region, Station, record: String) {
    let region = try await Region.open(in: scene)
    try await region.station.succeeds(
      "role", "give", "anna", "--role", "registrar", "--scope", "1780", "--name", "Anna Nilsson")
    let molkom = try await region.branch("molkom")
    let saved = try await molkom.reads(
      SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading")
    try await region.station.succeeds(
      "role", "end", "anna", "--role", "registrar", "--scope", "1780")
    try await molkom.succeeds("sync")
    return (region, molkom, saved.records[0])
  }

  @Test func `the author reads why, and the region lets it count`() async throws {
    try await Scene.run { scene in
      let (region, molkom, record) = try await lateEntry(in: scene)

      let status = try await molkom.reads(StatusShape.self, "status")
      #expect(status.apart == 1 && status.openItems == 1 && status.waiting == 0)
      #expect(try await molkom.succeeds("status").contains("1 kräver åtgärd"))
      #expect(try await molkom.succeeds("inbox").contains("hade inte längre rollen"))
      #expect(try await molkom.succeeds("show", record).contains("hade inte längre rollen"))
      #expect(try await molkom.reads([ListedShape].self, "list").isEmpty)
      try await molkom.refuses(
        "log", "visit", "date=2026-03-03", "count=1", "method=reading", status: 65,
        saying: "anna har ingen roll som får registrera Besök här.")

      let waiting = try await region.station.reads([VerdictShape].self, "verdicts")
      #expect(waiting.map(\.reason) == ["role-ended"] && waiting[0].record == record)
      try await region.station.succeeds(
        "release", String(waiting[0].change.prefix(8)), "--reason", "Räknat före slutdagen.",
        "--by",
        "eva")
      try await molkom.succeeds("sync")

      #expect(try await molkom.reads([ListedShape].self, "list").map(\.id) == [record])
      #expect(try await molkom.succeeds("show", record).contains("Räknat före slutdagen."))
      #expect(try await molkom.reads(StatusShape.self, "status").apart == 0)
      #expect(try await region.station.reads([VerdictShape].self, "verdicts").isEmpty)
      let all = try await region.station.reads([VerdictShape].self, "verdicts", "--all")
      #expect(all.map(\.status) == ["released"] && all[0].person == "eva")
      #expect(try await region.station.reads(ProofShape.self, "verify").ok)
    }
  }

  @Test func `what is declined stays out, and says so`() async throws {
    try await Scene.run { scene in
      let (region, molkom, record) = try await lateEntry(in: scene)
      let waiting = try await region.station.reads([VerdictShape].self, "verdicts")

      try await region.station.succeeds(
        "decline", waiting[0].change, "--reason", "Räknat två gånger.", "--by", "eva")
      try await molkom.succeeds("sync")

      #expect(try await molkom.reads([ListedShape].self, "list").isEmpty)
      #expect(try await molkom.succeeds("show", record).contains("avslaget"))
      #expect(try await molkom.succeeds("show", record).contains("Räknat två gånger."))
      #expect(try await molkom.reads(StatusShape.self, "status").openItems == 0)
    }
  }

  @Test func `a decision says what, why and who`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene).station

      try await region.refuses(
        "release", "AAAA", "--reason", "x", "--by", "eva", status: 66, saying: "no change AAAA")
      try await region.refuses(
        "decline", "AAAA", "--reason", "", "--by", "eva", status: 65, saying: "Give a reason")
      try await region.refuses(
        "release", "AAAA", "--reason", "till 850709-9805", "--by", "eva", status: 65,
        saying: "--reason innehåller ett personnummer, tecken 6–16.")
      let unsaid = try await region.run("release", "AAAA", "--by", "eva")
      #expect(unsaid.status == 64)
    }
  }

  @Test func `roles are listed with their time, and only for municipalities there are`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene).station
      try await region.succeeds("role", "give", "anl", "--role", "head", "--scope", "1780")

      let roles = try await region.reads([RoleShape].self, "role", "list")
      #expect(roles.map(\.alias) == ["anl"] && roles[0].until == nil && roles[0].since > 0)
      try await region.refuses(
        "role", "give", "anl", "--role", "queen", "--scope", "1780", status: 65,
        saying: "finns inte att välja")
      try await region.refuses(
        "role", "give", "anl", "--role", "head", "--scope", "9999", status: 65,
        saying: "no municipality")
      try await region.refuses(
        "role", "end", "bo", "--role", "head", "--scope", "1780", status: 65,
        saying: "bo has no role head there")
    }
  }
}
