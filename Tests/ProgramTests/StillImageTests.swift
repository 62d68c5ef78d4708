import Foundation
import TestSupport
import Testing

/// As a power cut or a snapshot of a virtual machine would find the disks.
@Suite(
  "Images taken while processes stand still hold what they had reported", .timeLimit(.minutes(5)))
struct StillImageTests {
  @Test(arguments: UInt64(1)...3)
  func `of an agent that records and syncs, and of its aggregator`(seed: UInt64) async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      var random = SeededRandom(seed: seed)
      var reported: Set<String> = []
      var clicks = 0
      var images: [(name: String, reported: Set<String>, clicks: Int)] = []

      for round in 0..<8 {
        let commands = try (0..<3).map { number in
          try agent.start([
            "log", "visit", "date=2026-03-02", "counter=\(round).\(number)", "count=7",
            "method=reading",
          ])
        }
        let click = try agent.start(["log", "visit", "--tally", "1"])
        for _ in 0..<Int.random(in: 0...5, using: &random) {
          try await agent.succeeds("--version")
        }
        let ended = commands.filter { !$0.child.isRunning }
        let hasClicked = !click.child.isRunning
        let all = commands.map(\.child) + [click.child, service.child, region.service.child]
        for child in all { child.stop() }
        for command in ended { reported.insert(try record(await command.end())) }
        images.append(("\(round)", reported, clicks + (hasClicked ? 1 : 0)))
        try copy(agent, to: "agent-\(round)")
        try copy(region.station, to: "region-\(round)")
        for child in all.reversed() { child.resume() }

        for command in commands { reported.insert(try record(await command.end())) }
        clicks += await click.end().status == 0 ? 1 : 0
      }
      #expect(await service.stop() == 0)
      #expect(clicks == 8 && reported.count == 24)

      for image in images {
        let still = Station(.agent, "agent-\(image.name)", in: scene)
        #expect(try await still.reads(ProofShape.self, "verify").ok)
        let listed = try await still.reads([ListedShape].self, "list")
        #expect(image.reported.isSubset(of: listed.map(\.id)))
        let status = try await still.reads(StatusShape.self, "status")
        #expect(status.openClicks + sealed(listed) >= image.clicks)
        let there = Station(.aggregator, "region-\(image.name)", in: scene)
        #expect(try await there.reads(ProofShape.self, "verify").ok)
        let counts = try await there.reads(CountsShape.self, "status")
        #expect(counts["1780"]?.changes ?? 0 >= status.acknowledged)
      }
    }
  }

  private func record(_ run: Run) throws -> String {
    guard run.status == 0, run.output.hasPrefix("Sparad här: ") else {
      throw Unexpected(description: run.description)
    }
    return String(run.output.trimmingPrefix("Sparad här: ").dropLast())
  }

  /// Clicks that have become a count.
  private func sealed(_ listed: [ListedShape]) -> Int {
    listed.reduce(0) { sum, record in
      guard record.fields["method"] == .text("tally"),
        case .number(let count)? = record.fields["count"]
      else { return sum }
      return sum + Int(count)
    }
  }

  /// Everything that lies on the disk; what processes share in memory does not.
  private func copy(_ station: Station, to name: String) throws {
    let folder = station.scene.path(name)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for file in try FileManager.default.contentsOfDirectory(atPath: station.folder)
    where !file.hasSuffix("-shm") && !file.hasSuffix(".lock") && file != "ballast" {
      try FileManager.default.copyItem(
        atPath: station.path(file), toPath: "\(folder)/\(file)")
    }
  }
}
