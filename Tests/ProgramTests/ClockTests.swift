import Foundation
import Testing

@Suite("A wrong clock loses nothing", .timeLimit(.minutes(5)))
struct ClockTests {
  @Test(arguments: [2019, 2036])
  func `an agent in another year is heard all the same`(year: Int) async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let offset = Int64(year - 2026) * 365 * 86_400_000
      var wrong = try await region.branch("wrong", clockOffset: offset)
      let right = try await region.branch("right")

      try await wrong.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await wrong.succeeds(
        "log", "activity", "date=2026-03-02", "category=102", "children_primary=ja")
      try await right.succeeds("log", "visit", "date=2026-03-03", "count=97", "method=reading")
      for agent in [wrong, right, wrong] { try await agent.succeeds("sync") }
      let status = try await wrong.reads(StatusShape.self, "status")
      let said = try await wrong.succeeds("status")

      #expect(status.saved == 2 && status.acknowledged == 2)
      #expect(status.waiting == 0 && status.aside == 0)
      #expect(abs((status.skewMilliseconds ?? 0) - offset) < 60_000)
      #expect(said.contains("Datorns klocka går "))
      #expect(said.contains(year < 2026 ? " minuter efter." : " minuter före."))
      let devices = try await region.station.reads([DeviceShape].self, "devices")
      let skews = Dictionary(
        uniqueKeysWithValues: devices.map { ($0.name, $0.skewMilliseconds ?? 0) })
      #expect(abs((skews["wrong"] ?? 0) - offset) < 60_000)
      #expect(abs(skews["right"] ?? 60_000) < 60_000)
      #expect(try await region.station.succeeds("devices").contains("klockan före, s"))
      #expect(try await right.reads([ListedShape].self, "list").count == 3)

      wrong.clockOffset = nil
      try await wrong.succeeds("log", "visit", "date=2026-03-04", "count=51", "method=reading")
      try await wrong.succeeds("sync")
      #expect(try await wrong.reads(StatusShape.self, "status").waiting == 0)
      #expect(
        try await wrong.reads(ProofShape.self, "verify")["1780"]
          == (try await region.station.reads(ProofShape.self, "verify"))["1780"])
    }
  }

  @Test func `the clock of the test hook is announced`() async throws {
    try await Scene.run { scene in
      var agent = try await scene.offlineBranch()
      agent.clockOffset = 1_000

      let run = try await agent.run("status")

      #expect(run.status == 0 && run.error.contains("level=warning event=clock-shifted ms=1000"))
    }
  }
}
