import Foundation
import Testing

@Suite("Two who did not know of each other are both heard", .timeLimit(.minutes(5)))
struct ConflictTests {
  @Test func `two command lines drawn from the same state conflict`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let id = try await agent.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading"
      ).records[0]
      let heads = try await agent.reads(RecordShape.self, "show", id).heads.joined(separator: ",")

      try await agent.succeeds("edit", id, "count=119", "--heads", heads, "--by", "eva")
      try await agent.succeeds("edit", id, "count=120", "--heads", heads, "--by", "per")

      let record = try await agent.reads(RecordShape.self, "show", id)
      #expect(record.heads.count == 2)
      #expect(Set(record.values(of: "count").map { "\($0)" }) == ["number(119)", "number(120)"])
      let questions = try await agent.reads([QuestionShape].self, "inbox")
      #expect(questions.map(\.kind) == ["value"] && questions.map(\.fields) == [["count"]])
      let table = try await agent.succeeds("inbox")
      #expect(table.contains("119    eva 20") && table.contains("120    per 20"))
      #expect(try await agent.succeeds("status").hasPrefix("1 kräver åtgärd\n"))
      #expect(try await agent.succeeds("show", id).contains("visas tills vidare"))
    }
  }

  @Test func `heads of another database are refused`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let id = try await agent.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading"
      ).records[0]

      for heads in ["Qm9bW2XzAAAAAAAAAAAAAA", "nonsense"] {
        try await agent.refuses(
          "edit", id, "count=119", "--heads", heads, status: 65, saying: "Draw it again with show.")
      }

      #expect(try await agent.reads(RecordShape.self, "show", id).history.count == 1)
    }
  }

  @Test func `three weeks offline end in one question with two fields`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      var molkom = try await region.branch("molkom")
      var disk = try await region.branch("disk")
      let id = try await molkom.reads(
        SavedShape.self, "log", "activity", "date=2026-03-02", "category=102",
        "children_primary=ja",
        "participants_children=12", "participants_children_method=counted"
      ).records[0]
      try await molkom.succeeds("sync")
      try await disk.succeeds("sync")

      molkom.clockOffset = 2 * 86_400_000
      disk.clockOffset = 20 * 86_400_000
      try await molkom.succeeds(
        "edit", id, "participants_children=14", "category=103", "title=Sagostund", "--by", "eva")
      try await disk.succeeds(
        "edit", id, "participants_children=15", "category=104", "title=Sagostund", "--by", "per")
      molkom.clockOffset = nil
      disk.clockOffset = nil
      for agent in [molkom, disk, molkom] { try await agent.succeeds("sync") }

      for station in [molkom, disk, region.station] {
        let questions = try await station.reads([QuestionShape].self, "inbox")
        #expect(questions.map(\.kind) == ["value"])
        #expect(questions.map(\.fields) == [["category", "participants_children"]])
        let record = try #require(questions.first?.records.first)
        #expect(
          Set(record.values(of: "category").map { "\($0)" }) == ["text(\"103\")", "text(\"104\")"])
        #expect(
          Set(record.values(of: "participants_children").map { "\($0)" })
            == ["number(14)", "number(15)"])
        #expect(record.values(of: "title") == [.text("Sagostund")])
      }

      let question = try await disk.reads([QuestionShape].self, "inbox")[0].id
      try await disk.succeeds("resolve", question, "participants_children=15", "category=103")
      for agent in [disk, molkom] { try await agent.succeeds("sync") }

      let proofs = try await [molkom, disk, region.station].asyncMap {
        try await $0.reads(ProofShape.self, "verify")
      }
      for station in [molkom, disk, region.station] {
        #expect(try await station.reads([QuestionShape].self, "inbox").isEmpty)
      }
      for agent in [molkom, disk] {
        let record = try await agent.reads(RecordShape.self, "show", id)
        #expect(record.values(of: "participants_children") == [.number(15)])
        #expect(record.values(of: "category") == [.text("103")])
        #expect(record.history.count == 4)
      }
      #expect(Set(proofs.map { $0["1780"]?.digest }).count == 1)
    }
  }

  @Test func `deleted here and edited there is kept until somebody decides`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      let disk = try await region.branch("disk")
      let id = try await molkom.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading"
      ).records[0]
      for agent in [molkom, disk] { try await agent.succeeds("sync") }

      try await molkom.succeeds("delete", id)
      try await disk.succeeds("edit", id, "count=119")
      for agent in [molkom, disk, molkom] { try await agent.succeeds("sync") }

      let question = try await molkom.reads([QuestionShape].self, "inbox")
      #expect(question.map(\.kind) == ["edit-delete"])
      #expect(
        try await molkom.reads([ListedShape].self, "list").map(\.fields["count"]) == [.number(119)])
      try await region.station.succeeds("resolve", question[0].id, "--keep", "--by", "chef")
      for agent in [molkom, disk] {
        try await agent.succeeds("sync")
        #expect(try await agent.reads(RecordShape.self, "show", id).life == "alive")
        #expect(try await agent.reads([QuestionShape].self, "inbox").isEmpty)
      }
    }
  }
}

extension Array {
  fileprivate func asyncMap<Result>(_ make: (Element) async throws -> Result) async throws
    -> [Result]
  {
    var results: [Result] = []
    for element in self { results.append(try await make(element)) }
    return results
  }
}
