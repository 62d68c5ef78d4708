import Foundation
import Replication
import TestSupport
import Testing

// Protocol/README.md, section 12, where no other suite has it; with the real programs.

@Suite("What goes wrong on the way costs nothing", .timeLimit(.minutes(5)))
struct MishapTests {
  @Test(arguments: [false, true])
  func `a line that breaks anywhere, under a request or its answer`(isUp: Bool) async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let line = try BreakingLine(to: region.service.port)
      try await agent.succeeds("init", agent.folder, "--aggregator", line.url)
      var lost = 0

      for (round, bytes) in stride(from: 0, through: 2_800, by: 200).enumerated() {
        try await log(round, at: agent)
        line.cut(isUp ? .init(up: bytes) : .init(down: bytes))
        let run = try await agent.run("sync")
        #expect(run.status == 0 || run.error.contains("The connection was cut ("), "\(run)")
        let held = try await region.station.reads(CountsShape.self, "status")["1780"]?.changes ?? 0
        let told = try await agent.reads(StatusShape.self, "status").acknowledged
        #expect(told <= held)
        if told < held { lost += 1 }
        try await agent.succeeds("sync")
      }

      // Below an answer the request was done, and its acknowledgement got lost.
      #expect(isUp || lost > 0)
      #expect(try await agent.reads(StatusShape.self, "status").waiting == 0)
      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 15)
      #expect(try await agent.reads(ProofShape.self, "verify")["1780"] == proof["1780"])
    }
  }

  @Test func `a first download goes on at its last mark after every cut`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let city = try await region.branch("city", unit: "Stadsbiblioteket")
      for year in 2012...2017 {
        try await city.succeeds(
          "log", "--from", "-", input: days(1...330).replacing("2026-", with: "\(year)-"))
      }
      try await city.succeeds("sync")
      let whole = try BreakingLine(to: region.service.port)
      let first = try await agent("first", over: whole, region)
      try await first.succeeds("sync")
      let line = try BreakingLine(to: region.service.port)
      let new = try await agent("new", over: line, region)
      let enrolled = line.bytesDown

      var marks: [Int64] = []
      for round in 1...6 {
        line.cut(.init(down: 150_000 + round * 7_919))
        try await new.refuses("sync", status: 69, saying: "What arrived is kept; the rest follows.")
        let status = try await new.reads(StatusShape.self, "status")
        marks.append(status.scopes.first { $0.scope == "1780" }?.n ?? 0)
      }
      try await new.succeeds("sync")

      #expect(marks[0] > 0 && marks == marks.sorted() && Set(marks).count == 6, "\(marks)")
      let proof = try await new.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 1_980)
      #expect(proof["1780"] == (try await first.reads(ProofShape.self, "verify"))["1780"])
      // What is fetched twice is at most what lies between two marks.
      #expect(line.bytesDown - enrolled < whole.bytesDown + 6 * 200_000)
    }
  }

  private func agent(_ name: String, over line: BreakingLine, _ region: Region) async throws
    -> Station
  {
    let agent = Station(.agent, name, in: region.scene)
    try await agent.succeeds(
      "init", agent.folder, "--aggregator", line.url, "--code-file", try await region.code(name))
    return agent
  }

  @Test func `an answer from a cache is thrown away`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await log(0, at: agent)
      try await agent.succeeds("sync")
      let old = try await knock(region, as: agent)
      try await log(1, at: agent)
      try await agent.succeeds("sync")
      let before = try await agent.reads(ProofShape.self, "verify")
      let cache = try Stranger(answering: old.text)
      try await agent.succeeds("init", agent.folder, "--aggregator", cache.url)
      try await log(2, at: agent)

      try await agent.refuses("sync", status: 69, saying: "The answer could not be used.")

      #expect(try await agent.reads(StatusShape.self, "status").waiting == 1)
      #expect(try await agent.reads(ProofShape.self, "verify")["1780"]?.h == before["1780"]?.h)
      try await agent.succeeds("init", agent.folder, "--aggregator", region.service.url)
      try await agent.succeeds("sync")
      #expect(try await region.station.reads(CountsShape.self, "status")["1780"]?.changes == 3)
    }
  }

  @Test func `an aggregator that lost what an entry builds on asks for it by name`() async throws {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let author = try await region.branch("author")
      let editor = try await region.branch("editor", unit: "Stadsbiblioteket")
      await region.service.kill()
      let backup = try region.station.copied(to: "backup")
      region = try await region.restarted()
      let record = try await author.reads(
        SavedShape.self, "log", "activity", "date=2026-03-02", "category=102",
        "children_primary=ja"
      ).records[0]
      for agent in [author, editor] { try await agent.succeeds("sync") }
      let device = try #require(try await author.reads(StatusShape.self, "status").device)
      await region.service.kill()
      try region.station.restore(from: backup)
      region = try await region.restarted()

      // Its author is gone for good; the delay that others' lines have does not hold for what is asked for.
      try await editor.succeeds("edit", record, "note=kvar")
      try await editor.succeeds("sync")

      let view = try await editor.reads(RecordShape.self, "show", record)
      #expect(view.history.count == 2 && view.history.allSatisfy { $0.n != nil })
      #expect(view.history[0].device == device)
      let proof = try await region.station.reads(ProofShape.self, "verify")
      #expect(proof.ok && proof["1780"]?.n == 2)
      #expect(try await region.station.reads([VerdictShape].self, "verdicts").isEmpty)
    }
  }

  @Test(arguments: [false, true])
  func `a line that somebody else is said to have written waits for a person`(isSealed: Bool)
    async throws
  {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let victim = try await region.branch("city", unit: "Stadsbiblioteket")
      let device = try #require(try await victim.reads(StatusShape.self, "status").device)
      var pen = Pen(seed: 5)
      let change = try pen.put(
        ["participants_children": .integer(900)], in: pen.newID())
      let receipt = Receipt(
        n: 1, received: 1_772_000_000_000, device: try #require(DeviceID(device)),
        seal: Receipt.seal(
          scope: karlstad, change: change.id, device: try #require(DeviceID(device)),
          received: 1_772_000_000_000,
          key: isSealed ? try key(of: region) : Array(repeating: 1, count: 32)))

      let answer = try await knock(
        region, as: agent, offering: [.init(line: change.line, receipt: receipt)])

      #expect(answer.body.contains("\(change.id)\",\"stored\""), "\(answer.text)")
      let verdicts = try await region.station.reads([VerdictShape].self, "verdicts")
      #expect(verdicts.map(\.reason) == (isSealed ? [] : ["unsealed"]))
      try await victim.succeeds("sync")
      #expect(try await victim.reads([ListedShape].self, "list").count == (isSealed ? 1 : 0))
    }
  }

  private func key(of region: Region) throws -> [UInt8] {
    let text = try region.station.text(of: "seal.key").trimmingCharacters(in: .newlines)
    return try #require(Hash(text)).bytes
  }

  @Test func `what a newer branch writes is kept, shown to nobody, and brought back`() async throws
  {
    try await Scene.run { scene in
      var region = try await Region.open(in: scene)
      let old = try await region.branch("old")
      let newer = try await region.branch("newer", unit: "Stadsbiblioteket")
      await region.service.kill()
      let backup = try region.station.copied(to: "backup")
      region = try await region.restarted()
      var pen = Pen(seed: 6)
      pen.catalogue = "AAAAAAAAAAAAAAAAAAAAAA"
      let record: RecordID = pen.newID()
      let change = try pen.change(type: "podcast", ["minutes": .integer(12)], in: record)
      let answer = try await knock(
        region, as: newer, offering: [.init(line: change.line, receipt: nil)])
      #expect(answer.body.contains("\(change.id)\",\"stored\""), "\(answer.text)")

      try await old.succeeds("sync")

      #expect(try await old.reads([ListedShape].self, "list").map(\.type) == ["podcast"])
      #expect(
        try await old.succeeds("export").contains(String(decoding: change.line, as: UTF8.self)))
      let before = try await old.reads(ProofShape.self, "verify")
      #expect(before.ok && before["1780"]?.n == 1)
      await region.service.kill()
      try region.station.restore(from: backup)
      region = try await region.restarted()
      try await old.succeeds("sync", "--hurry")
      let after = try await region.station.reads(ProofShape.self, "verify")
      #expect(after.ok && after["1780"]?.digest == before["1780"]?.digest)
    }
  }
}

private let karlstad = Bench.karlstad

/// One count for each number.
private func log(_ number: Int, at agent: Station) async throws {
  try await agent.succeeds(
    "log", "visit", "date=2026-03-02", "counter=\(number)", "count=7", "method=reading")
}

/// An exchange by hand, with an agent's token: from the beginning of the log.
private func knock(
  _ region: Region, as agent: Station, offering offers: [ExchangeRequest.Offer] = []
) async throws -> RawAnswer {
  let start = Mark.start(of: karlstad)
  let body = ExchangeRequest(
    cursor: start, marks: [start], now: 1_772_708_400_000, page: 10_000, offers: offers
  ).bytes
  let head = [
    "POST /sync/v1/scopes/1780/sync HTTP/1.1", "Host: a", "Connection: close",
    "Authorization: Bearer \(try agent.text(of: "token").trimmingCharacters(in: .newlines))",
    "Content-Type: \(ExchangeRequest.mediaType)", "Content-Length: \(body.count)",
  ].joined(separator: "\r\n")
  return try await send(Array("\(head)\r\n\r\n".utf8) + body, to: region.service.port)
}
