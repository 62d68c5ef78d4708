import Foundation
import TestSupport
import Testing

@Suite("People of the region are let in and out by an administrator", .timeLimit(.minutes(5)))
struct PeopleTests {
  struct PersonShape: Decodable, Equatable, Sendable {
    let alias: String
    let name: String
    let role: String
    let scope: String
    let access: String
    let seen: Int64?
  }

  struct AuditShape: Decodable, Sendable {
    let at: Int64
    let actor: String
    let origin: String
    let act: String
    let about: String
    let outcome: String
  }

  private func path(of link: String) -> String {
    URL(string: link).map { "\($0.path)?\($0.query ?? "")" } ?? ""
  }

  private func status(of link: String, at region: Region) async throws -> Int? {
    let request = "GET \(path(of: link)) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    return try await send(Array(request.utf8), to: region.service.port).status
  }

  @Test func `a link is printed for one person, and holds until the next`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let desk = region.station

      let first = try await desk.succeeds(
        "people", "add", "Anna.Lind", "--role", "head", "--scope", "1780", "--name", "Anna Lind")
      let link = first.trimmingCharacters(in: .newlines)

      #expect(link.hasPrefix("\(region.service.url)/losenord?kod="))
      #expect(try await status(of: link, at: region) == 200)
      let listed = try await desk.reads([PersonShape].self, "people", "list")
      #expect(
        listed == [
          PersonShape(
            alias: "anna.lind", name: "Anna Lind", role: "head", scope: "1780",
            access: "without-password", seen: nil)
        ])

      let file = scene.path("link")
      #expect(try await desk.succeeds("people", "reset", "anna.lind", "--out", file) == "")
      #expect(try await status(of: link, at: region) == 403)
      let second = try String(contentsOfFile: file, encoding: .utf8)
      #expect(try await status(of: second.trimmingCharacters(in: .newlines), at: region) == 200)

      try await desk.succeeds(
        "people", "change", "anna.lind", "--role", "reader", "--scope", "county")
      #expect(try await desk.reads([PersonShape].self, "people", "list")[0].scope == "county")
      try await desk.succeeds("people", "remove", "anna.lind")
      #expect(try await desk.reads([PersonShape].self, "people", "list")[0].access == "removed")
      #expect(try await status(of: second.trimmingCharacters(in: .newlines), at: region) == 403)
    }
  }

  @Test func `the link leads to where browsers reach the pages`() async throws {
    try await Scene.run { scene in
      let desk = Station(.aggregator, "region", in: scene)
      try await desk.succeeds("init", desk.folder, "--site", "https://Bokfink.example.se/")

      let link = try await desk.succeeds(
        "people", "add", "anna", "--role", "admin", "--scope", "county")

      #expect(link.hasPrefix("https://bokfink.example.se/losenord?kod="))
    }
  }

  @Test func `what an administrator did stands in the audit log, and its secrets do not`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let desk = region.station
      let link = try await desk.succeeds(
        "people", "add", "anna", "--role", "admin", "--scope", "county", "--by", "bea")
      let code = try await desk.succeeds("enrol", "--unit", "Karlstad/Molkom")
      _ = try await desk.run("resolve", "b7xQ", "participants_children=12")
      _ = try await desk.run("people", "add", "anna", "--role", "admin", "--scope", "county")
      try await desk.succeeds("status")

      let log = try await desk.reads([AuditShape].self, "audit")

      #expect(
        log.map { "\($0.act) \($0.about) \($0.outcome)" } == [
          "init  done", "serve  begun", "people add anna scope=county role=admin begun",
          "people add anna scope=county role=admin done", "enrol unit=Karlstad/Molkom begun",
          "enrol unit=Karlstad/Molkom done", "resolve b7xQ participants_children begun",
          "resolve b7xQ participants_children failed",
          "people add anna scope=county role=admin begun",
          "people add anna scope=county role=admin failed",
        ])
      #expect(log[2].actor == "bea" && log[4].actor == "anna")
      #expect(log.allSatisfy { $0.origin.hasPrefix("terminal ") })
      let text = try await desk.succeeds("audit")
      let secret = link.trimmingCharacters(in: .newlines).suffix(43)
      #expect(!text.contains(secret) && !text.contains(code.trimmingCharacters(in: .newlines)))
      #expect(try await desk.reads([AuditShape].self, "audit", "--since", "2999-01-01").isEmpty)
    }
  }

  @Test(
    arguments: [
      (["people", "add", "a b", "--role", "head", "--scope", "1780"], 65, "is no name to sign in"),
      (
        ["people", "add", "anna", "--role", "chef", "--scope", "1780"], 65,
        "There is no role “chef”"
      ),
      (
        ["people", "add", "anna", "--role", "head", "--scope", "0001"], 65, "no municipality “0001”"
      ),
      (["people", "add", "anna", "--role", "head"], 64, "--scope is missing."),
      (["people", "reset", "anna"], 66, "Nobody signs in as “anna”."),
      (["people", "remove", "anna"], 66, "Nobody signs in as “anna”."),
      (["people", "change", "anna", "--role", "head"], 66, "Nobody signs in as “anna”."),
      (["audit", "--since", "igår"], 65, "is no day. Write YYYY-MM-DD."),
      (["init", "@", "--site", "bokfink"], 65, "is no address of a site."),
      (["serve", "@", "--sign-in-header", "X-Remote-User"], 78, "Add --proxy ADDRESS."),
    ] as [([String], Int32, String)])
  func `a command that cannot be done says why`(
    words: [String], status: Int32, sentence: String
  ) async throws {
    try await Scene.run { scene in
      let desk = Station(.aggregator, "region", in: scene)
      try await desk.succeeds("init", desk.folder)

      let run = try await desk.start(words.map { $0 == "@" ? desk.folder : $0 }).end()

      #expect(run.status == status && run.output == "", "\(run)")
      #expect(run.error.contains(sentence), "\(run)")
    }
  }
}
