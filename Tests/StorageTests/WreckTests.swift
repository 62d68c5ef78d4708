import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("What a damaged database still holds is found")
struct WreckTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  private var path: String { bench.folder.file("molkom") }

  /// Entries of every kind: received and not, alone and in actions, short and over many pages, some set aside.
  private func fill() async throws {
    try await branch.journal.enter(120)
    var pen = Pen()
    let long = String(repeating: "Åk 3 läste högt. ", count: 1_500)
    let lines = try [100, 3_000, 9_000, 25_000].map { length in
      try pen.put(["note": .text(String(long.prefix(length)))], in: pen.newID())
    }
    try await bench.plant(lines, at: branch)
    try await branch.journal.record(
      [Bench.activity(), Bench.visits(4)], in: Bench.karlstad, by: Bench.author())
    try await setAside(try await branch.journal.enter())
    _ = try await branch.journal.click(
      3, on: Bench.door(), in: Bench.karlstad, fingerprint: "pc", by: Bench.author())
  }

  /// The aggregator finds a change that nobody can store.
  private func setAside(_ record: RecordID) async throws {
    let view = try #require(try await branch.journal.look(at: record))
    let position = try await branch.journal.tip(of: Bench.karlstad)
    _ = try await branch.journal.apply(
      ExchangeReply(
        time: Bench.noon, tip: position, catalogue: "",
        acknowledgements: [.refused(view.drawn[0], code: "group")], pages: [], end: position,
        more: false), to: Bench.karlstad, at: Bench.noon)
  }

  private func lines(_ export: (@Sendable ([UInt8]) throws -> Void) async throws -> Void)
    async throws -> [String]
  {
    let written = Collected<[UInt8]>()
    try await export { written.add($0) }
    return String(decoding: written.all.flatMap { $0 }, as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  private func salvaged(_ path: String) async throws -> [String] {
    try await lines { write in _ = try Wreck(path: path).export(progress: { _, _ in }, write) }
  }

  @Test(arguments: [false, true])
  func `of a whole database the same lines are found as by asking`(isInOneFile: Bool) async throws {
    try await fill()
    if isInOneFile { try bench.damage("molkom", "PRAGMA wal_checkpoint(TRUNCATE)") }

    let asked = try await lines { try await branch.journal.export($0) }

    #expect(asked.count { $0.hasPrefix("c ") } == 127)
    #expect(asked.count { $0.hasPrefix("a ") } == 1)
    #expect(try await salvaged(path) == asked)
  }

  /// A page is hit somewhere, half of it or all of it; each time the lines on all other pages must come out.
  @Test(arguments: UInt64(1)...60)
  func `every line on a page that is whole is found`(seed: UInt64) async throws {
    try await fill()
    try bench.damage("molkom", "PRAGMA wal_checkpoint(TRUNCATE)")
    var file = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let short = try await lines { try await branch.journal.export($0) }
      .filter { $0.hasPrefix("c ") && $0.utf8.count < 2_000 }
    let places = try short.map { line in
      try #require(Data(file).range(of: Data(line.utf8.dropFirst(2)))).lowerBound / 4096
    }
    var random = SeededRandom(seed: seed)

    let hit = Set(
      (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Int.random(in: 0..<file.count / 4096, using: &random)
      })
    for page in hit {
      let length = [64, 512, 4096].randomElement(using: &random) ?? 64
      let start = page * 4096 + Int.random(in: 0...4096 - length, using: &random)
      for place in start..<start + length {
        file[place] = UInt8.random(in: 0...255, using: &random)
      }
    }
    try Data(file).write(to: URL(filePath: bench.folder.file("wreck")))

    let found = Set(try await salvaged(bench.folder.file("wreck")))
    let expected = zip(short, places).filter { !hit.contains($0.1) }.map(\.0)
    #expect(expected.count > 60)
    #expect(found.isSuperset(of: expected))
  }

  @Test func `what was removed does not come back`() async throws {
    try await branch.journal.enter(200)
    try bench.damage(
      "molkom", "DELETE FROM change WHERE local > 20; PRAGMA wal_checkpoint(TRUNCATE)")

    #expect(try await salvaged(path).count { $0.hasPrefix("c ") } == 20)
  }

  @Test func `a line of which one letter was altered proves nothing`() async throws {
    _ = try await branch.journal.enter(["note": .text("Sagan om de tolv")])
    try await branch.journal.enter(30)
    try bench.damage("molkom", "PRAGMA wal_checkpoint(TRUNCATE)")
    let asked = try await lines { try await branch.journal.export($0) }
    var file = try Data(contentsOf: URL(filePath: path))
    while let place = file.range(of: Data("de tolv".utf8)) {
      file.replaceSubrange(place, with: Data("de fyra".utf8))
    }
    try file.write(to: URL(filePath: bench.folder.file("wreck")))

    let found = try await salvaged(bench.folder.file("wreck"))

    #expect(found.count { $0.hasPrefix("c ") } == 30)
    #expect(found.allSatisfy(asked.contains))
  }

  @Test(arguments: [0, 1, 100, 4_096, 10_000])
  func `a file of nothing is an empty wreck`(length: Int) async throws {
    try bench.folder.write(String(repeating: "\u{0D}", count: length), to: "nothing")

    #expect(try await salvaged(bench.folder.file("nothing")).isEmpty)
  }
}

@Suite("A database that was found damaged is only read")
struct SafeModeTests {
  let bench: Bench
  let journal: Journal

  init() throws {
    bench = try Bench()
    journal = try bench.open("molkom")
  }

  @Test func `nothing is recorded from the moment the damage is noted, also by who had it open`()
    async throws
  {
    let record = try await journal.enter()
    DamageMark(of: journal.path).set("page 7 is not there\nand more")

    let error = await #expect(throws: JournalError.self) { try await journal.enter() }

    #expect(error == .inSafeMode(finding: "page 7 is not there"))
    #expect(try await journal.look(at: record)?.life == "alive")
    #expect(Journal.refusal(at: journal.path) == error)
    let reading = try Journal(
      reading: journal.path, refusal: .inSafeMode(finding: "page 7 is not there"))
    #expect(try await reading.look(at: record)?.life == "alive")
    await #expect(throws: JournalError.self) { try await reading.hurry() }
    #expect(try await reading.verify().isEmpty)
  }

  @Test func `whoever looks closely and finds nothing ends it`() async throws {
    let mark = DamageMark(of: journal.path)
    mark.set("once")
    mark.set("twice")
    #expect(mark.finding == "once")

    #expect(mark.noteAgain([.damage("still")]) && mark.finding == "once")
    #expect(!mark.noteAgain([.wrongRows(table: "record")]))

    #expect(mark.finding == nil)
    _ = try await journal.enter()
  }

  @Test func `only damage is noted`() async throws {
    let mark = DamageMark(of: journal.path)

    mark.note(JournalError.unknownHeads)

    #expect(mark.finding == nil)
  }

  @Test func `a page that is hit is found, and a search can be given up`() async throws {
    try await journal.enter(500)
    try bench.damage("molkom", "PRAGMA wal_checkpoint(TRUNCATE)")
    #expect(try await journal.findDamage { false } == [])
    #expect(try await journal.findDamage { true } == nil)
    try bench.folder.copyDatabase("molkom", to: "wreck")
    let file = try FileHandle(forUpdating: URL(filePath: bench.folder.file("wreck")))
    try file.seek(toOffset: 20 * 4096)
    try file.write(contentsOf: Data(repeating: 7, count: 4096))
    try file.close()

    let wreck = try Journal(
      reading: bench.folder.file("wreck"), refusal: .inSafeMode(finding: "?"))

    #expect(try await wreck.findDamage { false }?.isEmpty == false)
    let found = try await wreck.verify()
    #expect(!found.isEmpty && found.allSatisfy { if case .damage = $0 { true } else { false } })
  }
}
