import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("A full disk loses nothing that was saved")
struct FullDiskTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  private func journal(_ name: String) throws -> Journal {
    let path = bench.folder.file(name)
    return try Journal(
      path: path, ballast: Ballast(besideDatabase: path), random: seededWords(5))
  }

  private var ballast: String { bench.folder.file("ballast") }

  /// SQLite says FULL, too, when a table has used up its last number.
  private func fill(_ name: String) throws {
    try bench.damage(
      name,
      """
      CREATE TABLE brim (id INTEGER PRIMARY KEY AUTOINCREMENT);
      INSERT INTO brim VALUES (9223372036854775807);
      CREATE TRIGGER overflow BEFORE INSERT ON change
      BEGIN INSERT INTO brim (id) VALUES (NULL); END
      """)
  }

  @Test func `an entry that finds no room lets the ballast go and is tried once more`() async throws
  {
    let journal = try journal("molkom")
    let before = try await journal.enter()
    #expect(try await journal.diskRoom().holdsBallast)
    try fill("molkom")

    let error = await #expect(throws: SQLiteError.self) { try await journal.enter() }

    #expect(error?.isDiskFull == true)
    #expect(error?.description == "The disk is full. Free some space and try again.")
    #expect(try await !journal.diskRoom().holdsBallast)
    #expect(try await journal.look(at: before)?.life == "alive")
    try bench.damage("molkom", "DROP TRIGGER overflow")
    _ = try await journal.enter()
    #expect(try await journal.standing().saved == 2)
    #expect(try await journal.verify().isEmpty)
    await journal.keepBallast()
    #expect(try await journal.diskRoom().holdsBallast)
  }

  @Test func `what is pulled does not use the ballast up`() async throws {
    let other = try bench.branch("city")
    _ = try await other.journal.enter()
    try await bench.sync(other)
    let branch = Bench.Branch(journal: try journal("molkom"), device: other.device)
    try fill("molkom")

    await #expect(throws: SQLiteError.self) { try await bench.sync(branch) }

    #expect(try await branch.journal.diskRoom().holdsBallast)
  }

  @Test func `a ballast is as large as it says, and made anew when it is not`() async throws {
    _ = try journal("molkom")
    try bench.folder.write("half of it", to: "ballast")

    let journal = try journal("molkom")

    let size = try FileManager.default.attributesOfItem(atPath: ballast)[.size] as? Int64
    #expect(size == Ballast.bytes)
    #expect(try await journal.diskRoom().holdsBallast)
  }
}
