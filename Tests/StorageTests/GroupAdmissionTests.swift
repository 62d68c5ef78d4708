import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("An action is stored whole or not at all")
struct GroupAdmissionTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))
  let other = DeviceID(Array(repeating: 2, count: 16))

  init() throws { bench = try Bench() }

  private func codes(
    _ changes: [Change], from device: DeviceID? = nil, receipts: [ChangeID: Receipt] = [:]
  ) async throws -> [String] {
    let offers = changes.map {
      ExchangeRequest.Offer(line: $0.line, receipt: receipts[$0.id])
    }
    let answers = try await bench.offer(offers, from: device ?? self.device).acknowledgements
    return answers.map { answer in
      switch answer {
      case .stored(_, _, let isDuplicate): isDuplicate ? "duplicate" : "stored"
      case .missing: "missing"
      case .refused(_, let code): code
      }
    }
  }

  private func pair(_ pen: inout Pen, count: Int? = nil) throws -> [Change] {
    try pen.group(
      [(Bench.storyHour, pen.newID()), (Bench.storyHour, pen.newID())], count: count)
  }

  @Test func `a whole action is stored with numbers side by side`() async throws {
    var pen = Pen()
    let action = try pair(&pen)
    let single = try pen.put(Bench.storyHour, in: pen.newID())

    #expect(try await codes([action[0], single, action[1]]) == ["stored", "stored", "stored"])

    let reply = try await bench.offer([], from: device)
    #expect(reply.pages.flatMap(\.arrivals).map(\.id) == [action[0].id, action[1].id, single.id])
  }

  @Test func `half an action is refused and its other half may still come`() async throws {
    var pen = Pen()
    let action = try pair(&pen)

    #expect(try await codes([action[0]]) == ["group"])
    #expect(try await codes(action) == ["stored", "stored"])
  }

  @Test func `one bad member refuses the others`() async throws {
    var pen = Pen()
    let action = try pair(&pen)
    let line = String(decoding: action[1].line, as: UTF8.self)
      .replacing(#""kind":"put""#, with: #""kind":"leap""#)
    let bad = try Change(line: Array(line.utf8))

    #expect(try await codes([action[0], bad]) == ["group", "unknown-kind"])
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 0)
  }

  @Test func `one member whose ancestor is not here makes all wait`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let base = try pen.put(Bench.storyHour, in: record)
    let id: GroupID = pen.newID()
    let action = [
      try pen.member(
        ["note": .text("x")], in: record, seeing: [base.id], of: .init(id: id, index: 0, count: 2)),
      try pen.member(Bench.storyHour, in: pen.newID(), of: .init(id: id, index: 1, count: 2)),
    ]

    #expect(try await codes(action) == ["missing", "missing"])
    #expect(try await codes([base] + action) == ["stored", "stored", "stored"])
  }

  @Test func `an action that is complete is closed`() async throws {
    var pen = Pen()
    let action = try pair(&pen)
    let group = try #require(action[0].group)
    let late = try pen.member(Bench.storyHour, in: pen.newID(), of: group)

    #expect(try await codes(action) == ["stored", "stored"])
    #expect(try await codes([late]) == ["group-closed"])
    #expect(try await codes([action[1], late]) == ["duplicate", "group-closed"])
    #expect(try await codes(action) == ["duplicate", "duplicate"])
  }

  @Test func `two lines for one place are refused`() async throws {
    var pen = Pen()
    let action = try pair(&pen)
    let group = try #require(action[0].group)
    let rival = try pen.member(Bench.storyHour, in: pen.newID(), of: group)

    let answers = try await codes([action[0], rival, action[1]])
    #expect(answers == ["group-closed", "group-closed", "group-closed"])
  }

  @Test func `members that do not agree how many they are do not fit together`() async throws {
    var pen = Pen()
    let id: GroupID = pen.newID()
    let action = [
      try pen.member(Bench.storyHour, in: pen.newID(), of: .init(id: id, index: 0, count: 2)),
      try pen.member(Bench.storyHour, in: pen.newID(), of: .init(id: id, index: 1, count: 3)),
    ]

    #expect(try await codes(action) == ["group", "group"])
  }

  @Test func `an action of more than 256 KiB is refused`() async throws {
    var pen = Pen()
    let long = ["note": Value.text(String(repeating: "x", count: 60_000))]
    let action = try pen.group((0..<5).map { _ in (long, pen.newID()) })

    #expect(try await codes(action) == Array(repeating: "group", count: 5))
  }

  @Test func `an action may build on itself but not across records`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let id: GroupID = pen.newID()
    let first = try pen.member(
      Bench.storyHour, in: record, of: .init(id: id, index: 0, count: 2))
    let second = try pen.member(
      ["note": .text("x")], in: record, seeing: [first.id], of: .init(id: id, index: 1, count: 2))
    #expect(try await codes([first, second]) == ["stored", "stored"])

    let next: GroupID = pen.newID()
    let here = try pen.member(
      Bench.storyHour, in: pen.newID(), of: .init(id: next, index: 0, count: 2))
    let there = try pen.member(
      Bench.storyHour, in: pen.newID(), seeing: [here.id], of: .init(id: next, index: 1, count: 2))
    #expect(try await codes([here, there]) == ["group", "foreign-seen"])
  }

  @Test func `two devices may name their actions alike`() async throws {
    var pen = Pen()
    let action = try pair(&pen)
    let group = try #require(action[0].group)
    let namesake = [
      try pen.member(Bench.storyHour, in: pen.newID(), of: group),
      try pen.member(
        Bench.storyHour, in: pen.newID(), of: .init(id: group.id, index: 1, count: 2)),
    ]

    #expect(try await codes(action) == ["stored", "stored"])
    #expect(try await codes(namesake, from: other) == ["stored", "stored"])
  }

  @Test func `a carrier brings two devices' actions of one name`() async throws {
    var pen = Pen()
    let mine = try pair(&pen)
    let group = try #require(mine[0].group)
    let theirs = [
      try pen.member(Bench.storyHour, in: pen.newID(), of: group),
      try pen.member(
        Bench.storyHour, in: pen.newID(), of: .init(id: group.id, index: 1, count: 2)),
    ]
    let receipts = Dictionary(
      uniqueKeysWithValues: mine.map { ($0.id, bench.receipt(of: $0.id, from: device)) }
        + theirs.map { ($0.id, bench.receipt(of: $0.id, from: other)) })

    let answers = try await codes(
      mine + theirs, from: DeviceID(Array(repeating: 3, count: 16)), receipts: receipts)

    #expect(answers == Array(repeating: "stored", count: 4))
  }
}
