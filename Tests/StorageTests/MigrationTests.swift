import Foundation
import Replication
import Storage
import TestSupport
import Testing

/// `Protocol/databases/` keeps one file per shipped version of the schema, as a program of that version left it.
@Suite("A database of every shipped version opens and loses nothing")
struct MigrationTests {
  static let files = ["agent-v1", "aggregator-v1"]

  private func opened(_ name: String) throws -> (journal: Journal, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    let old = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Protocol/databases/\(name).db")
    try FileManager.default.copyItem(at: old, to: URL(filePath: folder.file("old")))
    return (try Journal(path: folder.file("old"), random: seededWords(1)), folder)
  }

  @Test(arguments: files)
  func `what it holds is still there, and adds up`(name: String) async throws {
    let (journal, folder) = try opened(name)

    #expect(try await journal.verify(progress: { _, _ in }) == [])
    #expect(
      try await journal.ask(
        "SELECT count(*) FROM record WHERE type IN ('visit', 'activity') AND life = 'alive'")
        == [[.integer(name == "agent-v1" ? 3 : 2)]])
    let newest = try await journal.ask("PRAGMA user_version")[0][0].integer ?? 0
    #expect(newest > 1)
    _ = try Journal(path: folder.file("old"), random: seededWords(2))
    #expect(try await journal.ask("PRAGMA user_version") == [[.integer(newest)]])
  }
}
