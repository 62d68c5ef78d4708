import Foundation
import Testing

@Suite(
  "Disks are copied, lost and put back, and every entry is there once", .timeLimit(.minutes(5)))
struct DisasterTests {
  @Test func `an aggregator that was put back from an old copy is healed`() async throws {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let molkom = try await region.branch("molkom")
      try await log(1, at: molkom)
      try await molkom.succeeds("sync")
      await region.service.kill()
      let backup = try region.station.copied(to: "backup")
      region = try await region.restarted()
      let city = try await region.branch("city", unit: "Stadsbiblioteket")
      let gone = try await region.branch("gone", unit: "Skåre")
      for (day, agent) in [(2, molkom), (3, city), (4, gone)] {
        try await log(day, at: agent)
        try await agent.succeeds("sync")
      }
      for agent in [molkom, city] { try await agent.succeeds("sync") }

      await region.service.kill()
      try region.station.restore(from: backup)
      region = try await region.restarted()
      try await log(5, at: molkom)
      try await molkom.succeeds("sync")
      try await city.succeeds("sync", "--hurry")
      try await molkom.succeeds("sync", "--hurry")
      try await city.succeeds("sync")

      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 5)
      for agent in [molkom, city] {
        let own = try await agent.reads(ProofShape.self, "verify")
        #expect(own.ok && own["1780"] == proof["1780"])
        #expect(own["county"]?.digest == proof["county"]?.digest)
        #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
        #expect(try await days(at: agent) == [5, 4, 3, 2, 1])
      }
      // The lost branch's entry came by another hand, and its seal says whose it is.
      let devices = try await region.station.reads([DeviceShape].self, "devices")
      #expect(Set(devices.map(\.name)) == ["molkom", "city", "gone"])
      try await gone.succeeds("sync")
      #expect(try await gone.reads(StatusShape.self, "status").waiting == 0)
    }
  }

  @Test func `an agent whose disk was copied records in both places`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let desk = try await region.branch("desk")
      try await log(1, at: desk)
      let copy = try desk.copied(to: "copy")

      try await log(2, at: desk)
      try await log(3, at: copy)
      let started = try [desk, copy].map { try $0.start(["sync"]) }
      for command in started { #expect(await command.end().status == 0) }
      try await desk.succeeds("sync")
      try await copy.succeeds("sync")

      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 3)
      for agent in [desk, copy] {
        #expect(try await days(at: agent) == [3, 2, 1])
        #expect(try await agent.reads(ProofShape.self, "verify")["1780"] == proof["1780"])
        #expect(try await agent.reads([QuestionShape].self, "inbox").isEmpty)
      }
    }
  }

  @Test func `an agent that was put back from an old copy pulls what it lost`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let desk = try await region.branch("desk")
      try await log(1, at: desk)
      let backup = try desk.copied(to: "backup")
      try await log(2, at: desk)
      try await desk.succeeds("sync")

      try desk.restore(from: backup)
      try await log(3, at: desk)
      #expect(try await days(at: desk) == [3, 1])
      try await desk.succeeds("sync")

      #expect(try await days(at: desk) == [3, 2, 1])
      #expect(
        try await desk.reads(ProofShape.self, "verify")["1780"]
          == (try await region.station.reads(ProofShape.self, "verify"))["1780"])
    }
  }

  @Test(arguments: ["seal.key", "identity"])
  func `an aggregator without its key says where to look and gets no other`(
    name: String
  ) async throws {
    try await Scene.run { scene in
      let station = Station(.aggregator, "region", in: scene)
      try await station.succeeds("init", station.folder)
      let kept = try station.text(of: name)
      try FileManager.default.removeItem(atPath: station.path(name))

      try await station.refuses("status", status: 78, saying: "Put it back from the backup")
      try await station.refuses("serve", station.folder, status: 78, saying: "Put it back")
      try await station.refuses("init", station.folder, status: 78, saying: "Put it back")
      _ = try scene.write("damaged\n", to: "region/\(name)")
      try await station.refuses("status", status: 78, saying: "is damaged. Put it back")
      _ = try scene.write(kept, to: "region/\(name)", mode: 0o644)
      try await station.refuses("status", status: 77, saying: "Run “chmod 600 ")
      _ = try scene.write(kept, to: "region/\(name)")

      #expect(try await station.reads(ProofShape.self, "verify").ok)
    }
  }

  @Test func `a lost token asks for a new code`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("desk")
      try await log(1, at: agent)
      _ = try scene.write("bm9ib2R5IGdhdmUgbWUgdGhpcyB0b2tlbiB0byB1c2U\n", to: "desk/token")

      try await agent.refuses("sync", status: 77, saying: "Ask for a new code and run init again.")

      #expect(try await agent.reads(StatusShape.self, "status").waiting == 1)
    }
  }
}

/// Records one count, told apart by its day.
private func log(_ day: Int, at agent: Station) async throws {
  try await agent.succeeds(
    "log", "visit", "date=2026-03-0\(day)", "count=\(100 + day)", "method=reading")
}

/// The days of the counts an agent lists, newest first.
private func days(at agent: Station) async throws -> [Int] {
  try await agent.reads([ListedShape].self, "list").compactMap { record in
    guard case .number(let count)? = record.fields["count"] else { return nil }
    return Int(count) - 100
  }
}
