import Foundation
import Glibc
import Testing

@Suite("Backups are made while everybody works, and put back", .timeLimit(.minutes(5)))
struct BackupTests {
  @Test func `an agent that is put back loses nothing that its disk could still tell`() async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await log(1, at: agent)
      try await agent.succeeds("sync")
      let proof = try await agent.reads(ProofShape.self, "backup", scene.path("copy.sqlite"))
      try await log(2, at: agent)
      try await agent.succeeds("sync")
      try await log(3, at: agent)
      try await agent.succeeds("log", "visit", "--tally", "4")
      let before = try await agent.reads([ListedShape].self, "list").count

      let said = try await agent.succeeds("restore", scene.path("copy.sqlite"))

      #expect(proof.ok && proof["1780"]?.n == 1)
      #expect(said.contains("2 lines that only the replaced database held were carried over"))
      #expect(try await agent.reads([ListedShape].self, "list").count == before)
      #expect(try await agent.reads(StatusShape.self, "status").openClicks == 4)
      try await agent.succeeds("sync")
      let status = try await agent.reads(StatusShape.self, "status")
      #expect(status.waiting == 0 && status.enrolled)
      #expect(
        try await agent.reads(ProofShape.self, "verify")["1780"]
          == (try await region.station.reads(ProofShape.self, "verify"))["1780"])
      #expect(try agent.mode(of: "bokfink.sqlite") == 0o600)
    }
  }

  @Test(arguments: ["bokfink.sqlite.restored", "bokfink.sqlite.exchange", "replaced-"])
  func `a restore that is killed loses nothing`(sign: String) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await log(1, at: agent)
      try await agent.succeeds("backup", scene.path("copy.sqlite"))
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      for day in 2...4 { try await log(day, at: agent) }
      // What it held stands in its log of writes.
      await service.kill()

      for _ in 1...5 {
        let before = try names(beginning: sign, in: agent)
        let restore = try agent.start(["restore", scene.path("copy.sqlite")])
        while restore.child.isRunning, try names(beginning: sign, in: agent) == before {
          sched_yield()
        }
        restore.child.send(SIGKILL)
        _ = await restore.end()
        #expect(try await agent.reads([ListedShape].self, "list").count == 4)
      }
      try await agent.succeeds("restore", scene.path("copy.sqlite"))

      #expect(try await agent.reads([ListedShape].self, "list").count == 4)
      #expect(try await agent.reads(ProofShape.self, "verify").ok)
      #expect(try names(beginning: "bokfink.sqlite.", in: agent) == [])
    }
  }

  private func names(beginning sign: String, in station: Station) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: station.folder)
      .filter { $0.hasPrefix(sign) }
  }

  @Test func `a backup neither replaces a letter nor is one`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let letter = try scene.write("Hej!", to: "letter")

      try await agent.refuses("backup", letter, status: 65, saying: "Choose another name.")
      try await agent.refuses("restore", letter, status: 65, saying: "is no backup")
      try await agent.refuses("restore", scene.path("none"), status: 65, saying: "Check the name.")

      #expect(try String(contentsOfFile: letter, encoding: .utf8) == "Hej!")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      try await agent.succeeds("backup", scene.path("copy"))
      try await agent.refuses("restore", scene.path("copy"), status: 75, saying: "Try again")
      #expect(await service.stop() == 0)
    }
  }

  @Test func `an aggregator is backed up while branches sync, and the newest backups stay`()
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let target = scene.path("backups")

      for round in 1...3 {
        try await agent.succeeds(
          "log", "--from", "-",
          input: days(1...200).replacing("2026-", with: "\(2020 + round)-"))
        let proof = try await region.station.reads(
          ProofShape.self, "backup", target, "--keep", "2")
        #expect(proof.ok)
      }

      let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
      let backups = names.filter { $0.hasPrefix("bokfink-") }
      #expect(backups.count == 2 && names.filter { $0.hasPrefix(".") }.isEmpty, "\(names)")
      let kept = Station(.aggregator, "backups/\(backups[1])", in: scene)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: kept.folder).sorted()
          == ["aggregator.sqlite", "identity", "used-codes"])
      for name in ["aggregator.sqlite", "identity"] { #expect(try kept.mode(of: name) == 0o600) }
      let keys = Station(.aggregator, "backups", in: scene)
      #expect(try keys.mode(of: "seal.key") == 0o600)
      #expect(try keys.text(of: "seal.key") == region.station.text(of: "seal.key"))
      #expect(await service.stop() == 0)
    }
  }

  @Test func `an aggregator that is put back says what stays, and the agents heal it`() async throws
  {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      try await log(1, at: molkom)
      try await molkom.succeeds("sync")
      try await region.station.succeeds("backup", scene.path("backups"))
      let code = try await region.code("late")
      let late = Station(.agent, "late", in: scene)
      try await late.succeeds(
        "init", late.folder, "--aggregator", region.service.url, "--code-file", code)
      for (day, agent) in [(2, molkom), (3, late)] {
        try await log(day, at: agent)
        try await agent.succeeds("sync")
      }
      let backup = try #require(
        try FileManager.default.contentsOfDirectory(atPath: scene.path("backups"))
          .first { $0.hasPrefix("bokfink-") })
      let path = scene.path("backups/\(backup)")
      try await region.station.refuses("restore", path, status: 75, saying: "is using the database")
      #expect(await region.service.stop() == 0)

      let said = try await region.station.succeeds("restore", path)
      region = try await region.restarted()

      #expect(said.hasPrefix("Codes used since the backup, and used they stay: 1.\n"), "\(said)")
      #expect(said.contains("The replaced database is kept in "))
      let thief = Station(.agent, "thief", in: scene)
      try await thief.refuses(
        "init", thief.folder, "--aggregator", region.service.url, "--code-file", code, status: 77,
        saying: "used already")
      for agent in [molkom, late, molkom, late] { try await agent.succeeds("sync", "--hurry") }
      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 3)
      for agent in [molkom, late] {
        #expect(try await agent.reads(ProofShape.self, "verify")["1780"] == proof["1780"])
      }
    }
  }

  @Test func `on a new computer the backup and the key are all it takes`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await log(1, at: agent)
      try await agent.succeeds("sync")
      let key = scene.path("usb.key")
      try await region.station.succeeds("backup", scene.path("backups"), "--key-to", key)
      #expect(await region.service.stop() == 0)
      let other = Station(.aggregator, "other", in: scene)
      try await other.succeeds("init", other.folder)
      try await other.refuses(
        "backup", scene.path("elsewhere"), "--key-to", key, status: 65,
        saying: "holds the key of another aggregator")
      let backup = try #require(
        try FileManager.default.contentsOfDirectory(atPath: scene.path("backups"))
          .first { $0.hasPrefix("bokfink-") })

      let new = Station(.aggregator, "new", in: scene)
      try await new.refuses(
        "restore", scene.path("backups/\(backup)"), status: 66, saying: "seal.key")
      try await new.succeeds("restore", scene.path("backups/\(backup)"), "--key", key)
      let service = try await Service.start(
        new, ["serve", new.folder, "--listen", "127.0.0.1:\(region.service.port)"])

      try await log(2, at: agent)
      try await agent.succeeds("sync")
      #expect(try await new.reads(ProofShape.self, "verify")["1780"]?.n == 2)
      #expect(await service.stop() == 0)
    }
  }
}

private func log(_ day: Int, at agent: Station) async throws {
  try await agent.succeeds(
    "log", "visit", "date=2026-03-0\(day)", "count=\(100 + day)", "method=reading")
}
