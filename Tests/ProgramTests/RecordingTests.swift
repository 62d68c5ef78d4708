import Foundation
import Testing

@Suite("What is recorded is saved when the command ends", .timeLimit(.minutes(5)))
struct RecordingTests {
  @Test func `an activity keeps every field it was given`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let saved = try await agent.reads(
        SavedShape.self, "log", "activity", "date=2026-03-02", "category=102",
        "children_primary=ja", "participants_children=12", "participants_children_method=counted",
        "participants_adults_method=not_counted", "title=Sagostund på Åsen",
        "languages=sv,fi", "--by", "eva")

      #expect(saved.line == 1 && saved.saved.count == 1 && saved.records.count == 1)
      let record = try await agent.reads(RecordShape.self, "show", saved.records[0])
      #expect(record.scope == "1780" && record.type == "activity" && record.life == "alive")
      #expect(record.key == nil && record.heads == saved.saved)
      #expect(record.values(of: "date") == [.text("2026-03-02")])
      #expect(record.values(of: "unit") == [.text("SCwXGn4FHK7dqc4G85XiMg")])
      #expect(record.values(of: "children_primary") == [.flag(true)])
      #expect(record.values(of: "participants_children") == [.number(12)])
      #expect(record.values(of: "participants_adults") == [])
      #expect(record.values(of: "title") == [.text("Sagostund på Åsen")])
      #expect(record.values(of: "languages") == [.texts(["sv", "fi"])])
      #expect(record.history.map(\.kind) == ["put"])
      #expect(record.history.map(\.by) == ["eva"])
      #expect(record.history[0].n == nil && record.history[0].seen == [])
    }
  }

  @Test func `a rule that is broken saves nothing and is told in both languages`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let run = try await agent.run(
        "log", "activity", "category=102", "children_primary=ja",
        "participants_children=12", "participants_children_method=not_counted")

      #expect(run.status == 65 && run.output == "", "\(run)")
      #expect(run.error.hasPrefix("bokfink: ") && run.error.contains(" / "), "\(run)")
      #expect(try await agent.reads(StatusShape.self, "status").saved == 0)
    }
  }

  @Test func `a soft rule is a remark and no hindrance`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let run = try await agent.run(
        "log", "activity", "category=102", "children_primary=ja", "participants_children=12")

      #expect(run.status == 0 && run.output.hasPrefix("Sparad här: "), "\(run)")
      #expect(run.error.hasPrefix("Obs: "), "\(run)")
    }
  }

  @Test func `a count of the same day and counter is the same record`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let first = try await agent.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading")
      let second = try await agent.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=120", "method=reading")

      #expect(first.records == second.records)
      let record = try await agent.reads(RecordShape.self, "show", first.records[0])
      #expect(record.key == ["visit", "SCwXGn4FHK7dqc4G85XiMg", "2026-03-02", "day", ""])
      #expect(record.values(of: "count") == [.number(120)])
      #expect(record.history.count == 2)
    }
  }

  @Test func `edit and delete change the record they name`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let saved = try await agent.reads(
        SavedShape.self, "log", "visit", "date=2026-03-02", "count=118", "method=reading")
      let id = saved.records[0]

      try await agent.succeeds("edit", String(id.prefix(8)), "count=119")
      #expect(
        try await agent.reads(RecordShape.self, "show", id).values(of: "count") == [.number(119)])
      try await agent.succeeds("delete", id)

      #expect(try await agent.reads([ListedShape].self, "list").isEmpty)
      #expect(try await agent.reads(RecordShape.self, "show", id).life == "deleted")
      try await agent.refuses("delete", id, status: 65, saying: "is deleted already.")
    }
  }

  @Test func `list takes a type and days, and prints what pages print`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await agent.succeeds("log", "visit", "date=2026-03-09", "count=97", "method=reading")
      try await agent.succeeds(
        "log", "activity", "date=2026-03-02", "category=102", "children_primary=ja")

      let visits = try await agent.reads([ListedShape].self, "list", "--type", "visit")
      let week = try await agent.reads(
        [ListedShape].self, "list", "--from", "2026-03-03", "--to", "2026-03-09")
      let table = try await agent.succeeds("list").split(separator: "\n")

      #expect(visits.map(\.date) == ["2026-03-09", "2026-03-02"])
      #expect(visits.map(\.fields["count"]) == [.number(97), .number(118)])
      #expect(visits.allSatisfy { $0.waiting && $0.openItems == 0 && $0.life == "alive" })
      #expect(week.map(\.date) == ["2026-03-09"])
      #expect(table[0].split(separator: " ").first == "id" && table[0].hasSuffix("uppgifter"))
      #expect(table[1].allSatisfy { $0 == "-" || $0 == " " })
      #expect(table.count == 5 && table[2].contains("2026-03-09"))
      #expect(table[2].contains("sparad här") && table[2].hasSuffix("count=97 method=reading"))
    }
  }
}

