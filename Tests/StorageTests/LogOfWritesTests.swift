import Foundation
import Storage
import TestSupport
import Testing

@Suite(
  "The log of writes does not grow for ever under a long reader", .serialized,
  .timeLimit(.minutes(5)))
struct LogOfWritesTests {
  let bench: Bench
  let branch: Bench.Branch
  let writer: Connection

  private static let mebibyte: Int64 = 1 << 20

  init() async throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
    _ = try await branch.journal.enter()
    writer = try Connection(path: branch.path)
    try writer.execute(
      "PRAGMA synchronous = OFF; CREATE TABLE load (bytes BLOB); INSERT INTO load VALUES (NULL)")
  }

  private func write(_ mebibytes: Int) throws { try Self.write(mebibytes, by: writer) }

  private static func write(_ mebibytes: Int, by writer: Connection) throws {
    for _ in 0..<mebibytes {
      try writer.execute("UPDATE load SET bytes = randomblob(1048576) WHERE rowid = 1")
    }
  }

  private func mebibytes() async -> Int64 {
    await branch.journal.logOfWritesBytes() / Self.mebibyte
  }

  @Test func `when the reader has gone the log is begun anew and its file is short`() async throws {
    let reader = try Connection(reading: branch.path)
    try reader.execute("BEGIN")
    _ = try reader.value("SELECT count(*) FROM change")
    try write(100)
    #expect(await mebibytes() >= 100)

    try reader.execute("ROLLBACK")
    try write(3)

    #expect(await mebibytes() <= 64)
  }

  @Test func `a question that is never answered gives way`() async throws {
    let reader = try Reader(path: branch.path)
    let ended = Collected<Bool>()
    let reading = Task {
      defer { ended.add(true) }
      return try await reader.rows(
        """
        WITH RECURSIVE number (n) AS (SELECT count(*) FROM change UNION ALL
          SELECT n + 1 FROM number LIMIT 1000000000)
        SELECT count(*) FROM number
        """)
    }

    var written = 0
    while ended.all.isEmpty, written < 1_000 {
      try write(1)
      written += 1
      await Task.yield()
    }

    #expect(written < 1_000)
    reading.cancel()
    await #expect(throws: JournalError.overtaken) { try await reading.value }
    try write(3)
    #expect(await mebibytes() <= 64)
  }

  @Test func `a backup that is overtaken leaves nothing behind`() async throws {
    try writer.execute("INSERT INTO load VALUES (randomblob(16777216))")
    let path = branch.path
    let backup = Backup(random: seededWords(9)) { step, done, total in
      guard step == .copy, done < total else { return }
      try? Self.write(300, by: Connection(path: path))
    }

    await #expect(throws: JournalError.overtaken) {
      try await backup.write(of: path, to: bench.folder.file("copy"))
    }

    let left = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
    #expect(!left.contains { $0.hasPrefix("copy") })
    try write(3)
    #expect(await mebibytes() <= 64)
  }
}
