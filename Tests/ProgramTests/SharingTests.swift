import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Commands and the running agent share one database", .timeLimit(.minutes(5)))
struct SharingTests {
  @Test func `twenty commands at once while the agent syncs`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])

      let started = try (1...20).map { count in
        try agent.start([
          "log", "visit", "date=2026-03-02", "counter=\(count)", "count=\(count)", "method=reading",
        ])
      }
      for command in started {
        let run = await command.end()
        #expect(run.status == 0, "\(run)")
      }
      try await agent.succeeds("sync")
      let status = try await agent.reads(StatusShape.self, "status")

      #expect(status.saved == 20 && status.acknowledged == 20 && status.waiting == 0)
      #expect(await service.stop() == 0)
      #expect(try await agent.reads(ProofShape.self, "verify").ok)
      #expect(try await region.station.reads(CountsShape.self, "status")["1780"]?.changes == 20)
    }
  }

  /// SQLite's lock of who writes is one byte of the file beside the log; here the test holds it.
  @Test func `a database that stays locked asks for patience`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let shared = open(agent.path("bokfink.sqlite-shm"), O_RDWR | O_CLOEXEC)
      defer { close(shared) }
      var lock = flock()
      lock.l_type = Int16(F_WRLCK)
      lock.l_whence = Int16(SEEK_SET)
      lock.l_start = 120
      lock.l_len = 1
      #expect(fcntl(shared, F_SETLK, &lock) == 0)

      try await agent.refuses(
        "log", "visit", "date=2026-03-02", "count=118", "method=reading", status: 75,
        saying: "Try again in a moment.")

      lock.l_type = Int16(F_UNLCK)
      #expect(fcntl(shared, F_SETLK, &lock) == 0)
      #expect(service.child.isRunning)
      #expect(try await agent.reads([ListedShape].self, "list").isEmpty)
    }
  }

  @Test func `syncing on and on ends when it is asked to`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let silent = try Stranger(answering: nil)
      try await agent.succeeds("init", agent.folder, "--aggregator", silent.url)
      let watching = try agent.start(["sync", "--watch"])
      var visits = silent.visits.makeAsyncIterator()
      await visits.next()

      watching.child.send(SIGTERM)
      let run = await watching.end()

      #expect(run.status == 0 && run.output == "", "\(run)")
    }
  }

  @Test func `the running agent sends what another command recorded`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      try await service.logs("scope=1780")

      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")

      try await service.logs("scope=1780 pushed=1 pulled=0 acknowledged=1 aside=0")
      #expect(try await agent.succeeds("status").hasPrefix("Allt mottaget 20"))
      #expect(try await agent.reads([ListedShape].self, "list").map(\.waiting) == [false])
    }
  }

  @Test func `what one branch records reaches the running agent of another`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      let city = try await region.branch("city", unit: "Stadsbiblioteket")
      let service = try await Service.start(city, ["serve", "--listen", "127.0.0.1:0"])
      try await service.logs("scope=1780")

      try await molkom.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await molkom.succeeds("sync")

      try await service.logs("scope=1780 pushed=0 pulled=1")
      let page = try await send(
        Array("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8),
        to: service.port)
      #expect(page.status == 200 && page.body.contains("count=118"))
    }
  }
}

@Suite("A process that is killed keeps what it said", .timeLimit(.minutes(5)))
struct KillTests {
  /// How long a command runs before it is killed is told in runs of a short one, so that the kills fall everywhere.
  @Test func `what a killed command had printed as saved is there`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      var printed: Set<String> = []
      var killed = 0

      for round in 0..<16 {
        let command = try agent.start([
          "log", "visit", "date=2026-03-02", "counter=\(round)", "count=\(round)", "method=reading",
        ])
        for _ in 0..<(round % 5) { try await agent.succeeds("--version") }
        command.child.send(SIGKILL)
        let run = await command.end()
        if run.status == nil { killed += 1 }
        if run.output.hasSuffix("\n") {
          printed.insert(String(run.output.trimmingPrefix("Sparad här: ").dropLast()))
        }
      }

      #expect(killed > 0)
      let listed = Set(try await agent.reads([ListedShape].self, "list").map(\.id))
      #expect(printed.isSubset(of: listed))
      #expect(try await agent.reads(ProofShape.self, "verify").ok)
      try await agent.succeeds("sync")
      #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
      #expect(
        try await region.station.reads(CountsShape.self, "status")["1780"]?.changes
          == listed.count)
    }
  }

  @Test func `an agent that is killed while it syncs goes on where it was`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "--from", "-", input: days(1...300))

      for exchange in 1...3 {
        let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
        if exchange > 1 { try await service.logs("event=exchanged") }
        await service.kill()
      }
      try await agent.succeeds("sync")

      let status = try await agent.reads(StatusShape.self, "status")
      #expect(status.acknowledged == 300 && status.waiting == 0)
      #expect(
        try await agent.reads(ProofShape.self, "verify")["1780"]
          == (try await region.station.reads(ProofShape.self, "verify"))["1780"])
    }
  }

  @Test func `an aggregator that is killed while it is synced with loses nothing it acknowledged`()
    async throws
  {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "--from", "-", input: days(1...300))

      for _ in 1...3 {
        let command = try agent.start(["sync"])
        try await region.service.logs("path=/sync/v1/scopes/1780/sync")
        await region.service.kill()
        let run = await command.end()
        #expect(run.status == 0 || run.status == 69, "\(run)")
        let acknowledged = try await agent.reads(StatusShape.self, "status").acknowledged
        let held =
          try await region.station.reads(CountsShape.self, "status")["1780"]?.changes ?? 0
        #expect(acknowledged <= held)
        region = try await region.restarted()
      }
      try await agent.succeeds("sync")

      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 300)
      #expect(proof["1780"] == (try await agent.reads(ProofShape.self, "verify"))["1780"])
    }
  }

  @Test func `asked to stop in the middle of an exchange, the agent stops`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let silent = try Stranger(answering: nil)
      try await agent.succeeds("init", agent.folder, "--aggregator", silent.url)
      try await agent.succeeds("log", "visit", "--tally", "3")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      var visits = silent.visits.makeAsyncIterator()
      await visits.next()

      #expect(await service.stop() == 0)

      #expect(try await agent.reads(StatusShape.self, "status").openClicks == 0)
    }
  }
}

/// Daily counts from the first of January on.
func days(_ days: ClosedRange<Int>) -> String {
  days.map { day in
    let (month, inMonth) = ((day - 1) / 28 + 1, (day - 1) % 28 + 1)
    let date = String(format: "2026-%02d-%02d", month, inMonth)
    return
      "{\"type\":\"visit\",\"date\":\"\(date)\",\"fields\":{\"count\":\(day),\"method\":\"reading\"}}\n"
  }.joined()
}