@Suite("What may be recorded can be read", .timeLimit(.minutes(5)))
struct FieldTests {
  @Test func `every field and every code is listed, in both languages, before the first contact`()
    async throws
  {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let swedish = try await agent.succeeds("fields", "activity")
      let english = try await agent.succeeds("fields", "--language", "en")

      #expect(swedish.contains("101                           Samarbete med BVC (även Bokstart)"))
      #expect(swedish.contains("participants_children_method") && !swedish.contains("open_weeks"))
      #expect(english.contains("open_weeks") && english.contains("counted"))
      try await agent.refuses("fields", "loan", status: 65, saying: "There is no type “loan”.")
    }
  }

  @Test func `a list names the library before the register has arrived`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")

      #expect(try await agent.reads([ListedShape].self, "list").map(\.unit) == ["Molkom"])
    }
  }
}

@Suite("A file of actions is saved whole or not at all", .timeLimit(.minutes(5)))
struct ImportTests {
  static let week = """
    {"type":"visit","date":"2026-03-02","fields":{"count":118,"method":"reading"}}

    [{"type":"visit","date":"2026-03-03","fields":{"count":97,"method":"reading"}},{"type":"activity","fields":{"date":"2026-03-03","category":"102","children_primary":true}}]
    {"type":"visit","date":"2026-03-04","counter":"entré","fields":{"count":51,"method":"reading"}}

    """

  @Test func `each action gets a line once all of them are durable`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let output = try await agent.succeeds("log", "--from", "-", input: Self.week)

      let saved = try output.split(separator: "\n").map {
        try JSONDecoder().decode(SavedShape.self, from: Data($0.utf8))
      }
      #expect(saved.map(\.line) == [1, 3, 4])
      #expect(saved.map(\.records.count) == [1, 2, 1])
      #expect(try await agent.reads([ListedShape].self, "list").count == 4)
      #expect(try await agent.reads(StatusShape.self, "status").saved == 4)
    }
  }

  @Test func `an action of several records travels as one`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let file = try scene.write(Self.week, to: "week.ndjson")

      try await agent.succeeds("log", "--from", file)

      let groups = try await agent.succeeds("export").split(separator: "\n")
        .filter { $0.hasPrefix("c ") && $0.contains("\"group\":") }
      #expect(groups.count == 2)
      #expect(groups.contains { $0.contains(",0,2]") } && groups.contains { $0.contains(",1,2]") })
    }
  }

  @Test(arguments: [
    (
      "{\"type\":\"visit\",\"date\":\"2026-03-05\",\"fields\":{\"count\":-1,\"method\":\"reading\"}}",
      "Antal ska vara mellan 0 och 10000000."
    ),
    ("{\"type\":\"visit\",\"date\":\"2026-03-05\"", "Line 3: "),
    ("{\"type\":\"visit\",\"date\":\"2026-03-05\",\"count\":1}", "“count” is not understood"),
    ("{\"type\":\"loan\",\"fields\":{\"count\":1}}", "loan"),
    (
      "{\"type\":\"visit\",\"kind\":\"drop\",\"date\":\"2026-03-05\"}", "“kind” is put, inc or del."
    ),
    (
      "{\"type\":\"activity\",\"record\":\"x\",\"fields\":{}}",
      "“record” is no id of 22 characters."
    ),
    ("[]", "Each line is a JSON object"),
    (
      "{\"type\":\"visit\",\"date\":\"2026-03-05\",\"fields\":{\"count\":1.0,\"method\":\"reading\"}}",
      "Line 3: "
    ),
    (
      "{\"type\":\"visit\",\"date\":\"2026-03-05\",\"fields\":{\"count\":1,\"count\":2}}",
      "Line 3: "
    ),
  ])
  func `a bad line in the middle is named and nothing is saved`(
    line: String, sentence: String
  ) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      var lines = Self.week.split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
      lines[2] = line

      let run = try await agent.run("log", "--from", "-", input: lines.joined(separator: "\n"))

      #expect(run.status == 65 && run.output == "", "\(run)")
      #expect(run.error.hasPrefix("bokfink: Line 3: "), "\(run)")
      #expect(run.error.contains(sentence), "\(run)")
      #expect(run.error.hasSuffix(" Nothing of the file was saved.\n"), "\(run)")
      #expect(try await agent.succeeds("export") == "")
    }
  }

  @Test func `sending a file with ids twice is harmless`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let line =
        "{\"type\":\"activity\",\"record\":\"Qm9bW2XzAAAAAAAAAAAAAA\",\"fields\":{\"unit\":\"SCwXGn4FHK7dqc4G85XiMg\",\"date\":\"2026-03-03\",\"category\":\"102\",\"children_primary\":true}}\n"

      try await agent.succeeds("log", "--from", "-", input: line)
      try await agent.succeeds("log", "--from", "-", input: line)

      #expect(
        try await agent.reads([ListedShape].self, "list").map(\.id) == ["Qm9bW2XzAAAAAAAAAAAAAA"])
    }
  }
}
