import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("What nobody can store waits for a person, and nothing waits for it")
struct AsideTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  /// An answer that refuses one change, and is silent about the others.
  private func answer(
    _ acknowledgements: ExchangeReply.Acknowledgement...
  ) async throws -> Applied {
    let start = Mark.start(of: Bench.karlstad)
    let reply = ExchangeReply(
      time: Bench.noon, tip: start, catalogue: "", acknowledgements: acknowledgements, pages: [],
      end: start, more: false)
    return try await branch.journal.apply(reply, to: Bench.karlstad, at: Bench.noon)
  }

  private func last() async throws -> ChangeID {
    let offers = try await bench.request(of: branch).offers
    return ChangeID(Hash(of: try #require(offers.last).line).bytes)
  }

  @Test func `a refused entry is shown with its reason and never sent`() async throws {
    let record = try await branch.journal.enter(["title": .text("Babyrim")])

    let applied = try await answer(.refused(try await last(), code: "record-full"))

    #expect(applied.setAside == 1 && !applied.more)
    let aside = try #require(try await branch.journal.asides().first)
    #expect(aside.record == record.description && aside.code == "record-full")
    #expect(aside.fields["title"] == .text("Babyrim"))
    #expect(try await bench.request(of: branch).offers.isEmpty)
    #expect(try await branch.journal.look(at: record) == nil)
    #expect(try await branch.journal.verify().isEmpty)
  }

  @Test func `everything built on it goes with it, and whole actions`() async throws {
    let record = try await branch.journal.enter()
    let refused = try await last()
    let beside = try await branch.journal.enter()
    try await branch.journal.record(
      [Bench.edit(record, ["note": .text("x")]), Bench.edit(beside, ["note": .text("y")])],
      in: Bench.karlstad, by: Bench.author())
    try await branch.journal.edit(beside, ["note": .text("z")])
    let untouched = try await branch.journal.enter()

    let applied = try await answer(.refused(refused, code: "malformed"))

    #expect(applied.setAside == 4)
    let codes = try await branch.journal.asides().map(\.code).sorted()
    #expect(codes == ["group", "malformed", "missing", "missing"])
    #expect(try await branch.journal.look(at: record) == nil)
    #expect(try await branch.journal.look(at: beside)?["note"] == nil)
    #expect(try await branch.journal.look(at: beside)?.life == "alive")
    #expect(try await branch.journal.look(at: untouched)?.life == "alive")
    try await bench.sync(branch)
    #expect(try await branch.journal.standing().waiting == 0)
  }

  @Test func `entering it again writes on what remains`() async throws {
    let record = try await branch.journal.enter()
    try await bench.sync(branch)
    try await branch.journal.edit(record, ["note": .text("x")])
    let start = try await bench.request(of: branch)
    let id = ChangeID(Hash(of: start.offers[0].line).bytes)
    let reply = ExchangeReply(
      time: Bench.noon, tip: start.cursor, catalogue: "",
      acknowledgements: [.refused(id, code: "malformed")], pages: [], end: start.cursor, more: false
    )
    _ = try await branch.journal.apply(reply, to: Bench.karlstad, at: Bench.noon)
    #expect(try await branch.journal.look(at: record)?["note"] == nil)

    try await branch.journal.edit(record, ["note": .text("x")])
    try await bench.sync(branch)

    let view = try #require(try await bench.aggregator.look(at: record))
    #expect(view["note"] == .text("x") && view.history.count == 2)
  }

  @Test func `a missing ancestor that is held here is sent`() async throws {
    let record = try await branch.journal.enter()
    let base = try await last()
    try await branch.journal.edit(record, ["note": .text("x")])
    let edit = try await last()

    let applied = try await answer(.missing(edit, [base]))

    #expect(applied.setAside == 0 && applied.more)
    try await bench.sync(branch)
    #expect(try await bench.aggregator.look(at: record)?["note"] == .text("x"))
  }

  @Test func `an aggregator that lost one line in the middle gets it back`() async throws {
    let record = try await branch.journal.enter()
    try await bench.sync(branch)
    try bench.damage("aggregator", "DELETE FROM change WHERE n = 1")
    try await branch.journal.edit(record, ["note": .text("x")])

    for _ in 0..<3 { try await bench.exchange(branch) }

    #expect(try await branch.journal.standing().waiting == 0)
    #expect(try await bench.aggregator.look(at: record)?["note"] == .text("x"))
  }

  @Test func `an ancestor that nobody holds sets its descendants aside`() async throws {
    var pen = Pen()
    let record = try await branch.journal.enter()
    try await branch.journal.edit(record, ["note": .text("x")])

    let applied = try await answer(.missing(try await last(), [pen.newID()]))

    #expect(applied.setAside == 1)
    #expect(try await branch.journal.asides().map(\.code) == ["missing"])
    #expect(try await branch.journal.look(at: record)?.life == "alive")
  }

  @Test func `what another disk got through is no longer aside`() async throws {
    let record = try await branch.journal.enter()
    try bench.folder.copyDatabase("molkom", to: "copy")
    let copy = Bench.Branch(journal: try bench.open("copy"), device: branch.device)
    _ = try await answer(.refused(try await last(), code: "record-full"))

    try await bench.sync(copy, branch)

    #expect(try await branch.journal.look(at: record)?.life == "alive")
    #expect(try await branch.journal.standing().aside == 0)
  }
}
