import Foundation
import Glibc
import Testing

@Suite("A click is durable at once and becomes a change when it is sealed", .timeLimit(.minutes(5)))
struct TallyTests {
  struct OpenShape: Decodable, Sendable { let open: Int }

  @Test func `clicks add up and sync seals them`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")

      #expect(try await agent.succeeds("log", "visit", "--tally", "3") == "Sparad här: 3 klick.\n")
      #expect(
        try await agent.reads(OpenShape.self, "log", "visit", "--tally", "2").open == 5)
      #expect(try await agent.reads(OpenShape.self, "log", "visit", "--tally=-1").open == 4)
      let before = try await agent.reads(StatusShape.self, "status")
      #expect(before.openClicks == 4 && before.saved == 0)
      #expect(try await agent.succeeds("status").hasPrefix("4 väntar"))
      try await agent.succeeds("sync")

      let after = try await agent.reads(StatusShape.self, "status")
      #expect(after.openClicks == 0 && after.waiting == 0)
      let record = try await agent.reads([ListedShape].self, "list")
      #expect(record.map(\.fields["count"]) == [.number(4)])
      #expect(record.map(\.fields["method"]) == [.text("tally")])
    }
  }

  @Test func `clicks survive kills and a stop seals them`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      var service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      var least = 0
      var started = 0

      for round in 0..<8 {
        let click = try agent.start(["log", "visit", "--tally", "1", "counter=entré", "--json"])
        started += 1
        for _ in 0..<(round % 4) { try await agent.succeeds("--version") }
        click.child.send(SIGKILL)
        let run = await click.end()
        if run.output.hasSuffix("}\n") { least += 1 }
        if round == 4 {
          await service.kill()
          service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
        }
      }
      let open = try await agent.reads(
        OpenShape.self, "log", "visit", "--tally", "1", "counter=entré"
      ).open
      #expect(open > least && open <= started + 1)
      #expect(await service.stop() == 0)

      #expect(try await agent.reads(StatusShape.self, "status").openClicks == 0)
      let record = try await agent.reads([ListedShape].self, "list")
      #expect(record.map(\.fields["count"]) == [.number(Int64(open))])
    }
  }

  @Test func `clicks of two desks are added, none is lost and none counts twice`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let entrance = try await region.branch("entrance")
      let desk = try await region.branch("desk")

      try await entrance.succeeds("log", "visit", "--tally", "3", "date=2026-03-02")
      try await desk.succeeds("log", "visit", "--tally", "4", "date=2026-03-02")
      let copy = try entrance.copied(to: "copy")
      for agent in [entrance, desk, copy, entrance] { try await agent.succeeds("sync") }

      let record = try await entrance.reads([ListedShape].self, "list")
      #expect(record.map(\.fields["count"]) == [.number(7)])
      #expect(try await entrance.reads([QuestionShape].self, "inbox").isEmpty)
    }
  }
}
