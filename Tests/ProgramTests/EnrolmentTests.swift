import Foundation
import Testing

@Suite("A one-time code lets one device in, once", .timeLimit(.minutes(5)))
struct EnrolmentTests {
  @Test func `the code is for its owner's eyes, and so is the token`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")

      let facts = try FileManager.default.attributesOfItem(atPath: code)

      #expect(facts[.posixPermissions] as? Int == 0o600)
      let agent = try await region.branch("desk")
      #expect(try agent.mode(of: "token") == 0o600)
      #expect(try region.station.mode(of: "seal.key") == 0o600)
      #expect(try region.station.mode(of: "identity") == 0o600)
    }
  }

  @Test func `a code file that others can read is not used`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: code)
      let agent = Station(.agent, "molkom", in: scene)

      try await agent.refuses(
        "init", agent.folder, "--aggregator", region.service.url, "--code-file", code, status: 77,
        saying: "Run “chmod 600 \(code)” and try again.")

      #expect(try await region.station.reads([DeviceShape].self, "devices").isEmpty)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: code)
      let status = try await agent.reads(
        StatusShape.self, "init", agent.folder, "--code-file", code)
      #expect(status.enrolled && status.scope == "1780")
    }
  }

  @Test func `a code works once, and again for the device that used it`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")
      let first = Station(.agent, "first", in: scene)
      let second = Station(.agent, "second", in: scene)
      let words = ["--aggregator", region.service.url, "--code-file", code]

      #expect(try await first.start(["init", first.folder] + words).end().status == 0)
      #expect(try await first.start(["init", first.folder] + words).end().status == 0)
      let refused = try await second.start(["init", second.folder] + words).end()

      #expect(refused.status == 77)
      #expect(refused.error.contains("The code was used already, has expired, or never existed."))
      #expect(try await second.reads(StatusShape.self, "status").enrolled == false)
      #expect(try await region.station.reads([DeviceShape].self, "devices").count == 1)
    }
  }

  @Test func `a code nobody gave is refused`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try scene.write("bm9ib2R5IGdhdmUgbWUgdA\n", to: "guess.code")
      let agent = Station(.agent, "molkom", in: scene)

      try await agent.refuses(
        "init", agent.folder, "--aggregator", region.service.url, "--code-file", code, status: 77,
        saying: "Ask for a new one.")
    }
  }

  @Test func `a code can come from standard input`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.station.succeeds("enrol", "--unit", "Molkom")
      let agent = Station(.agent, "molkom", in: scene)

      let status = try await agent.reads(
        StatusShape.self, "init", agent.folder, "--aggregator", region.service.url, "--code-file",
        "-", input: code)

      #expect(status.enrolled && status.unit == "SCwXGn4FHK7dqc4G85XiMg")
    }
  }

  @Test func `a code expires after two weeks`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")
      await region.service.kill()
      var later = region.station
      later.clockOffset = 15 * 86_400_000
      let service = try await Service.start(
        later, ["serve", later.folder, "--listen", "127.0.0.1:0"])
      let agent = Station(.agent, "molkom", in: scene)

      try await agent.refuses(
        "init", agent.folder, "--aggregator", service.url, "--code-file", code, status: 77,
        saying: "has expired")
    }
  }

  @Test func `a code without an address waits for one`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")
      let agent = Station(.agent, "molkom", in: scene)

      try await agent.refuses(
        "init", agent.folder, "--code-file", code, status: 78,
        saying: "Run init again with --aggregator.")
      try await agent.refuses(
        "init", agent.folder, "--aggregator", "bokfink.example.se", status: 65,
        saying: "It looks like https://bokfink.example.se/")

      try await agent.succeeds(
        "init", agent.folder, "--aggregator", region.service.url, "--code-file", code)
    }
  }

  @Test func `tokens and codes stand in no log, no export and no database`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")
      let agent = Station(.agent, "molkom", in: scene)
      try await agent.succeeds(
        "init", agent.folder, "--aggregator", region.service.url, "--code-file", code)
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await service.logs("pushed=1")
      #expect(await service.stop() == 0)
      #expect(await region.service.stop() == 0)

      let secrets = [
        try agent.text(of: "token"), try String(contentsOfFile: code, encoding: .utf8),
        try region.station.text(of: "seal.key"),
      ].map { Array($0.trimmingCharacters(in: .newlines).utf8) }
      var places = [
        "agent's log": Array(service.logged.utf8),
        "region's log": Array(region.service.logged.utf8),
        "export": Array(try await agent.succeeds("export").utf8),
      ]
      for station in [agent, region.station] {
        for name in try FileManager.default.contentsOfDirectory(atPath: station.folder)
        where !["token", "seal.key"].contains(name) {
          places[station.path(name)] = Array(
            try Data(contentsOf: URL(filePath: station.path(name))))
        }
      }

      #expect(places.count > 8)
      for (place, bytes) in places {
        for secret in secrets { #expect(!bytes.contains(secret), "\(place)") }
      }
    }
  }
}
