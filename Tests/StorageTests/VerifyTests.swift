import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Nothing goes wrong quietly")
struct VerifyTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  /// Ten entries that everybody holds, one of them in dispute.
  private func fill() async throws {
    try await branch.journal.enter(8)
    let record = try await branch.journal.enter()
    let drawn = try await branch.journal.look(at: record)?.drawn
    try await branch.journal.edit(record, ["participants_children": .integer(1)], seen: drawn)
    try await branch.journal.edit(record, ["participants_children": .integer(2)], seen: drawn)
    try await bench.sync(branch)
  }

  private func kinds(_ found: [Discrepancy]) -> [String] {
    found.map { discrepancy in
      switch discrepancy {
      case .damage: "damage"
      case .wrongID: "id"
      case .wrongChain(_, let n): "chain \(n)"
      case .wrongSeal: "seal"
      case .gap(_, let n): "gap \(n)"
      case .notErased: "not erased"
      case .wrongRows(let table): table
      }
    }
  }

  struct Damage: CustomTestStringConvertible {
    let sql: String
    let atAgent: [String]
    let atAggregator: [String]

    var testDescription: String { sql }
  }

  static let damages = [
    Damage(
      sql:
        "UPDATE change SET line = CAST(replace(CAST(line AS TEXT), '12', '13') AS BLOB) WHERE n = 4",
      atAgent: ["id"], atAggregator: ["id"]),
    Damage(
      sql: "UPDATE change SET line = x'00' WHERE n = 4", atAgent: ["id"], atAggregator: ["id"]),
    Damage(
      sql: "UPDATE change SET seal = (SELECT seal FROM change WHERE n = 5) WHERE n = 4",
      atAgent: [], atAggregator: ["seal"]),
    Damage(
      sql: "UPDATE change SET received = received + 1 WHERE n = 4", atAgent: ["chain 4"],
      atAggregator: ["chain 4", "seal"]),
    Damage(
      sql: "DELETE FROM change WHERE n = 4; DELETE FROM arrival WHERE n = 4",
      atAgent: ["gap 4", "record"], atAggregator: ["gap 4", "record"]),
    Damage(
      sql: "DELETE FROM arrival WHERE n = 4", atAgent: ["chain 4"], atAggregator: ["chain 4"]),
    Damage(
      sql: "DELETE FROM change WHERE n = 1", atAgent: ["gap 1", "record"],
      atAggregator: ["gap 1", "record"]),
    Damage(
      sql: "DELETE FROM arrival WHERE n = 11", atAgent: ["chain 11"],
      atAggregator: ["chain 11"]),
    Damage(
      sql: "DELETE FROM change WHERE n = 11", atAgent: ["gap 11", "record", "item"],
      atAggregator: ["gap 11", "record", "item"]),
    Damage(
      sql: "UPDATE change SET n = 12 WHERE n = 11", atAgent: ["gap 11"], atAggregator: ["gap 11"]),
    Damage(
      sql: "UPDATE arrival SET h = x'00' WHERE n = 4", atAgent: ["chain 4"],
      atAggregator: ["chain 4"]),
    Damage(
      sql: "UPDATE record SET fields = replace(fields, '12', '13')", atAgent: ["record"],
      atAggregator: ["record"]),
    Damage(sql: "UPDATE record SET open = 7", atAgent: ["record"], atAggregator: ["record"]),
    Damage(sql: "DELETE FROM item", atAgent: ["item"], atAggregator: ["item"]),
    Damage(
      sql: "INSERT INTO link VALUES ('1780', 'activity', 'a', 'b')", atAgent: ["link"],
      atAggregator: ["link"]),
  ]

  @Test(arguments: damages)
  func `damage is found`(damage: Damage) async throws {
    try await fill()
    #expect(try await branch.journal.verify().isEmpty)
    #expect(try await bench.aggregator.verify().isEmpty)

    for name in ["molkom", "aggregator"] { try bench.damage(name, damage.sql) }

    #expect(kinds(try await branch.journal.verify()) == damage.atAgent)
    #expect(kinds(try await bench.aggregator.verify()) == damage.atAggregator)
  }

  @Test func `looking changes nothing`() async throws {
    try await fill()
    try bench.damage("molkom", "UPDATE record SET open = 7")
    let before = try await branch.journal.derived()

    _ = try await branch.journal.verify()

    #expect(try await branch.journal.derived() == before)
  }

  @Test func `what can be derived can be written anew`() async throws {
    try await fill()
    let before = try await branch.journal.derived()
    try bench.damage("molkom", "UPDATE record SET open = 7; DELETE FROM item")

    try await branch.journal.rebuild()

    #expect(try await branch.journal.derived() == before)
    #expect(try await branch.journal.verify().isEmpty)
  }

  @Test func `progress is told to the end`() async throws {
    try await fill()
    let steps = Collected<[Int]>()

    _ = try await branch.journal.verify { done, of in steps.add([done, of]) }
    try await branch.journal.rebuild { done, of in steps.add([done, of]) }

    #expect(steps.all.first == [0, 20] && steps.all.contains([11, 20]))
    #expect(steps.all.suffix(10) == [[20, 20]] + (1...9).map { [$0, 9] })
  }

  @Test func `any change gives another digest`() async throws {
    try await fill()
    var digests: Set<String> = []
    let record = try await branch.journal.enter()
    let edits: [[String: Value]] = [
      ["note": .text("")], ["note": .text("ö")], ["note": .text("o\u{308}")], ["note": .null],
      ["title": .text("x")],
    ]
    for edit in edits {
      try await branch.journal.edit(record, edit)
      try await bench.sync(branch)
      digests.insert(try await branch.journal.digest(of: Bench.karlstad).digest)
    }
    try await branch.journal.delete(record)
    try await bench.sync(branch)
    digests.insert(try await branch.journal.digest(of: Bench.karlstad).digest)

    #expect(digests.count == edits.count + 1)
  }

  @Test func `an export holds every line, and names scope and fate`() async throws {
    try await fill()
    _ = try await branch.journal.enter()
    let lines = Collected<[UInt8]>()

    try await branch.journal.export { lines.add($0) }

    let text = String(decoding: lines.all.flatMap { $0 }, as: UTF8.self)
    #expect(text.hasPrefix(#"h {"bokfink":"export-1","scope":"1780"}"# + "\n"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("c ") } == 12)
    #expect(text.split(separator: "\n").count { $0.hasPrefix("r ") } == 11)
  }
}
