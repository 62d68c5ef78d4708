import Foundation
import Glibc
import Testing

/// On real disks that really are full. Only root may make one; `StorageTests` fills a database for everybody.
@Suite(
  "A full disk stops nobody from recording", .timeLimit(.minutes(5)), .enabled(if: geteuid() == 0))
struct FullDiskTests {
  @Test func `the ballast makes room for entries, and pulling rests before that`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      guard let disk = try scene.disk("disk", mebibytes: 40) else { return }
      let agent = try await region.branch("disk/molkom")
      #expect(try await agent.reads(StatusShape.self, "status").holdsBallast)
      try await agent.succeeds("init", agent.folder, "--keep-free", "12")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      try await service.logs("scope=1780")

      let filler = try fill(disk)
      for day in 1...28 { try await log(day, at: agent) }
      try await log(1, at: try await region.branch("city"), syncing: true)
      let saved = try await agent.run("status")
      try await service.logs("event=pulling-rests")
      let full = try await agent.reads(StatusShape.self, "status")

      #expect(saved.output.contains("Disken är nästan full: "), "\(saved)")
      #expect(full.saved == 28 && full.isDiskLow && !full.holdsBallast)
      #expect(try await agent.reads([ListedShape].self, "list").count == 28)

      try FileManager.default.removeItem(atPath: filler)
      try await agent.succeeds("sync")
      let after = try await agent.reads(StatusShape.self, "status")
      #expect(after.acknowledged == 28 && after.waiting == 0)
      #expect(after.holdsBallast && !after.isDiskLow && after.freeBytes == nil)
      #expect(try await agent.reads(ProofShape.self, "verify")["1780"]?.n == 29)
      #expect(service.child.isRunning)
    }
  }

  @Test func `an aggregator with a full disk says so and goes on when there is room`() async throws
  {
    try await Scene.run { scene in
      guard let disk = try scene.disk("disk", mebibytes: 24) else { return }
      let region = try await Region.open(in: scene, at: "disk/region")
      let agent = try await region.branch("molkom")
      for day in 1...3 { try await log(day, at: agent) }
      let filler = try fill(disk)

      var refused = try await agent.run("sync")
      // What is left of the last block may still hold one exchange.
      for day in 4...28 where refused.status == 0 {
        try await log(day, at: agent)
        refused = try await agent.run("sync")
      }

      #expect(refused.status == 69, "\(refused)")
      #expect(refused.error.contains("The aggregator's disk is full."))
      #expect(region.service.logged.contains("status=507"))
      #expect(try await agent.reads(StatusShape.self, "status").waiting > 0)
      try FileManager.default.removeItem(atPath: filler)
      try await agent.succeeds("sync")
      #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
      #expect(try await region.station.reads(ProofShape.self, "verify").ok)
    }
  }
}

private func log(_ day: Int, at agent: Station, syncing: Bool = false) async throws {
  let date = String(format: "2026-03-%02d", day)
  try await agent.succeeds("log", "visit", "date=\(date)", "count=\(day)", "method=reading")
  if syncing { try await agent.succeeds("sync") }
}

/// Fills a disk to its last byte.
///
/// - Returns: the file that does.
private func fill(_ disk: String) throws -> String {
  let path = "\(disk)/filler"
  let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
  defer { close(descriptor) }
  let block = [UInt8](repeating: 1, count: 4096)
  while write(descriptor, block, block.count) > 0 {}
  guard errno == ENOSPC else { throw Unexpected(description: String(cString: strerror(errno))) }
  return path
}
