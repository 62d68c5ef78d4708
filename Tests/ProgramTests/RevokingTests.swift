import Foundation
import Testing

@Suite("A device can be shut out, and be made to erase itself", .timeLimit(.minutes(5)))
struct RevokingTests {
  @Test func `a revoked device keeps what it has, exports it, and comes back with a new code`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await log(1, at: agent)
      try await agent.succeeds("sync")
      try await region.station.succeeds("revoke", "molkom", "--reason", "såld")
      try await log(2, at: agent)

      try await agent.refuses("sync", status: 77, saying: "This device has been revoked.")

      #expect(try await agent.reads(StatusShape.self, "status").waiting == 1)
      let export = try await agent.succeeds("export")
      #expect(export.contains(#"h {"bokfink":"export-1","scope":"1780"}"#))
      #expect(
        export.split(separator: "\n").count { $0.hasPrefix("c ") && $0.contains("\"visit\"") } == 2)
      let devices = try await region.station.reads([DeviceShape].self, "devices")
      #expect(devices.map(\.status) == ["revoked"] && devices[0].reason == "såld")

      try await agent.succeeds(
        "init", agent.folder, "--code-file", try await region.code("molkom igen"))
      try await agent.succeeds("sync")

      #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
      #expect(
        try await region.station.reads([DeviceShape].self, "devices").map(\.status).sorted()
          == ["active", "revoked"])
      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 2)
    }
  }

  @Test func `a revocation outlives an aggregator that was put back, by command and silently`()
    async throws
  {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await region.station.succeeds("backup", scene.path("backups"))
      let backup = try #require(
        try FileManager.default.contentsOfDirectory(atPath: scene.path("backups"))
          .first { $0.hasPrefix("bokfink-") })
      try await region.station.succeeds("revoke", "molkom", "--reason", "stulen")
      #expect(await region.service.stop() == 0)

      let said = try await region.station.succeeds("restore", scene.path("backups/\(backup)"))
      region = try await region.restarted()

      #expect(said.contains("has been revoked, and so it stays: stulen"), "\(said)")
      try await agent.refuses("sync", status: 77, saying: "revoked")
      await region.service.kill()
      let copy = scene.path("backups/\(backup)/aggregator.sqlite")
      let path = region.station.path("aggregator.sqlite")
      for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
      try FileManager.default.copyItem(atPath: copy, toPath: path)
      region = try await region.restarted()
      try await agent.refuses("sync", status: 77, saying: "revoked")
      #expect(
        try await region.station.reads([DeviceShape].self, "devices").map(\.status) == ["revoked"])
    }
  }

  @Test(arguments: [false, true])
  func `a stolen computer sends everything, waits for a backup, and erases itself`(
    isServing: Bool
  ) async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await log(1, at: agent)
      try await agent.succeeds("sync")
      let other = try await region.branch("city")
      try await log(2, at: other)
      try await other.succeeds("sync")
      let service =
        isServing
        ? try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"]) : nil
      try await service?.logs("scope=1780")
      try await region.station.succeeds("revoke", "molkom", "--wipe", "--reason", "stulen")
      try await log(3, at: agent)
      try await agent.succeeds("log", "visit", "--tally", "4")
      if let service {
        try await service.logs("is being wiped")
        await service.kill()
      }
      try await agent.refuses("sync", status: 77, saying: "is being wiped")
      #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
      // It sent its own, and learnt nothing any more.
      #expect(try await agent.reads([ListedShape].self, "list").count == (isServing ? 4 : 3))
      #expect(try await region.station.reads(CountsShape.self, "status")["1780"]?.changes == 5)

      try await region.station.succeeds("backup", scene.path("backups"))
      let last =
        isServing
        ? try await agent.run("serve", "--listen", "127.0.0.1:0") : try await agent.run("sync")
      #expect(last.status == 77, "\(last)")
      #expect(last.error.contains("erased. It had received and backed up all"), "\(last)")

      #expect(
        try FileManager.default.contentsOfDirectory(atPath: agent.folder)
          .filter { !$0.hasSuffix(".lock") } == ["wiped"])
      #expect(
        try await region.station.reads([DeviceShape].self, "devices").map(\.status).sorted()
          == ["active", "wiped"])
      try await agent.refuses("status", status: 77, saying: "has had the entries")
      try await agent.refuses("sync", status: 77, saying: "has had the entries")

      let new = try await region.branch("molkom")
      #expect(try await new.reads([ListedShape].self, "list").count == 4)
    }
  }

  @Test func `an erased computer that could not say so says it later`() async throws {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await region.station.succeeds("revoke", "molkom", "--wipe", "--reason", "stulen")
      await region.service.kill()
      // As it stands when the power goes between the two.
      for name in try FileManager.default.contentsOfDirectory(atPath: agent.folder)
      where name != "token" {
        try FileManager.default.removeItem(atPath: agent.path(name))
      }
      _ = try scene.write("\(region.service.url)/\n", to: "molkom/wiped")

      try await agent.refuses("sync", status: 77, saying: "has had the entries")
      try await agent.refuses("init", agent.folder, status: 77, saying: "has had the entries")
      #expect(
        try await region.station.reads([DeviceShape].self, "devices").map(\.status) == ["wiping"])
      region = try await region.restarted()
      try await agent.refuses("sync", status: 77, saying: "has had the entries")

      #expect(
        try await region.station.reads([DeviceShape].self, "devices").map(\.status) == ["wiped"])
      try await agent.succeeds("init", agent.folder, "--branch", "Molkom")
    }
  }

  @Test func `who is shut out is named by id or name, with a reason`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      _ = try await region.branch("molkom")
      let id = try await region.station.reads([DeviceShape].self, "devices")[0].id

      try await region.station.refuses(
        "revoke", "nobody", "--reason", "x", status: 66, saying: "There is no device “nobody”")
      try await region.station.refuses("revoke", "molkom", status: 64, saying: "--reason")
      try await region.station.refuses(
        "revoke", "molkom", "--reason", "", status: 65, saying: "Give a reason")
      try await region.station.succeeds("revoke", String(id.prefix(6)), "--reason", "x")
      let log = try await region.station.succeeds("audit").split(separator: "\n")

      #expect(
        try await region.station.reads([DeviceShape].self, "devices").map(\.status) == ["revoked"])
      let noted = log.filter { $0.contains("revoke") && $0.contains(id.prefix(6)) }
      #expect(noted.count == 2 && noted.allSatisfy { $0.contains("anna") }, "\(log)")
    }
  }
}

