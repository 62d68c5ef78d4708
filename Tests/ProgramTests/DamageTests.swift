import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A database that is damaged or cannot be written says so", .timeLimit(.minutes(5)))
struct DamageTests {
  @Test(arguments: UInt64(1)...4)
  func `after a page was hit nothing is recorded, every other line is exported, and a backup helps`(
    seed: UInt64
  ) async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "--from", "-", input: days(1...200))
      try await agent.succeeds("sync")
      try await agent.succeeds("backup", scene.path("backup.sqlite"))
      try await agent.succeeds("log", "--from", "-", input: days(201...260))
      let before = try await lines(of: agent, "before.txt")
      try await agent.succeeds("backup", scene.path("whole.sqlite"))
      try replaceDatabase(of: agent, by: scene.path("whole.sqlite"))
      var random = SeededRandom(seed: seed)
      let hit = try hitPage(of: agent, using: &random)

      try await agent.refuses("serve", status: 65, saying: "so nothing is recorded or synced here")
      try await agent.refuses(
        "log", "visit", "date=2026-12-24", "count=1", "method=reading", status: 65,
        saying: "then put a backup back with restore.")
      try await agent.refuses("sync", status: 65, saying: "The database is damaged")
      let exported = try await agent.run("export", "--out", scene.path("after.txt"))

      #expect(exported.status == 0, "\(exported)")
      #expect(exported.error.contains("lines that can still be read"))
      let after = try text(of: scene.path("after.txt"))
      #expect(after.subtracting(before).isEmpty)
      #expect(before.subtracting(after).allSatisfy(hit.contains))

      let restored = try await agent.succeeds("restore", scene.path("backup.sqlite"))
      #expect(restored.contains("carried over"))
      try await agent.succeeds("sync")
      let status = try await agent.reads(StatusShape.self, "status")
      #expect(status.waiting == 0 && status.saved >= 200)
      #expect(try await agent.reads(ProofShape.self, "verify").ok)
    }
  }

  @Test func `an aggregator with a damaged page does not serve, and exports`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "--from", "-", input: days(1...100))
      try await agent.succeeds("sync")
      #expect(await region.service.stop() == 0)
      try await region.station.succeeds("backup", scene.path("backups"))
      let backup = try #require(
        try FileManager.default.contentsOfDirectory(atPath: scene.path("backups"))
          .first { $0.hasPrefix("bokfink-") })
      try replaceDatabase(
        of: region.station, by: scene.path("backups/\(backup)/aggregator.sqlite"))
      var random = SeededRandom(seed: 9)
      _ = try hitPage(of: region.station, using: &random)

      try await region.station.refuses(
        "serve", region.station.folder, status: 65, saying: "The database is damaged")
      let run = try await region.station.run("export")

      #expect(
        run.status == 0 && run.output.split(separator: "\n").count { $0.hasPrefix("c ") } > 80)
    }
  }

  @Test(arguments: [false, true])
  func `where nothing can be written one can still look`(wasKilled: Bool) async throws {
    try await Scene.run { scene in
      let disk = try scene.disk("disk", mebibytes: 40)
      let folder = disk == nil ? "molkom" : "disk/molkom"
      let agent = try await scene.offlineBranch(folder)
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      if wasKilled {
        let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
        try await agent.succeeds("log", "visit", "date=2026-03-03", "count=97", "method=reading")
        await service.kill()
      }
      try scene.freeze(disk ?? agent.folder)

      for words in [["visit", "date=2026-03-04", "count=51", "method=reading"]] {
        let run = try await agent.start(["log"] + words).end()
        #expect(run.status == 74, "\(run)")
        #expect(
          run.error.contains("can only be read: the folder is another account's, or its disk"))
      }
      try await agent.refuses(
        "sync", status: 74, saying: "Nothing was saved. Looking and exporting")
      try await agent.refuses("serve", status: 74, saying: "can only be read")
      try await agent.refuses("rebuild", status: 74, saying: "can only be read")

      let held = wasKilled ? 2 : 1
      #expect(try await agent.reads([ListedShape].self, "list").count == held)
      #expect(try await agent.reads(StatusShape.self, "status").saved == held)
      #expect(try await agent.reads(ProofShape.self, "verify").ok)
      let export = try await agent.succeeds("export")
      #expect(export.split(separator: "\n").count { $0.hasPrefix("c ") } == held)
      try await agent.succeeds("report", "kb", "--year", "2026")
    }
  }

  private func lines(of agent: Station, _ name: String) async throws -> Set<String> {
    let path = agent.scene.path(name)
    try await agent.succeeds("export", "--out", path)
    return try text(of: path)
  }

  private func text(of path: String) throws -> Set<String> {
    Set(
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("c ") })
  }

  private func database(of station: Station) -> String {
    station.path(station.program == .agent ? "bokfink.sqlite" : "aggregator.sqlite")
  }

  /// A backup is one file; what a command left beside the database would hide the page.
  private func replaceDatabase(of station: Station, by copy: String) throws {
    let path = database(of: station)
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    try FileManager.default.copyItem(atPath: copy, toPath: path)
  }

  /// Overwrites a page in the middle of the database that holds lines.
  ///
  /// - Returns: the lines that stood on it, as an export has them.
  private func hitPage(
    of station: Station, using random: inout SeededRandom
  ) throws -> Set<String> {
    let path = database(of: station)
    var file = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let marks = file.indices.dropLast(8).filter { file[$0...].starts(with: Array("{\"at\":".utf8)) }
    let start = (try #require(marks.randomElement(using: &random)) / 4096) * 4096
    let page = String(decoding: file[start..<start + 4096], as: UTF8.self)
    for place in start..<start + 4096 { file[place] = UInt8.random(in: 0...255, using: &random) }
    try Data(file).write(to: URL(filePath: path))
    return Set(page.matches(of: /\{"at":[^\n]*?"type":"[a-z]+"\}/).map { "c \($0.0)" })
  }
}

