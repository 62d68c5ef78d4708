import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Of records that tell of one thing, one is counted")
struct DuplicateTests {
  let bench: Bench
  let journal: Journal
  /// By id, the smallest first.
  let a: RecordID, b: RecordID, c: RecordID, d: RecordID

  init() throws {
    bench = try Bench()
    journal = try bench.open("molkom")
    let ids = (1...4).map { RecordID(Array(repeating: UInt8($0), count: 16)) }.sorted()
    (a, b, c, d) = (ids[0], ids[1], ids[2], ids[3])
  }

  private func enter(_ records: RecordID...) async throws {
    for record in records {
      try await journal.record(
        [Bench.activity(record: record)], in: Bench.karlstad, by: Bench.author())
    }
  }

  private func link(_ record: RecordID, to other: RecordID?) async throws {
    try await journal.edit(
      record, [Fold.sameAs: other.map { .text($0.description) } ?? .null])
  }

  /// Who stands for each hidden record.
  private func hidden() async throws -> [RecordID: RecordID] {
    let rows = try await journal.ask(
      "SELECT id, merged_into FROM record WHERE merged_into IS NOT NULL ORDER BY id")
    let pairs = rows.compactMap { row -> (RecordID, RecordID)? in
      guard let id = row[0].text.flatMap(RecordID.init),
        let other = row[1].text.flatMap(RecordID.init)
      else { return nil }
      return (id, other)
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private func expectSound() async throws {
    #expect(try await journal.verify() == [])
  }

  @Test func `the smallest id that is alive stands for all`() async throws {
    try await enter(a, b, c, d)
    try await link(a, to: b)
    try await link(c, to: b)

    #expect(try await hidden() == [b: a, c: a])
    try await expectSound()
  }

  @Test func `when it is deleted the next one stands for the rest`() async throws {
    try await enter(a, b, c)
    try await link(b, to: a)
    try await link(c, to: b)
    #expect(try await hidden() == [b: a, c: a])

    try await journal.delete(a)

    #expect(try await hidden() == [c: b])
    try await expectSound()
  }

  /// Which of the three is deleted; the other two stay one.
  @Test(arguments: 0...2)
  func `a chain holds together without a link of it`(deleted: Int) async throws {
    let chain = [a, b, c]
    try await enter(a, b, c)
    try await link(b, to: a)
    try await link(c, to: b)

    try await journal.delete(chain[deleted])

    let left = chain.filter { $0 != chain[deleted] }
    #expect(try await hidden() == [left[1]: left[0]])
    try await expectSound()
  }

  @Test func `a middle that points both ways holds together when it is deleted`() async throws {
    try await enter(a, b, c)
    let drawn = try await journal.look(at: b)?.drawn
    try await link(b, to: a)
    try await journal.edit(b, [Fold.sameAs: .text(c.description)], seen: drawn)

    try await journal.delete(b)

    #expect(try await hidden() == [c: a])
    try await expectSound()
  }

  @Test func `a link that was undone does not return with the delete`() async throws {
    try await enter(a, b, c)
    try await link(b, to: a)
    try await link(c, to: b)
    try await link(b, to: nil)

    try await journal.delete(b)

    #expect(try await hidden().isEmpty)
    try await expectSound()
  }

  @Test func `what is entered again after a delete begins without its links`() async throws {
    try await enter(a, b, c)
    try await link(b, to: a)
    try await link(c, to: b)
    try await journal.delete(b)

    try await enter(b)
    #expect(try await hidden() == [c: b])
    try await journal.delete(b)

    #expect(try await hidden().isEmpty)
    try await expectSound()
  }

  @Test func `null undoes a link`() async throws {
    try await enter(a, b, c)
    try await link(b, to: a)
    try await link(c, to: b)

    try await link(b, to: nil)

    #expect(try await hidden() == [c: b])
    try await expectSound()
  }

  @Test func `a link to nothing, to itself or to no id hides nothing`() async throws {
    try await enter(a, b)
    try await link(a, to: a)
    try await link(b, to: d)
    try await journal.edit(a, [Fold.sameAs: .text("hej")])

    #expect(try await hidden().isEmpty)
    try await expectSound()
  }

  @Test func `a record that comes later finds the link that waited for it`() async throws {
    try await enter(a)
    try await link(a, to: b)

    try await enter(b)

    #expect(try await hidden() == [b: a])
    try await expectSound()
  }

  @Test func `an edit beside a merge opens the question again`() async throws {
    try await enter(a, b)
    let drawn = try await journal.look(at: b)?.drawn
    try await link(b, to: a)
    #expect(try await journal.questions().isEmpty)

    try await journal.edit(b, ["participants_children": .integer(3)], seen: drawn)

    let question = try #require(try await journal.questions().first)
    #expect(question.kind == "duplicate")
    #expect(question.records.map(\.id) == [a.description, b.description])
    #expect(try await journal.ask("SELECT open FROM record") == [[.integer(1)], [.integer(1)]])
    try await expectSound()
  }

  @Test(arguments: [Decision.same, .distinct])
  func `answering it closes it`(decision: Decision) async throws {
    try await enter(a, b)
    let drawn = try await journal.look(at: b)?.drawn
    try await link(b, to: a)
    try await journal.edit(b, ["participants_children": .integer(3)], seen: drawn)
    let question = try #require(try await journal.questions().first)

    _ = try await journal.resolve(question.id, decision, by: Bench.author())

    #expect(try await journal.questions().isEmpty)
    #expect(try await hidden() == (decision == .same ? [b: a] : [:]))
    #expect(try await journal.ask("SELECT open FROM record") == [[.integer(0)], [.integer(0)]])
    try await expectSound()
  }

  @Test func `a question moves with the one who stands for the rest`() async throws {
    try await enter(a, b, c, d)
    let drawn = try await journal.look(at: d)?.drawn
    try await link(b, to: a)
    try await link(c, to: b)
    try await link(d, to: c)
    try await journal.edit(d, ["participants_children": .integer(3)], seen: drawn)

    try await journal.delete(a)

    #expect(try await hidden() == [c: b, d: b])
    let rows = try await journal.ask("SELECT id, open FROM record WHERE open > 0 ORDER BY id")
    #expect(rows.map { $0[0] } == [.text(b.description), .text(d.description)])
    try await expectSound()
  }

  @Test(arguments: UInt64(1)...10)
  func `whatever is linked and deleted, rows are what the log says`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let all = [a, b, c, d]
    try await enter(a, b, c, d)
    var drawn: [RecordID: [ChangeID]] = [:]
    for record in all { drawn[record] = try await journal.look(at: record)?.drawn }
    for _ in 0..<25 {
      let record = all.randomElement(using: &random) ?? a
      let life = try await journal.look(at: record)?.life
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where life != "deleted": try await journal.delete(record)
      case 1: try await enter(record)
      case 2: try await journal.edit(record, ["note": .text("x")], seen: drawn[record])
      case 3 where life != "deleted": try await link(record, to: nil)
      case _ where life != "deleted": try await link(record, to: all.randomElement(using: &random))
      default: break
      }
      try await expectSound()
    }
  }
}
