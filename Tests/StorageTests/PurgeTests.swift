import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("No byte of what was erased is left in any file")
struct PurgeTests {
  let bench: Bench
  let molkom: Bench.Branch
  static let secret = "Hemlige Hans"

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  /// The files of the folder that hold a text, the databases' own logs included.
  private func files(holding text: String) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: bench.folder.path)
    return try names.filter { name in
      var isFolder: ObjCBool = false
      let path = bench.folder.file(name)
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard !isFolder.boolValue else { return false }
      return try Data(contentsOf: URL(filePath: path)).range(of: Data(text.utf8)) != nil
    }.sorted()
  }

  /// Many texts of all lengths, written, edited and moved about in the file, so that pages split and are given back.
  private func written() async throws -> [RecordID] {
    let random = seededWords(5)
    var records: [RecordID] = []
    for number in 0..<60 {
      let length = Int(random() % 3) == 0 ? Int(random() % 1_900) : Int(random() % 100)
      // The longest need pages beside the row's own, which are given back whole.
      let sign = random() % 2 == 0 ? "x" : "💡"
      let text = "\(Self.secret) \(number) " + String(repeating: sign, count: length)
      records.append(
        try await molkom.journal.enter(["note": .text(text), "title": .text("T\(number)")]))
    }
    for record in records where random() % 2 == 0 {
      try await molkom.journal.edit(record, ["note": .text("\(Self.secret) igen")])
    }
    for record in records where random() % 3 == 0 {
      try await molkom.journal.edit(record, ["title": .text(String(repeating: "y", count: 180))])
    }
    return records
  }

  @Test func `neither in the database nor in its log of writes, here and at the branch`()
    async throws
  {
    let records = try await written()
    try await bench.sync(molkom)
    #expect(try files(holding: Self.secret).count >= 2)

    for record in records {
      try await bench.aggregator.erase(
        record.description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    }
    try await bench.sync(molkom)
    #expect(try await bench.aggregator.purge())
    #expect(try await molkom.journal.purge())

    #expect(try files(holding: Self.secret) == [])
    #expect(try await bench.aggregator.verify() == [])
    #expect(try await molkom.journal.verify() == [])
  }

  @Test func `a reader in the way only delays it`() async throws {
    _ = try await written()
    try await bench.sync(molkom)
    let record = try #require(
      try await molkom.journal.ask("SELECT id FROM record LIMIT 1")[0][0].text)
    try await bench.aggregator.erase(
      record, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)

    #expect(try await bench.aggregator.purge())
    #expect(try await bench.aggregator.purge())

    #expect(try await bench.aggregator.meta(.purgeDue) == .null)
  }

  @Test func `not in a backup that is made before the file was purged`() async throws {
    let records = try await written()
    try await bench.sync(molkom)
    for record in records {
      try await bench.aggregator.erase(
        record.description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    }

    let backup = Backup(authority: bench.authority, random: seededWords(9)) { _, _, _ in }
    _ = try await backup.write(of: bench.aggregator.path, to: bench.folder.file("copy"))

    #expect(try files(holding: Self.secret).contains("copy") == false)
  }

  /// Whoever opens it next may be an older program, or nobody but a thief.
  @Test func `not in an old backup once it is put back`() async throws {
    let records = try await written()
    try await bench.sync(molkom)
    let backup = Backup(authority: bench.authority, random: seededWords(9)) { _, _, _ in }
    let old = try TemporaryFolder()
    _ = try await backup.write(of: bench.aggregator.path, to: old.file("backup"))
    for record in records {
      try await bench.aggregator.erase(
        record.description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    }
    try await bench.sync(molkom)
    #expect(try await bench.aggregator.purge())
    #expect(try await molkom.journal.purge())

    _ = try await backup.restore(
      old.file("backup"), to: bench.folder.file("put back"), at: Bench.noon, stamp: "1")

    #expect(try files(holding: "SQLite format").contains("put back"))
    #expect(try files(holding: Self.secret) == [])
  }

  @Test func `not in a database that a restore has put aside`() async throws {
    let records = try await written()
    try await bench.sync(molkom)
    let folder = bench.folder.file("agent")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/db"
    for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: molkom.path + ending) {
      try FileManager.default.copyItem(atPath: molkom.path + ending, toPath: path + ending)
    }
    let backup = Backup(random: seededWords(9)) { _, _, _ in }
    let restored = try await backup.restore(molkom.path, to: path, at: Bench.noon, stamp: "1")
    #expect(restored.replaced != nil)
    let branch = Bench.Branch(
      journal: try Journal(path: path, random: seededWords(10)), device: molkom.device)
    for record in records {
      try await bench.aggregator.erase(
        record.description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    }

    try await bench.sync(branch)
    #expect(try await branch.journal.purge())

    #expect(try files(holding: Self.secret).filter { $0.hasPrefix("agent/") } == [])
    #expect(try await branch.journal.unpurged() == [])
    let aside = try Journal(path: "\(folder)/replaced-1/db", random: seededWords(11))
    #expect(try await aside.verify().isEmpty)
  }

  @Test func `a database put aside that cannot be opened is named`() async throws {
    let records = try await written()
    try await bench.sync(molkom)
    let folder = bench.folder.file("replaced-1")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("\(Self.secret)".utf8).write(to: URL(filePath: "\(folder)/aggregator"))

    try await bench.aggregator.erase(
      records[0].description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    #expect(try await bench.aggregator.purge())

    #expect(try await bench.aggregator.unpurged() == ["\(folder)/aggregator"])
  }

  @Test func `what a damaged database still tells has stubs where something was erased`()
    async throws
  {
    let records = try await written()
    try await bench.sync(molkom)
    for record in records {
      try await bench.aggregator.erase(
        record.description, fields: nil, reason: "Namn.", by: "eva", at: Bench.noon)
    }
    try await bench.sync(molkom)

    let exported = Collected<UInt8>()
    let note: (Int, Int) -> Void = { _, _ in }
    _ = try Wreck(path: molkom.path).export(progress: note) { bytes in
      for byte in bytes { exported.add(byte) }
    }

    let text = String(decoding: exported.all, as: UTF8.self)
    #expect(!text.contains(Self.secret))
    #expect(text.components(separatedBy: "\ns {\"erased\":").count > records.count)
  }
}
