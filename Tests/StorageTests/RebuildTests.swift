import Replication
import Storage
import TestSupport
import Testing

@Suite("Looking after a database stops nobody from using it")
struct RebuildTests {
  let bench: Bench
  let journal: Journal

  init() throws {
    bench = try Bench()
    journal = try bench.open("molkom")
  }

  /// More records than one transaction writes anew, with a question and a merge among them.
  private func fill() async throws {
    try await journal.enter(500)
    let record = try await journal.enter()
    let drawn = try await journal.look(at: record)?.drawn
    for count in [1, 2] {
      try await journal.edit(record, ["participants_children": .integer(Int64(count))], seen: drawn)
    }
    let other = try await journal.enter([Fold.sameAs: .text(record.description)])
    _ = try await journal.enter([Fold.sameAs: .text(other.description)])
  }

  private func damage() throws {
    try bench.damage(
      "molkom",
      """
      UPDATE record SET open = 7;
      DELETE FROM item;
      DELETE FROM record WHERE id < 'M';
      INSERT INTO item (id, scope, kind, type, record, other, fields)
        SELECT 'stray', scope, 'duplicate', type, id, id, '[]' FROM record ORDER BY id LIMIT 1;
      INSERT INTO item (id, scope, kind, type, record, other, fields)
        VALUES ('gone', '1780', 'value', 'activity', 'nobody', NULL, '[]');
      INSERT INTO link VALUES ('1780', 'activity', 'a', 'b');
      INSERT INTO record SELECT scope, type, 'nobody', unit, date, life, merged_into, open, beside,
        heads, key, fields, candidates FROM record LIMIT 1;
      """)
  }

  @Test func `every kind of wrong row is put right`() async throws {
    try await fill()
    let before = try await journal.derived()
    try damage()

    try await journal.rebuild()

    #expect(try await journal.derived() == before)
    #expect(try await journal.verify().isEmpty)
  }

  @Test func `others record while the rows are written anew`() async throws {
    try await fill()
    try damage()
    let other = try bench.open("molkom")
    let entered = Collected<RecordID>()

    try await journal.rebuild(pause: { entered.add(try await other.enter()) })

    #expect(entered.all.count > 2)
    #expect(try await journal.verify().isEmpty)
    #expect(try await journal.standing().saved == Int64(505 + entered.all.count))
  }

  @Test(arguments: 1...3)
  func `broken off in the middle, it can begin again`(pauses: Int) async throws {
    try await fill()
    let before = try await journal.derived()
    try damage()
    let taken = Collected<Void>()

    await #expect(throws: CancellationError.self) {
      try await journal.rebuild(pause: {
        taken.add(())
        if taken.all.count == pauses { throw CancellationError() }
      })
    }
    try await journal.rebuild()

    #expect(try await journal.derived() == before)
  }

  @Test func `proving waits for nobody who writes`() async throws {
    try await fill()
    let other = try Connection(path: journal.path)
    try other.execute("BEGIN IMMEDIATE")
    defer { try? other.execute("ROLLBACK") }

    #expect(try await journal.verify().isEmpty)
  }

  @Test func `an export that is written slowly holds nothing open`() async throws {
    try await fill()
    let other = try Connection(path: journal.path)
    let checkpoints = Collected<Bool>()

    try await journal.export { _ in
      let row = try other.rows("PRAGMA wal_checkpoint(TRUNCATE)") { $0[0] }
      checkpoints.add(row == [.integer(0)])
    }

    #expect(checkpoints.all.count > 1 && checkpoints.all.allSatisfy { $0 })
  }
}
