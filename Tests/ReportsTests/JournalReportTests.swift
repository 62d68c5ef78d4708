import Catalogue
import Foundation
import Replication
import Reports
import Storage
import Testing

@Suite("From two forms on one desk to the range in the report")
struct JournalReportTests {
  @Test func `two forms that move an activity into different years leave a range in both`()
    async throws
  {
    let desk = try Desk()
    defer { desk.close() }
    let saved = try await desk.put(activity)
    let drawn = saved.changes
    _ = try await desk.put(["date": .text("2026-01-02")], saved.records[0], seen: drawn)
    _ = try await desk.put(["date": .text("2025-12-30")], saved.records[0], seen: drawn)

    let last = try await desk.report(2025).figure("Publ102")
    let this = try await desk.report(2026).figure("Publ102")

    #expect([last?.lower, this?.lower] == [0, 0])
    #expect([last?.upper, this?.upper] == [1, 1])
    #expect((last?.value ?? 0) + (this?.value ?? 0) == 1)
    #expect([last?.openItems, this?.openItems] == [1, 1])
  }

  @Test func `a deletion beside an edit is a range until someone decides`() async throws {
    let desk = try Desk()
    defer { desk.close() }
    let saved = try await desk.put(activity)
    _ = try await desk.put(["title": .text("Babyrim")], saved.records[0], seen: saved.changes)
    _ = try await desk.delete(saved.records[0], seen: saved.changes)
    let disputed = try await desk.report(2025).figure("Publ102")

    _ = try await desk.delete(saved.records[0], seen: nil)
    let decided = try await desk.report(2025).figure("Publ102")

    #expect(disputed == Figure(value: 1, lower: 0, upper: 1, openItems: 1))
    #expect(decided == nil)
  }

  private let activity: [String: Value] = [
    "unit": .text(OrgUnit.builtIn[0].id), "date": .text("2025-12-31"), "category": .text("102"),
    "children_primary": .bool(true),
  ]
}

/// A branch in Kil with its real journal.
private struct Desk {
  private let folder: URL
  private let journal: Journal
  private let reader: Reader
  private let kil = Scope("1715")!

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "journal.sqlite").path
    journal = try Journal(path: path, random: { UInt64.random(in: .min ... .max) })
    reader = try Reader(path: path)
  }

  func put(
    _ fields: [String: Value], _ record: RecordID? = nil, seen: [ChangeID]? = nil
  ) async throws -> Saved {
    try await save(Intent(.put(fields), type: "activity", record: record, seen: seen))
  }

  func delete(_ record: RecordID, seen: [ChangeID]?) async throws -> Saved {
    try await save(Intent(.delete, type: "activity", record: record, seen: seen))
  }

  func report(_ year: Int) async throws -> KBReport {
    let reader = reader
    return try await KBReport(year: year, scope: "1715", catalogue: .builtIn) { sql, bindings in
      try await reader.rows(sql, bindings)
    }
  }

  func close() { try? FileManager.default.removeItem(at: folder) }

  private func save(_ intent: Intent) async throws -> Saved {
    try await journal.record([intent], in: kil, by: Author(by: "anl", at: 1, today: nil))
  }
}
