import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("A click at the door is saved at once, and counted once")
struct TallyTests {
  let bench: Bench
  let branch: Bench.Branch

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  private static let minute: Int64 = 60_000

  /// - Parameter minutes: after noon.
  @discardableResult
  private func click(
    _ amount: Int64 = 1, at minutes: Int64 = 0, on date: String = "2026-03-05",
    pc: String = "pc", in journal: Journal? = nil
  ) async throws -> Int64 {
    try await (journal ?? branch.journal).click(
      amount, on: Bench.door(date), in: Bench.karlstad, fingerprint: pc,
      by: Bench.author(at: Bench.noon + minutes * Self.minute))
  }

  private func sealIdle(at minutes: Int64, today: CivilDate? = Bench.today) async throws -> Int {
    let now = Author(by: "anl", at: Bench.noon + minutes * Self.minute, today: today)
    return try await branch.journal.sealIdleTallies(in: Bench.karlstad, by: now)
  }

  private func seal() async throws {
    try await branch.journal.sealTallies(in: Bench.karlstad, by: Bench.author())
  }

  private func count(_ journal: Journal? = nil, on date: String = "2026-03-05") async throws
    -> Answer?
  {
    try await (journal ?? branch.journal).look(at: Bench.door(date).record)?["count"]
  }

  @Test func `clicks survive a kill`() async throws {
    try await click()
    #expect(try await click(3) == 4)

    let reopened = try bench.open("molkom")

    #expect(try await reopened.standing().openClicks == 4)
    #expect(try await click(in: reopened) == 5)
  }

  @Test func `sealed clicks are one count by tally`() async throws {
    try await click(4)
    try await seal()

    let view = try #require(try await branch.journal.look(at: Bench.door("2026-03-05").record))
    #expect(view["count"] == .integer(4))
    #expect(view["method"] == .text("tally"))
    #expect(try await branch.journal.standing().openClicks == 0)
    #expect(try await branch.journal.verify().isEmpty)
  }

  @Test func `a second row adds to the first`() async throws {
    try await click(4)
    try await seal()
    try await click(2)
    try await seal()

    #expect(try await count() == .integer(6))
  }

  @Test func `a row is sealed after five idle minutes and not before`() async throws {
    try await click(at: 0)
    try await click(at: 4)

    #expect(try await sealIdle(at: 9) == 0)
    #expect(try await sealIdle(at: 10) == 1)
    #expect(try await count() == .integer(2))
  }

  @Test func `a row is sealed when the date changes`() async throws {
    try await click(at: 0)

    #expect(try await sealIdle(at: 1, today: CivilDate("2026-03-06")) == 1)
    #expect(try await count() == .integer(1))
  }

  @Test func `clicks that were taken back leave nothing`() async throws {
    try await click(2)
    try await click(-2)
    try await seal()

    #expect(try await count() == nil)
    #expect(try await branch.journal.standing().saved == 0)
  }

  @Test func `a click that is taken back after its row was sealed is taken back`() async throws {
    try await click(5)
    try await seal()
    try await click(-1)
    try await seal()

    #expect(try await count() == .integer(4))
  }

  @Test func `a copied row of clicks counts once`() async throws {
    try await click(5)
    try bench.folder.copyDatabase("molkom", to: "copy")
    let copy = try bench.open("copy")

    try await click(2)
    try await seal()
    try await copy.sealTallies(in: Bench.karlstad, by: Bench.author())
    try await bench.sync(branch, Bench.Branch(journal: copy, device: branch.device))

    #expect(try await count(bench.aggregator) == .integer(7))
  }

  @Test func `a click that is taken back is taken back once, also from a copied disk`() async throws
  {
    try await click(5)
    try await seal()
    try await click(2)
    #expect(try await click(-3) == 0)
    try bench.folder.copyDatabase("molkom", to: "copy")
    let copy = try bench.open("copy")

    try await seal()
    try await copy.sealTallies(in: Bench.karlstad, by: Bench.author())
    try await bench.sync(branch, Bench.Branch(journal: copy, device: branch.device))

    #expect(try await count(bench.aggregator) == .integer(4))
  }

  @Test func `another installation seals the row it finds and begins its own`() async throws {
    try await click(5, pc: "old")
    #expect(try await click(2, pc: "new") == 2)

    #expect(try await count() == .integer(5))
    try await seal()
    #expect(try await count() == .integer(7))
  }

  @Test func `clicks on two days are two records`() async throws {
    try await click(5, on: "2026-03-04")
    try await click(2, on: "2026-03-05")
    try await seal()

    #expect(try await count(on: "2026-03-04") == .integer(5))
    #expect(try await count(on: "2026-03-05") == .integer(2))
  }

  @Test func `clicks beside many rival counts can still be sealed`() async throws {
    var pen = Pen()
    let key = Bench.door("2026-03-05")
    let rivals = try (0..<70).map { number in
      try pen.visits(.integer(Int64(number)), on: key, seeing: [])
    }
    try await bench.plant(rivals, at: branch)

    try await click(3)
    try await seal()
    try await bench.sync(branch)

    let standing = try await branch.journal.standing()
    #expect(standing.openClicks == 0)
    #expect(standing.waiting == 0)
    #expect(standing.aside == 0)
  }
}
