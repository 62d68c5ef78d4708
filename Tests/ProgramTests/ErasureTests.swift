import Foundation
import Testing

@Suite("What the region erases is gone from every file", .timeLimit(.minutes(5)))
struct ErasureTests {
  static let secret = "Hemlige Hans"

  /// The files below a folder that hold a text.
  private func files(of station: Station, holding text: String) throws -> [String] {
    let files = FileManager.default
    return try files.subpathsOfDirectory(atPath: station.folder).filter { name in
      files.contents(atPath: station.path(name))?.range(of: Data(text.utf8)) != nil
    }
  }

  private func erase(_ what: String, _ words: String..., at region: Region) async throws {
    let run = try await region.station.start(
      ["erase", what, "--reason", "Ett namn hade kommit med.", "--by", "eva"] + words
    ).end()
    #expect(run.status == 0 && run.error == "", "\(run)")
  }

  @Test func `while it serves, at the branch that wrote it and at another`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      let city = try await region.branch("city", unit: "Karlstad/Stadsbiblioteket")
      let saved = try await molkom.reads(
        SavedShape.self, "log", "activity", "date=2026-03-02", "category=102",
        "children_primary=ja", "participants_children=12",
        "participants_children_method=counted", "note=\(Self.secret) var där")
      try await molkom.succeeds("sync")
      try await city.succeeds("sync")

      try await erase(saved.records[0], at: region)
      for agent in [molkom, city] {
        try await agent.succeeds("sync")
        #expect(try await agent.succeeds("show", saved.records[0]).contains("gallrat"))
        #expect(try await agent.reads(ProofShape.self, "verify").ok)
        try await agent.succeeds("export", "--out", agent.path("lines.txt"))
        #expect(try files(of: agent, holding: Self.secret) == [])
      }

      try await region.station.succeeds("export", "--out", region.station.path("lines.txt"))
      #expect(try files(of: region.station, holding: Self.secret) == [])
      #expect(try await region.station.reads(ProofShape.self, "verify").ok)
      let audit = try await region.station.succeeds("audit")
      #expect(audit.contains("erase") && audit.contains(saved.records[0]))
      #expect(!audit.contains("Ett namn"))
      #expect(await region.service.stop() == 0)
    }
  }

  @Test func `a backup from before brings nothing back`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      let saved = try await molkom.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading",
        "note=\(Self.secret)")
      try await molkom.succeeds("sync")
      try await region.station.succeeds("backup", scene.path("backups"))
      let backup = try #require(
        try FileManager.default.contentsOfDirectory(atPath: scene.path("backups"))
          .first { $0.hasPrefix("bokfink-") })
      try await erase(saved.saved[0], "--field", "note", at: region)
      #expect(await region.service.stop() == 0)

      let said = try await region.station.succeeds("restore", scene.path("backups/\(backup)"))

      #expect(said.contains("Changes erased since the backup, and erased again: 1."), "\(said)")
      #expect(try files(of: region.station, holding: Self.secret) == [])
      let again = try await region.restarted()
      try await molkom.succeeds("sync")
      #expect(try files(of: molkom, holding: Self.secret) == [])
      let proof = try await again.station.reads(ProofShape.self, "verify")
      let there = try await molkom.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"] == there["1780"])
      let report = try await again.station.succeeds("report", "kb", "--year", "2026")
      #expect(report.contains("118"))
    }
  }

  @Test func `figures are not erased, and nobody erases without a reason`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      let saved = try await molkom.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await molkom.succeeds("sync")

      try await region.station.refuses(
        "erase", saved.records[0], "--field", "count", "--reason", "x", "--by", "eva", status: 65,
        saying: "is part of a figure")
      try await region.station.refuses(
        "erase", saved.records[0], "--reason", "x", "--by", "eva", status: 65,
        saying: "can be erased")
      try await region.station.refuses(
        "erase", saved.records[0], "--reason", "", "--by", "eva", status: 65,
        saying: "Give a reason")
      try await region.station.refuses(
        "erase", "AAAA", "--reason", "x", "--by", "eva", status: 66, saying: "no change AAAA")
    }
  }
}