@Suite("One token on two disks is shown, and parted by a new code", .timeLimit(.minutes(5)))
struct SharedTokenTests {
  @Test func `a copied disk is shown until one of the two has a code of its own`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let desk = try await region.branch("desk")
      let copy = try desk.copied(to: "copy")
      for (day, agent) in [(1, desk), (2, copy), (3, desk)] {
        try await log(day, at: agent)
        try await agent.succeeds("sync")
      }
      var devices = try await region.station.reads([DeviceShape].self, "devices")
      let warned = try await region.station.succeeds("status")

      #expect(devices.map(\.disks) == [2])
      #expect(warned.contains("“desk” används från två datorer samtidigt."))
      #expect(
        try await region.station.succeeds("devices").contains("2 datorer med samma nyckel"))

      let old = try copy.text(of: "token")
      try await log(4, at: copy)
      try await copy.succeeds("init", copy.folder, "--code-file", try await region.code("copy"))
      for agent in [copy, desk, copy] { try await agent.succeeds("sync") }

      devices = try await region.station.reads([DeviceShape].self, "devices")
      #expect(devices.map(\.name) == ["copy", "desk"] && devices.map(\.disks) == [0, 0])
      #expect(try await !region.station.succeeds("status").contains("två datorer"))
      #expect(try copy.text(of: "token") != old && desk.text(of: "token") == old)
      #expect(try copy.mode(of: "token") == 0o600)
      // Receipts keep the old device.
      let records = try await copy.reads([ListedShape].self, "list")
      var authors: Set<String> = []
      for record in records {
        let view = try await copy.reads(RecordShape.self, "show", record.id)
        authors.formUnion(view.history.compactMap(\.device))
      }
      #expect(records.count == 4 && authors.count == 2)
    }
  }

  @Test func `a disk that was put back is one disk`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let desk = try await region.branch("desk")
      let backup = try desk.copied(to: "backup")
      try await log(1, at: desk)
      try await desk.succeeds("sync")
      try desk.restore(from: backup)
      try await desk.succeeds("sync")

      #expect(try await region.station.reads([DeviceShape].self, "devices").map(\.disks) == [0])
    }
  }

  @Test func `a lost token needs a new code and nothing else`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("desk")
      try await log(1, at: agent)
      _ = try scene.write("bm9ib2R5IGdhdmUgbWUgdGhpcyB0b2tlbiB0byB1c2U\n", to: "desk/token")

      try await agent.succeeds(
        "init", agent.folder, "--code-file", try await region.code("desk igen"))
      try await agent.succeeds("sync")

      #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
    }
  }
}

private func log(_ day: Int, at agent: Station) async throws {
  try await agent.succeeds(
    "log", "visit", "date=2026-03-0\(day)", "count=\(100 + day)", "method=reading")
}
