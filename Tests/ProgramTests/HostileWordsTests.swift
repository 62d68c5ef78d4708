import Foundation
import TestSupport
import Testing

@Suite("Whatever anybody wrote is text on every terminal, sheet and page", .timeLimit(.minutes(5)))
struct HostileWordsTests {
  static let fields = ["title", "place", "partner", "note"]

  @Test(arguments: HostileText.signs + ["a\0b"])
  func `no keyboard saves what disturbs the text around it`(text: String) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let id = try await record(["title": "Sagostund"], at: agent)

      for field in Self.fields {
        try await refuses(agent, "log", "--from", "-", input: try line([field: text]))
        let edit = try line(["title": text], record: id)
        try await refuses(agent, "log", "--from", "-", input: edit)
      }
      // No command line holds a null byte.
      if !text.contains("\0") {
        try await refuses(agent, "edit", id, "title=\(text)")
        try await refuses(agent, "edit", id, "title=b", "--by", text)
        try await refuses(
          agent, "log", "visit", "date=2026-03-02", "count=1", "method=reading", "counter=\(text)")
        try await refuses(agent, "log", "visit", "--tally", "1", "counter=\(text)")
        try await refuses(agent, "init", agent.folder, "--name", text)
      }

      #expect(try await agent.reads(StatusShape.self, "status").saved == 1)
    }
  }

  @Test(arguments: ["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\nb\"", "\"\\x41\""])
  func `a line with half a letter in it is none`(value: String) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let good = try line(["title": "TITLE"])

      try await refuses(
        agent, "log", "--from", "-", input: good.replacing("\"TITLE\"", with: value))

      #expect(try await agent.reads(StatusShape.self, "status").saved == 0)
      try await agent.succeeds("log", "--from", "-", input: good)
    }
  }

  @Test func `a text that is too long for its field, or for any line, is not cut and not saved`()
    async throws
  {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      for count in [201, 5_000, 100_000] {
        let text = String(repeating: "å", count: count)
        try await refuses(agent, "log", "--from", "-", input: try line(["title": text]))
      }
      // Two hundred letters, and more marks on them than a line can hold.
      let text = String(repeating: "a" + String(repeating: "\u{335}", count: 200), count: 200)
      try await refuses(agent, "log", "--from", "-", input: try line(["title": text]))

      #expect(try await agent.reads(StatusShape.self, "status").saved == 0)
    }
  }

  @Test func `letters that are code elsewhere are kept as they are, from keyboard to keyboard`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let (molkom, desk) = (try await region.branch("molkom"), try await region.branch("desk"))
      var ids: [String: String] = [:]
      for text in HostileText.letters {
        let texts = Dictionary(uniqueKeysWithValues: Self.fields.map { ($0, text) })
        ids[text] = try await record(texts, at: molkom)
      }
      try await molkom.succeeds("sync")
      try await desk.succeeds("sync")
      // Two who do not agree: the question shows both.
      let disputed = HostileText.letters[0]
      let id = try #require(ids[disputed])
      try await molkom.succeeds("edit", id, "title=\(HostileText.letters[1])", "--by", disputed)
      try await desk.succeeds("edit", id, "title=\(HostileText.letters[2])", "--by", disputed)
      for agent in [molkom, desk, molkom] { try await agent.succeeds("sync") }

      for text in HostileText.letters.dropFirst() {
        let record = try await desk.reads(RecordShape.self, "show", try #require(ids[text]))
        for field in Self.fields {
          #expect(
            record.values(of: field) == [.text(text.precomposedStringWithCanonicalMapping)])
        }
      }
      try await expectTame(molkom, record: id)
      try await expectTame(region)
      try await expectTamePages(of: molkom)
    }
  }

  @Test func `what a device of no rules sends is written out, on every terminal that shows it`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let request = try HostileText.request(
        HostileText.all, in: Self.fields + ["category", "unit"])
      let token = try agent.text(of: "token").trimmingCharacters(in: .newlines)

      let answer = try await send(post(request, token: token), to: region.service.port)

      #expect(answer.status == 200, "\(answer.text)")
      try await agent.succeeds("sync")
      let listed = try await agent.reads([ListedShape].self, "list")
      #expect(listed.count == HostileText.all.count)
      let titles = Set(listed.compactMap { $0.fields["title"].map { "\($0)" } })
      for text in HostileText.all {
        #expect(
          titles.contains("\(Shown.text(text))") || titles.contains("\(Shown.text(text + "!"))"))
      }
      try await expectTame(agent, record: listed[0].id)
      try await expectTame(region)
      try await expectTamePages(of: agent)
      #expect(try await region.station.reads(ProofShape.self, "verify").ok)
    }
  }

  @Test func `a register of hostile names makes no sheet compute`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let names = HostileText.letters.filter { text in
        // A mark at the beginning of a cell would stand on the comma before it.
        !text.contains(",") && text.count <= 90
          && text.unicodeScalars.first != "\u{E0041}"
      }
      let rows = names.enumerated().map { "1\(800 + $0),\($1),\($1),branch,,2012-01-01," }
      let file = try scene.write(
        "scope,municipality,name,kind,sigel,valid_from,valid_to\n"
          + rows.joined(separator: "\n") + "\n", to: "units.csv")

      try await region.station.succeeds("org", "import", file)
      for text in HostileText.signs where text != "a\rb" && text != "a\u{2028}b" {
        guard !text.contains(where: \.isNewline) else { continue }
        let bad = try scene.write(
          "scope,name,kind,valid_from\n1780,\(text),branch,2012-01-01\n", to: "bad.csv")
        try await refuses(region.station, "org", "import", bad)
      }

      for format in ["csv", "excel"] {
        let sheet = try await region.station.succeeds(
          "report", "kb", "--year", "2026", "--format", format)
        let lines = sheet.unicodeScalars.split(separator: "\n").map { String($0) }
        #expect(lines.count > names.count)
        for line in lines {
          #expect(!line.hasPrefix("=") && !line.hasPrefix("\"=") && !line.hasPrefix("@"), "\(line)")
          #expect(!line.hasPrefix("+") && !line.hasPrefix("-1+1"), "\(line)")
        }
      }
      try await expectTame(region)
    }
  }
}

