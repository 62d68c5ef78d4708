import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Several commands share one database")
struct SharedFileTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test func `a hundred entries at once from two commands are a hundred entries`() async throws {
    let journals = [try bench.open("molkom"), try bench.open("molkom")]

    let records = try await withThrowingTaskGroup(of: RecordID.self) { group in
      for number in 0..<100 {
        group.addTask { try await journals[number % 2].enter() }
      }
      return try await group.reduce(into: Set<RecordID>()) { $0.insert($1) }
    }

    #expect(records.count == 100)
    for journal in journals {
      #expect(try await journal.standing().saved == 100)
      #expect(try await journal.verify().isEmpty)
    }
  }

  @Test func `clicks of two commands at one door add up`() async throws {
    let journals = [try bench.open("molkom"), try bench.open("molkom")]

    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          _ = try await journals[number % 2].click(
            1, on: Bench.door(), in: Bench.karlstad, fingerprint: "pc", by: Bench.author())
        }
      }
      try await group.waitForAll()
    }
    try await journals[0].sealTallies(in: Bench.karlstad, by: Bench.author())

    let view = try #require(try await journals[1].look(at: Bench.door().record))
    #expect(view["count"] == .integer(50))
  }

  @Test func `eight commands may make one database at the same time`() async throws {
    let bench = bench
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { _ = try await bench.open("molkom").enter() }
      }
      try await group.waitForAll()
    }

    #expect(try await bench.open("molkom").standing().saved == 8)
  }

  @Test func `a database from the future is left alone`() async throws {
    let journal = try bench.open("molkom")
    _ = try await journal.enter()
    let version = try await journal.ask("PRAGMA user_version")[0][0].integer ?? 0
    try bench.damage("molkom", "PRAGMA user_version = 99")

    #expect(throws: JournalError.fromTheFuture(version: 99)) { try bench.open("molkom") }

    try bench.damage("molkom", "PRAGMA user_version = \(version)")
    #expect(try await bench.open("molkom").standing().saved == 1)
  }

  @Test func `a file that is no database is left alone`() throws {
    let path = bench.folder.file("letter")
    try bench.folder.write(
      "Hej! " + String(repeating: "Det här är ett brev. ", count: 50), to: "letter")

    let error = #expect(throws: SQLiteError.self) { try Journal(path: path) { 1 } }

    #expect(error?.description.hasPrefix("The database file is damaged") == true)
    #expect(try bench.folder.text("letter").hasPrefix("Hej!"))
  }

  @Test func `an older version of the derived tables is written anew`() async throws {
    let record = try await bench.open("molkom").enter()
    try bench.damage(
      "molkom",
      "UPDATE meta SET value = 0 WHERE name = 'derived_version'; DROP TABLE record; DROP TABLE item"
    )

    let journal = try bench.open("molkom")

    #expect(try await journal.look(at: record)?.life == "alive")
    #expect(try await journal.verify().isEmpty)
  }

  @Test func `a folder that is not there has a sentence`() throws {
    let error = #expect(throws: SQLiteError.self) {
      try Journal(path: bench.folder.file("nowhere/journal")) { 1 }
    }

    #expect(
      error?.description == "The database cannot be opened. Check the folder and who may read it.")
  }
}
