import Foundation
import Glibc
import TestSupport
import Testing

@Suite("No log holds what people wrote", .timeLimit(.minutes(5)))
struct SilenceTests {
  /// Each stands in one place only, so that what leaks says where from.
  private static func secret(_ place: String) -> String { "zq\(place)qz" }

  private static func everything(in service: Service) -> String { service.logged + service.printed }

  private static let texts = ["title", "place", "partner", "note"]

  /// Everything a person can get wrong at the keyboard while the branch's agent serves.
  private func misspell(at agent: Station) async throws {
    let good = [
      "date=2026-03-02", "category=102", "children_primary=ja", "participants_children=12",
      "participants_children_method=counted",
    ]
    for name in Self.texts {
      let run = try await agent.start(
        ["log", "activity"] + good + ["\(name)=\(Self.secret(name)) 850709-9805"]
      ).end()
      #expect(run.status == 65 && !run.error.contains("850709"), "\(run)")
    }
    for bad in [
      "category=\(Self.secret("code"))", "date=\(Self.secret("date"))",
      "\(Self.secret("name"))=1", "participants_children=\(Self.secret("number"))",
      "title=\(Self.secret("long"))\(String(repeating: "x", count: 300))",
    ] {
      let run = try await agent.start(["log", "activity"] + good + [bad]).end()
      #expect(run.status == 65, "\(run)")
    }
    let lines = [
      "{\"type\":\"activity\",\"fields\":{\"note\":\"\(Self.secret("cut"))\"",
      "{\"type\":\"activity\",\"fields\":{\"note\":[[\"\(Self.secret("nested"))\"]]}}",
      "\(Self.secret("garbage"))",
    ]
    for line in lines {
      #expect(try await agent.run("log", "--from", "-", input: line).status == 65)
    }
  }

  /// Everything that can be sent to the aggregator without being let in, or understood.
  private func pester(_ region: Region, as agent: Station) async throws {
    let token =
      try FileManager.default.subpathsOfDirectory(atPath: agent.folder)
      .filter { $0.contains("token") }.first.map { try agent.text(of: $0) } ?? ""
    let secret = Self.secret("body")
    let line = "{\"at\":1,\"fields\":{\"note\":\"\(secret)\",\"\(Self.secret("field"))\":[1]}}"
    let requests: [(head: [String], body: String)] = [
      (
        ["POST /sync/v1/scopes/1780/sync", "Authorization: Bearer \(Self.secret("token"))"], secret
      ),
      (
        [
          "POST /sync/v1/scopes/1780/sync",
          "Authorization: Bearer \(token.trimmingCharacters(in: .whitespacesAndNewlines))",
          "Content-Type: application/vnd.bokfink.sync",
        ], "h {\"note\":\"\(secret)\"}\nc \(line)\n"
      ),
      (
        ["POST /sync/v1/enrol", "Content-Type: application/json"],
        "{\"code\":\"\(Self.secret("code"))\",\"machine\":\"\(secret)\"}"
      ),
      (
        ["POST /logga-in", "Content-Type: application/x-www-form-urlencoded"],
        "alias=\(Self.secret("alias"))&password=\(Self.secret("password"))"
      ),
      (["POST /sync/v1/enrol"], String(repeating: secret, count: 60_000)),
      (["BREW /\r\n\(Self.secret("header"))"], ""),
    ]
    for request in requests {
      let lines =
        [request.head[0] + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        + request.head.dropFirst() + ["Content-Length: \(request.body.utf8.count)"]
      let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + request.body
      _ = try? await send(Array(text.utf8), to: region.service.port)
    }
  }

  @Test func `neither what is saved nor what is refused, here or at the region`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let serving = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let words = [
        "log", "activity", "date=2026-03-02", "category=102", "children_primary=ja",
        "participants_children=12", "participants_children_method=counted",
      ]
      let saved = try await agent.start(
        words + Self.texts.map { "\($0)=\(Self.secret($0))" } + ["--json"]
      ).end()
      #expect(saved.status == 0, "\(saved)")
      try await serving.logs("pushed=1")

      try await misspell(at: agent)
      try await pester(region, as: agent)
      let changes = try await region.station.succeeds("export")
      #expect(changes.contains(Self.secret("note")))
      let record = try await agent.reads([ListedShape].self, "list")[0].id
      try await region.station.succeeds(
        "erase", record, "--reason", Self.secret("reason"), "--by", "eva")
      try await serving.logs("pulled=1")
      #expect(await serving.stop() == 0)
      #expect(await region.service.stop() == 0)

      for service in [serving, region.service] {
        let said = Self.everything(in: service)
        #expect(said.contains("event=listening") && !said.contains("zq"), "\(said)")
      }
      let audit = try await region.station.succeeds("audit")
      #expect(!audit.contains("zq"), "\(audit)")
    }
  }

  @Test func `nor what damage brings to light`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      for day in 1...9 {
        try await agent.succeeds(
          "log", "visit", "date=2026-03-0\(day)", "count=1", "method=reading",
          "note=\(Self.secret("note"))")
      }
      let (copy, path) = (scene.path("copy.sqlite"), agent.path("bokfink.sqlite"))
      try await agent.succeeds("backup", copy)
      for ending in ["-wal", "-shm"] { unlink(path + ending) }
      var bytes = try Data(contentsOf: URL(filePath: copy))
      for place in stride(from: 4_096, to: bytes.count, by: 4_096) { bytes[place] = 0xEE }
      try bytes.write(to: URL(filePath: path))

      for words in [["serve", "--listen", "127.0.0.1:0"], ["verify"], ["list"]] {
        let run = try await agent.start(words).end()
        #expect(run.status == 65 && !run.error.contains("zq"), "\(run)")
      }
    }
  }
}
