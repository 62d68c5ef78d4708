import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Rows say what was written, to the letter")
struct RowTests {
  @Test func `unit and date of a record with a natural key are those of the key`() async throws {
    let bench = try Bench()
    let key = Bench.door()
    let draft = Draft(
      kind: .put, type: key.type, record: key.record, key: key, seen: [],
      fields: [
        .init("count", .integer(4)), .init("date", .text("2026-03-09")),
        .init("method", .text("reading")), .init("unit", .text("elsewhere")),
      ])
    var random = SeededRandom(seed: 1)
    let author = Draft.Author(by: "anl", at: Bench.noon, catalogue: "later")
    let line = try draft.change(by: author, group: nil, using: &random).line

    let device = DeviceID(Array(repeating: 1, count: 16))
    let reply = try await bench.offer([.init(line: line, receipt: nil)], from: device)

    #expect(reply.acknowledgements.count == 1)
    let rows = try await bench.aggregator.ask("SELECT unit, date FROM record")
    #expect(rows == [[.text(Bench.molkom.description), .text("2026-03-03")]])
  }

  @Test func `a text is bound with its length`() async throws {
    let bench = try Bench()
    let reader = try Reader(path: bench.aggregator.path)

    let rows = try await reader.rows("SELECT ?1", [.text("a\u{0}b")])

    #expect(rows == [[.text("a\u{0}b")]])
  }

  /// A branch that shows its own value beside a rival one, and would show the other if it knew when its own arrived.
  private func rivals(_ bench: Bench) async throws -> (Bench.Branch, RecordID) {
    let molkom = try bench.branch("molkom")
    let city = try bench.branch("city")
    let record = try await molkom.journal.enter()
    try await bench.sync(molkom, city)
    try await city.journal.record(
      [Bench.edit(record, ["place": .text("city")])], in: Bench.karlstad,
      by: Bench.author(at: Bench.noon + 20))
    try await bench.sync(city, at: Bench.noon + 20)
    let ahead = Bench.author(at: Bench.noon + 3_600_000)
    try await molkom.journal.record(
      [Bench.edit(record, ["place": .text("molkom")])], in: Bench.karlstad, by: ahead)
    _ = try await molkom.journal.apply(
      cut: try await pages(bench, molkom), to: Bench.karlstad)
    #expect(try await molkom.journal.look(at: record)?["place"] == .text("molkom"))
    return (molkom, record)
  }

  /// What the aggregator has for a branch that offers nothing.
  private func pages(_ bench: Bench, _ branch: Bench.Branch) async throws -> [ExchangeReply.Page] {
    var request = try await bench.request(of: branch)
    request.offers = []
    let bytes = try await bench.answer(request, of: branch)
    guard case .complete(let reply) = try ExchangeAnswer(bytes: bytes, after: request.cursor) else {
      return []
    }
    return reply.pages
  }

  @Test func `an acknowledgement dates a rival value`() async throws {
    let bench = try Bench()
    let (molkom, record) = try await rivals(bench)

    try await bench.exchange(molkom, page: 0, at: Bench.noon + 10)

    #expect(try await molkom.journal.look(at: record)?["place"] == .text("city"))
    #expect(try await molkom.journal.verify() == [])
  }

  @Test func `a receipt that comes with the log dates a rival value`() async throws {
    let bench = try Bench()
    let (molkom, record) = try await rivals(bench)
    let request = try await bench.request(of: molkom)
    _ = try await bench.answer(request, of: molkom, at: Bench.noon + 10)

    _ = try await molkom.journal.apply(cut: try await pages(bench, molkom), to: Bench.karlstad)

    #expect(try await molkom.journal.look(at: record)?["place"] == .text("city"))
    #expect(try await molkom.journal.verify() == [])
  }

  @Test func `an answer whose rows cannot be written leaves nothing behind`() async throws {
    let bench = try Bench()
    let molkom = try bench.branch("molkom")
    let city = try bench.branch("city")
    _ = try await molkom.journal.enter()
    try await bench.sync(molkom)
    try bench.damage(
      "city",
      """
      CREATE TRIGGER brim BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'no more rows'); END
      """)

    await #expect(throws: SQLiteError.self) { try await bench.exchange(city) }

    #expect(try await city.journal.ask("SELECT count(*) FROM change") == [[.integer(0)]])
    #expect(try await city.journal.tip(of: Bench.karlstad) == .start(of: Bench.karlstad))
  }
}
