import Catalogue
import Foundation
import PowerCut
import Replication
import Storage
import TestSupport
import Testing

/// On a disk that forgets what it was not told to keep, see `Tests/PowerCut`.
@Suite("After a power cut everything is there that was reported as saved")
struct PowerCutTests {
  @Test(arguments: UInt64(1)...24)
  func `an agent and its aggregator keep what they said, cut after cut`(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: seed)
    var told = Told()
    for generation in 0..<4 {
      let here = folder.file("disk-\(generation)")
      let next = folder.file("disk-\(generation + 1)")
      for path in [here, next] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      power_watch(here)
      defer { power_unwatch(here) }
      let desk = try PoweredDesk(folder: here, seed: random.next())
      try await desk.check(told)
      try await desk.work(until: next, telling: &told, using: &random)
    }
  }

  @Test func `the disk does forget what it was not told to keep`() async throws {
    let folder = try TemporaryFolder()
    let (here, next) = (folder.file("here"), folder.file("next"))
    for path in [here, next] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    power_watch(here)
    defer { power_unwatch(here) }
    let connection = try Connection(path: "\(here)/loose")
    try connection.execute("PRAGMA synchronous = OFF; CREATE TABLE a (b)")

    var lost = 0
    for round in 1...20 {
      try connection.execute("INSERT INTO a VALUES (\(round))")
      power_cut_after(here, 0, next, UInt64(round))
      try connection.execute("INSERT INTO a VALUES (0)")
      #expect(power_is_cut(here))
      let kept = try? Connection(path: "\(next)/loose").value("SELECT count(*) FROM a")
      if kept?.integer != Int64(2 * round - 1) { lost += 1 }
      for ending in ["", "-wal", "-shm"] { unlink("\(next)/loose\(ending)") }
    }

    #expect(lost > 5)
  }
}

/// What a person, or another node, was told.
private struct Told {
  var saved: Set<ChangeID> = []
  var clicks: Int64 = 0
}

/// An agent and an aggregator on one disk.
private struct PoweredDesk {
  let agent: Journal
  let aggregator: Journal
  let folder: String

  static let device = DeviceID(Array(repeating: 1, count: 16))

  init(folder: String, seed: UInt64) throws {
    self.folder = folder
    agent = try Journal(path: "\(folder)/agent", random: seededWords(seed))
    aggregator = try Journal(
      path: "\(folder)/aggregator",
      authority: .init(
        device: DeviceID(Array(repeating: 9, count: 16)), sealKey: Bench.sealKey),
      random: seededWords(seed &+ 1))
  }

  /// Both databases are whole, and hold what was told.
  func check(_ told: Told) async throws {
    #expect(try await agent.verify() == [])
    #expect(try await aggregator.verify() == [])
    let held = try await agent.ask("SELECT id, n FROM change")
    let ids = Set(held.compactMap { $0[0].text.flatMap(ChangeID.init) })
    #expect(told.saved.subtracting(ids).isEmpty)
    let counted = try await agent.look(at: Bench.door().record)?["count"]
    let sealed = if case .integer(let count)? = counted { count } else { Int64(0) }
    #expect(try await agent.standing().openClicks + sealed >= told.clicks)
    // What the agent was told is received, the aggregator holds.
    let there = Set(
      try await aggregator.ask("SELECT id FROM change").compactMap {
        $0[0].text.flatMap(ChangeID.init)
      })
    let received = Set(
      held.filter { $0[1] != .null }.compactMap { $0[0].text.flatMap(ChangeID.init) })
    #expect(received.subtracting(there).isEmpty)
  }

  /// Works until the power goes. What was begun before and not finished may be there or not.
  func work(until image: String, telling told: inout Told, using random: inout SeededRandom)
    async throws
  {
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      try await act(&told, using: &random)
    }
    power_cut_after(folder, Int32.random(in: 0...120, using: &random), image, random.next())
    while true {
      var after = told
      try await act(&after, using: &random)
      if power_is_cut(folder) { return }
      told = after
    }
  }

  private func act(_ told: inout Told, using random: inout SeededRandom) async throws {
    switch Int.random(in: 0...9, using: &random) {
    case 0...3:
      let intents = (0..<Int.random(in: 1...3, using: &random)).map { _ in Bench.activity() }
      let saved = try await agent.record(intents, in: Bench.karlstad, by: Bench.author())
      told.saved.formUnion(saved.changes)
    case 4: try await agent.enter(Int.random(in: 20...200, using: &random))
    case 5...6:
      _ = try await agent.click(
        2, on: Bench.door(), in: Bench.karlstad, fingerprint: "pc", by: Bench.author())
      told.clicks += 2
    case 7: try await agent.sealTallies(in: Bench.karlstad, by: Bench.author())
    case 8: try await exchange()
    default: try await agent.rebuild()
    }
  }

  private func exchange() async throws {
    let request = try await agent.nextExchange(
      Bench.karlstad, batch: 200, page: 10_000, now: Bench.noon)
    let outcome = try await aggregator.exchange(
      request, in: Bench.karlstad, from: Self.device, now: Bench.noon)
    switch outcome {
    case .reply(let reply):
      _ = try await agent.apply(reply, to: Bench.karlstad, at: Bench.noon)
    case .rolledBack: Issue.record("the aggregator forgot what it had told")
    }
  }
}