// MARK: - What is said, and what is expected of it

extension HostileWordsTests {
  /// A story hour that can be saved but for these texts; with a record, an edit of it.
  private func line(_ texts: [String: String], record: String? = nil) throws -> String {
    let said = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    let start = "\"category\":\"102\",\"children_primary\":true,\"date\":\"2026-03-02\""
    guard let record else {
      return "{\"type\":\"activity\",\"fields\":{\(start),\(said.dropFirst())}\n"
    }
    return "{\"type\":\"activity\",\"record\":\"\(record)\",\"fields\":\(said)}\n"
  }

  private func record(_ texts: [String: String], at agent: Station) async throws -> String {
    let output = try await agent.succeeds("log", "--from", "-", input: try line(texts))
    return try JSONDecoder().decode(SavedShape.self, from: Data(output.utf8)).records[0]
  }

  private func refuses(
    _ station: Station, _ words: String..., input: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let run = try await station.start(words, input: input).end()
    #expect(run.status == 65 && run.output == "", "\(run)", sourceLocation: location)
    #expect(HostileText.isTame(run.error), "\(run)", sourceLocation: location)
  }

  private func expectTame(_ agent: Station, record: String) async throws {
    for words in [
      ["list"], ["show", record], ["inbox"], ["status"], ["fields"], ["verify"],
    ] {
      try await expectTame(agent, words)
      try await expectTame(agent, words + ["--json"])
    }
    try await expectTame(agent, ["report", "kb", "--year", "2026"])
    try await expectTame(agent, ["report", "kb", "--year", "2026", "--format", "json"])
  }

  private func expectTame(_ region: Region) async throws {
    let desk = region.station
    for (index, text) in HostileText.letters.enumerated() {
      try await desk.succeeds(
        "people", "add", "person\(index)", "--role", "head", "--scope", "county", "--name", text,
        "--by", text)
    }
    for words in [
      ["inbox"], ["verdicts", "--all"], ["devices"], ["people", "list"], ["role", "list"],
      ["org", "list"], ["audit"], ["status"], ["verify"],
    ] {
      try await expectTame(desk, words)
      try await expectTame(desk, words + ["--json"])
    }
    try await expectTame(desk, ["report", "kb", "--year", "2026"])
    try await expectTame(desk, ["report", "kb", "--year", "2026", "--format", "json"])
    #expect(HostileText.isTame(region.service.logged))
  }

  private func expectTame(_ station: Station, _ words: [String]) async throws {
    let run = try await station.start(words).end()
    #expect(run.status == 0, "\(run)")
    #expect(HostileText.isTame(run.output) && HostileText.isTame(run.error), "\(words): \(run)")
  }

  private func expectTamePages(of agent: Station) async throws {
    let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
    let request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    let page = try await send(Array(request.utf8), to: service.port)
    #expect(page.status == 200)
    for wild in ["<script", "<img", "<svg", "<!--", "<form", "\u{1B}", "\u{202E}"] {
      #expect(!page.body.contains(wild), "\(wild)")
    }
    _ = await service.stop()
  }

  private func post(_ body: [UInt8], token: String) -> [UInt8] {
    let lines = [
      "POST /sync/v1/scopes/1780/sync HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
      "Authorization: Bearer \(token)", "Content-Type: application/vnd.bokfink.sync",
      "Content-Length: \(body.count)", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8) + body
  }
}