@Suite("Programs on one folder do not disturb each other", .timeLimit(.minutes(5)))
struct FolderTests {
  @Test func `a folder is served once`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])

      try await agent.refuses(
        "serve", "--listen", "127.0.0.1:0", status: 75,
        saying: "Another “bokfink serve” serves \(agent.folder) already.")
      try await region.station.refuses(
        "serve", region.station.folder, "--listen", "127.0.0.1:0", status: 75,
        saying: "Another “bokfink-aggregator serve” serves \(region.station.folder) already.")

      await service.kill()
      let next = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      #expect(await next.stop() == 0)
    }
  }

  @Test func `a rebuild that is killed anywhere leaves rows that are right`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "--from", "-", input: days(1...300))
      let listed = try await agent.succeeds("list", "--json")
      var killed = 0

      for round in 0..<12 {
        let command = try agent.start(["rebuild"])
        for _ in 0..<round % 6 { try await agent.succeeds("--version") }
        command.child.send(SIGKILL)
        if await command.end().status == nil { killed += 1 }
        #expect(try await agent.succeeds("list", "--json") == listed)
        #expect(try await agent.reads(ProofShape.self, "verify").ok)
      }

      #expect(killed > 0)
    }
  }

  /// An export into a pipe that nobody reads is the longest reader there is.
  @Test func `the log of writes stays small while somebody reads slowly`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      for year in 2012...2022 {
        try await agent.succeeds(
          "log", "--from", "-", input: days(1...330).replacing("2026-", with: "\(year)-"))
      }
      let pipe = scene.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      let export = try agent.start(["export", "--out", pipe])
      var size = 0
      // It has begun when the pipe holds something.
      var piece = [UInt8](repeating: 0, count: 1)
      while read(reader, &piece, 1) != 1 { try await agent.succeeds("--version") }

      for round in 1...30 {
        try await agent.succeeds(
          "log", "--from", "-",
          input: days(1...100).replacing("\"fields\"", with: "\"counter\":\"\(round)\",\"fields\""))
        let facts = try FileManager.default.attributesOfItem(
          atPath: agent.path("bokfink.sqlite-wal"))
        size = max(size, facts[.size] as? Int ?? 0)
      }

      #expect(export.child.isRunning)
      #expect(size > 0 && size < 12 << 20, "\(size)")
      #expect(fcntl(reader, F_SETFL, 0) == 0)
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      var lines = 0
      while true {
        let count = read(reader, &bytes, bytes.count)
        guard count > 0 else { break }
        lines += bytes[..<count].count { $0 == 10 }
      }
      close(reader)
      #expect(await export.end().status == 0)
      #expect(lines >= 11 * 330)
    }
  }
}
