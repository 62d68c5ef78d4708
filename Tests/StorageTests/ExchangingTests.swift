import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("A restore that is broken off anywhere leaves a whole database")
struct ExchangingTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  private var backup: Backup { Backup(random: seededWords(9)) { _, _, _ in } }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).sorted()
  }

  private func move(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(
      atPath: bench.folder.file(name), toPath: bench.folder.file(other))
  }

  /// As the folder stands after some steps: the database and its log are moved aside, and the other one comes.
  private func breakOff(after steps: Int) async throws {
    _ = try await backup.write(of: branch.path, to: "\(branch.path).restored")
    try bench.folder.copyDatabase("molkom", to: "desk")
    try bench.folder.copyDatabase("molkom.restored", to: "desk.restored")
    try FileManager.default.createDirectory(
      atPath: bench.folder.file("replaced-now"), withIntermediateDirectories: true)
    try bench.folder.write("now\n", to: "desk.exchange")
    if steps >= 1 { try move("desk", to: "replaced-now/desk") }
    if steps >= 2 { try move("desk-wal", to: "replaced-now/desk-wal") }
    if steps >= 3 { try move("desk.restored", to: "desk") }
  }

  @Test(arguments: 0...3)
  func `whoever opens the folder next brings it to its end`(steps: Int) async throws {
    try await branch.journal.enter(5)
    try await breakOff(after: steps)
    let path = bench.folder.file("desk")
    DamageMark(of: path).set("page 1")
    #expect(try Journal.exists(at: path))

    try Backup.finishRestore(of: path)

    #expect(Journal.refusal(at: path) == nil)
    let journal = try bench.open("desk")
    #expect(try await journal.standing().saved == 5)
    #expect(try await journal.verify().isEmpty)
    let files = try files()
    #expect(!files.contains("desk.exchange") && !files.contains("desk.restored"), "\(files)")
    let replaced = bench.folder.file("replaced-now")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: replaced).sorted() == [
        "desk", "desk-wal",
      ]
    )
  }

  @Test(arguments: 0...3)
  func `the same restore once more carries everything over`(steps: Int) async throws {
    try await branch.journal.enter(2)
    _ = try await backup.write(of: branch.path, to: bench.folder.file("old"))
    try await branch.journal.enter(3)
    try await breakOff(after: steps)

    let restored = try await backup.restore(
      bench.folder.file("old"), to: bench.folder.file("desk"), at: Bench.noon, stamp: "later")

    #expect(restored.carriedOver == 3)
    #expect(try await bench.open("desk").standing().saved == 5)
  }

  @Test func `while somebody is at it nobody else interferes`() async throws {
    try await branch.journal.enter(1)
    try await breakOff(after: 2)
    let path = bench.folder.file("desk")
    let lock = try #require(FolderLock(besideDatabase: path, .exclusive))

    try Backup.finishRestore(of: path)

    #expect(try files().contains("desk.exchange"))
    withExtendedLifetime(lock) {}
  }
}
