import Foundation
import Testing

@Suite("Records are handed out with masks, and it is written down", .timeLimit(.minutes(5)))
struct DisclosureTests {
  struct RecordShape: Decodable, Sendable {
    let scope: String
    let type: String
    let id: String
    let date: String?
    let unit: String?
    let by: String
    let fields: [String: String]
  }

  private func region(in scene: Scene) async throws -> Region {
    let region = try await Region.open(in: scene)
    for (name, unit) in [("molkom", "Karlstad/Molkom"), ("kil", "Kil/Kils bibliotek")] {
      let agent = try await region.branch(name, unit: unit)
      for day in ["2026-03-02", "2026-04-02"] {
        try await agent.succeeds(
          "log", "activity", "date=\(day)", "category=102", "children_primary=ja",
          "participants_children=12", "participants_children_method=counted", "title==1+1",
          "note=Ring Hans på 054-12 34 56", "--by", "hli")
      }
      try await agent.succeeds(
        "log", "visit", "date=2026-03-02", "count=118", "method=reading", "--by", "hli")
      try await agent.succeeds("sync")
    }
    return region
  }

  private func disclose(_ words: String..., at region: Region) async throws -> Run {
    try await region.station.start(
      ["disclose", "--reason", "Dnr 77", "--by", "eva"] + words
    ).end()
  }

  private func records(_ words: String..., at region: Region) async throws -> [RecordShape] {
    let run = try await region.station.start(
      ["disclose", "--reason", "Dnr 77", "--by", "eva", "--format", "json"] + words
    ).end()
    #expect(run.status == 0, "\(run)")
    return try JSONDecoder().decode([RecordShape].self, from: Data(run.output.utf8))
  }

  @Test func `of a place, a time and a type, with masks that can be taken off one by one`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await region(in: scene)

      #expect(try await records(at: region).count == 6)
      #expect(try await records("--scope", "1780", at: region).count == 3)
      #expect(try await records("--type", "visit", at: region).count == 2)
      #expect(try await records("--from", "2026-04-01", at: region).count == 2)
      let masked = try await records(
        "--scope", "1780", "--type", "activity", "--to", "2026-03-31", at: region)
      #expect(masked.count == 1 && masked[0].unit == "Molkom" && masked[0].by == "[maskat]")
      #expect(masked[0].fields["note"] == "[maskat]" && masked[0].fields["title"] == "[maskat]")
      #expect(masked[0].fields["participants_children"] == "12")
      #expect(masked[0].fields["category"] == "102" && masked[0].date == "2026-03-02")

      let texts = try await records("--show", "texts", "--type", "activity", at: region)[0]
      #expect(texts.fields["note"] == "Ring Hans på [maskat]" && texts.by == "[maskat]")
      #expect(texts.fields["title"] == "'=1+1")
      let all = try await records(
        "--show", "texts", "--show", "contacts", "--show", "staff", "--type", "activity",
        at: region)[0]
      #expect(all.fields["note"] == "Ring Hans på 054-12 34 56" && all.by == "hli")
    }
  }

  @Test func `as a table, and every time in the audit log`() async throws {
    try await Scene.run { scene in
      let region = try await region(in: scene)
      let path = scene.path("ut.csv")

      let run = try await disclose(
        "--scope", "1780", "--show", "staff", "--out", path, at: region)

      #expect(run.status == 0 && run.output == "")
      #expect(run.error == "3 poster. Maskat: texts, contacts, personnummer.\n")
      let table = try String(contentsOfFile: path, encoding: .utf8)
      #expect(table.split(separator: "\r\n").count == 4 && table.contains(";hli;"))
      #expect(!table.contains("Hans") && !table.contains("054"))
      let audit = try await region.station.succeeds("audit")
      #expect(audit.contains("disclose") && audit.contains("scope=1780 show=staff reason=Dnr 77"))
      for words in [["--reason", "", "--by", "eva"], ["--reason", "850709-9805", "--by", "eva"]] {
        let refused = try await region.station.start(["disclose"] + words).end()
        #expect(refused.status == 65 && refused.output == "", "\(refused)")
      }
      let wrong = try await disclose("--from", "igår", at: region)
      #expect(wrong.status == 65 && wrong.error.contains("is no day"))
    }
  }
}
