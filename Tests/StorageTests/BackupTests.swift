import Catalogue
import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("A backup is whole, and putting it back loses nothing")
struct BackupTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  private func backup(_ steps: Collected<String> = Collected()) -> Backup {
    Backup(random: seededWords(9)) { step, done, of in steps.add("\(step) \(done)/\(of)") }
  }

  private var copy: String { bench.folder.file("copy") }

  /// What `path` holds once nobody has it open any more.
  private func reopened(_ path: String) throws -> Journal {
    try Journal(path: path, random: seededWords(10))
  }

  @Test func `a copy is opened, folded and compared before it gets its name`() async throws {
    try await branch.journal.enter(50)
    try await bench.sync(branch)
    let steps = Collected<String>()

    let digests = try await backup(steps).write(of: branch.path, to: copy)

    #expect(digests == [try await branch.journal.digest(of: Bench.karlstad)])
    #expect(try await reopened(copy).verify().isEmpty)
    #expect(steps.all.contains { $0.hasPrefix("copy ") })
    #expect(steps.all.last == "verify 100/100")
    let left = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
    #expect(!left.contains { $0.hasPrefix("copy.new") })
  }

  @Test func `a copy that is not whole replaces nothing`() async throws {
    try await branch.journal.enter(5)
    _ = try await backup().write(of: branch.path, to: copy)
    let before = try Data(contentsOf: URL(filePath: copy))
    try bench.damage("molkom", "UPDATE change SET line = x'00' WHERE local = 3")

    await #expect(throws: BackupError.self) { try await backup().write(of: branch.path, to: copy) }

    #expect(try Data(contentsOf: URL(filePath: copy)) == before)
  }

  @Test func `others go on writing while it is copied`() async throws {
    try await branch.journal.enter(2_000)
    let other = try bench.open("molkom")
    let written = Collected<RecordID>()
    let making = Task { [self] in
      try await backup().write(of: branch.path, to: copy)
    }

    while !FileManager.default.fileExists(atPath: copy), !making.isCancelled {
      written.add(try await other.enter())
      if written.all.count > 5_000 { break }
    }
    _ = try await making.value

    #expect(written.all.count > 0)
    #expect(try await reopened(copy).standing().saved >= 2_000)
    #expect(try await branch.journal.standing().saved == Int64(2_000 + written.all.count))
  }

  @Test func `what the replaced database held and the backup did not is carried over`()
    async throws
  {
    try await branch.journal.enter(3)
    try await bench.sync(branch)
    _ = try await backup().write(of: branch.path, to: copy)
    let later = try await branch.journal.enter(["note": .text("efter")])
    try await branch.journal.record(
      [Bench.activity(), Bench.visits(4)], in: Bench.karlstad, by: Bench.author())
    let city = try bench.branch("city")
    _ = try await city.journal.enter(by: "eva")
    try await bench.sync(city, branch)
    let unsent = try await branch.journal.enter()
    let before = try await branch.journal.derived()

    let restored = try await backup().restore(
      copy, to: branch.path, at: Bench.noon, stamp: "now")

    #expect(restored.carriedOver == 5 && restored.leftOut == 0)
    #expect(restored.replaced == bench.folder.file("replaced-now"))
    let journal = try reopened(branch.path)
    #expect(try await journal.derived() == before)
    #expect(try await journal.look(at: later)?["note"] == .text("efter"))
    #expect(try await journal.look(at: unsent)?.life == "alive")
    try await bench.sync(Bench.Branch(journal: journal, device: branch.device))
    #expect(try await journal.standing().waiting == 0)
    #expect(
      try await journal.digest(of: Bench.karlstad).digest
        == bench.aggregator.digest(of: Bench.karlstad).digest)
    #expect(try await journal.verify().isEmpty)
  }

  @Test func `half an action is left where it was`() async throws {
    try await branch.journal.enter(1)
    _ = try await backup().write(of: branch.path, to: copy)
    try await branch.journal.record(
      [Bench.activity(), Bench.visits(4)], in: Bench.karlstad, by: Bench.author())
    try bench.damage("molkom", "UPDATE change SET line = x'00' WHERE local = 2")

    let restored = try await backup().restore(
      copy, to: branch.path, at: Bench.noon, stamp: "now")

    #expect(restored.carriedOver == 0 && restored.leftOut == 1)
    #expect(try await reopened(branch.path).standing().saved == 1)
  }

  @Test func `clicks count as far as they had come`() async throws {
    let click = { (count: Int64, day: String) async throws in
      _ = try await branch.journal.click(
        count, on: Bench.door(day), in: Bench.karlstad, fingerprint: "pc", by: Bench.author())
    }
    try await click(5, "2026-03-03")
    try await click(2, "2026-03-04")
    _ = try await backup().write(of: branch.path, to: copy)
    try await click(4, "2026-03-03")
    try await branch.journal.sealTallies(in: Bench.karlstad, by: Bench.author())
    try await click(1, "2026-03-04")
    try await click(3, "2026-03-05")

    _ = try await backup().restore(copy, to: branch.path, at: Bench.noon, stamp: "now")
    let journal = try reopened(branch.path)
    try await journal.sealTallies(in: Bench.karlstad, by: Bench.author())

    let counts = try await ["2026-03-03", "2026-03-04", "2026-03-05"].asyncMap { day in
      try await journal.look(at: Bench.door(day).record)?["count"]
    }
    #expect(counts == [.integer(9), .integer(3), .integer(3)])
  }

  @Test func `a damaged database is replaced, and what can be read of it is kept`() async throws {
    try await branch.journal.enter(40)
    _ = try await backup().write(of: branch.path, to: copy)
    try await branch.journal.enter(400)
    try bench.damage("molkom", "PRAGMA wal_checkpoint(TRUNCATE)")
    let file = try FileHandle(forUpdating: URL(filePath: branch.path))
    try file.write(contentsOf: Data(repeating: 0, count: 4096))
    try file.close()
    DamageMark(of: branch.path).set("page 1")

    let restored = try await backup().restore(
      copy, to: branch.path, at: Bench.noon, stamp: "now")

    #expect(restored.carriedOver == 400)
    #expect(Journal.refusal(at: branch.path) == nil)
    #expect(try await reopened(branch.path).standing().saved == 440)
  }

  @Test func `a backup of another municipality is not put here`() async throws {
    try await branch.journal.enter(1)
    try await branch.journal.setMeta([.scope: .text("1780")])
    let other = try bench.branch("other")
    try await other.journal.enter(1)
    try await other.journal.setMeta([.scope: .text("1715")])
    _ = try await backup().write(of: other.path, to: copy)

    await #expect(throws: BackupError.ofAnother(scope: "1715", here: "1780")) {
      try await backup().restore(copy, to: branch.path, at: Bench.noon, stamp: "now")
    }
    #expect(try await reopened(branch.path).meta(.scope) == .text("1780"))
  }

  /// A backup may be newer than the folder it is put into, and the folder newer than the backup.
  @Test(arguments: ["used-codes", "revocations", "standings", "erased"])
  func `what was decided beside either database stays decided`(list: String) throws {
    let (theirs, ours) = (try TemporaryFolder(), try TemporaryFolder())
    try Data("both\ntheirs\n".utf8).write(to: URL(filePath: theirs.file(list)))
    try Data("both\nours\n".utf8).write(to: URL(filePath: ours.file(list)))

    try Backup.unite(besides: theirs.path, with: ours.path)
    try Backup.unite(besides: theirs.path, with: ours.path)

    let text = try String(contentsOfFile: ours.file(list), encoding: .utf8)
    #expect(text == "both\nours\ntheirs\n")
  }

  @Test func `a letter is no backup`() async throws {
    try bench.folder.write("Hej!", to: "letter")

    await #expect(throws: BackupError.noBackup(bench.folder.file("letter"))) {
      try await backup().restore(
        bench.folder.file("letter"), to: branch.path, at: Bench.noon, stamp: "now")
    }
  }
}

extension Array {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows
    -> [Result]
  {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
