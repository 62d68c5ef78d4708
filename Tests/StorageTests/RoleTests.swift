import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Only who has a role there records; a role that is gone sets apart and loses nothing")
struct RoleTests {
  let bench: Bench
  let molkom: Bench.Branch

  init() throws {
    bench = try Bench()
    molkom = try bench.branch("molkom")
  }

  private func give(_ role: String, to alias: String, at: Int64 = Bench.noon) async throws {
    try await bench.aggregator.give(
      role, to: alias, named: nil, in: Bench.karlstad, by: Bench.author("region", at: at))
  }

  private func end(_ role: String, of alias: String, at: Int64 = Bench.noon) async throws {
    try await bench.aggregator.end(
      role, of: alias, in: Bench.karlstad, by: Bench.author("region", at: at))
  }

  private func pullCounty() async throws { try await bench.exchange(molkom, .county) }

  private func refuses(_ code: String, _ body: () async throws -> Void) async {
    await #expect {
      try await body()
    } throws: { error in
      guard case .ruleBroken(let findings)? = error as? JournalError else { return false }
      return findings.map(\.code) == [code]
    }
  }

  private func reasons() async throws -> [String] {
    try await bench.aggregator.verdicts(in: Bench.karlstad, isOpen: true).map(\.reason)
  }

  @Test func `at the keyboard, for entries, deletes and clicks alike`() async throws {
    let record = try await molkom.journal.enter(by: "bo")
    try await give("registrar", to: "anl")
    try await pullCounty()

    _ = try await molkom.journal.enter(by: "anl")
    await refuses("no-role") { _ = try await molkom.journal.enter(by: "bo") }
    await refuses("no-role") { try await molkom.journal.delete(record, by: "bo") }
    await refuses("no-role") {
      _ = try await molkom.journal.click(
        1, on: Bench.door(), in: Bench.karlstad, fingerprint: "a", by: Bench.author("bo"))
    }
  }

  @Test func `until the register has arrived anybody records, and the door sets it apart`()
    async throws
  {
    try await give("registrar", to: "anl")
    let record = try await molkom.journal.enter(by: "bo")

    try await bench.sync(molkom)

    #expect(try await reasons() == ["no-role"])
    #expect(try await molkom.journal.look(at: record) == nil)
    #expect(try await molkom.journal.standing().acknowledged == 1)
  }

  @Test func `a role that ended while the branch was offline sets apart`() async throws {
    try await give("registrar", to: "anl")
    try await pullCounty()
    let record = try await molkom.journal.enter(by: "anl")
    try await end("registrar", of: "anl", at: Bench.noon + 1)

    try await bench.sync(molkom, at: Bench.noon + 2)
    try await bench.exchange(molkom, .county, at: Bench.noon + 2)

    #expect(try await reasons() == ["role-ended"])
    let view = try #require(try await molkom.journal.view(record.description))
    #expect(view.history[0].apart == "quarantined")
    #expect(view.history.last?.verdict?.sentence.hasPrefix("Den som registrerade hade") == true)
    await refuses("role-ended") { _ = try await molkom.journal.enter(by: "anl") }
  }

  @Test func `what arrived while the role held stays`() async throws {
    try await give("registrar", to: "anl")
    let record = try await molkom.journal.enter(by: "anl")
    try await bench.sync(molkom)

    try await end("registrar", of: "anl", at: Bench.noon + 1)

    #expect(try await bench.aggregator.look(at: record)?.life == "alive")
    #expect(try await bench.aggregator.verify() == [])
  }

  @Test func `a delete by somebody without a role deletes nothing`() async throws {
    let record = try await molkom.journal.enter(by: "bo")
    try await bench.sync(molkom)
    try await give("registrar", to: "anl")
    try await molkom.journal.delete(record, by: "bo")

    try await bench.sync(molkom)

    #expect(try await reasons() == ["no-role"])
    #expect(try await molkom.journal.look(at: record)?.life == "alive")
  }

  @Test func `one municipality's roles are nobody else's`() async throws {
    try await bench.aggregator.give(
      "registrar", to: "anl", named: nil, in: Scope("1715")!, by: Bench.author("region"))
    try await pullCounty()

    _ = try await molkom.journal.enter(by: "bo")
    try await bench.sync(molkom)

    #expect(try await reasons() == [])
  }

  @Test func `the ceiling of the device is asked at both ends`() async throws {
    let invitation = Invitation(
      scope: Bench.karlstad, unit: Bench.molkom, ceiling: "reader", name: "Skärmen")
    let (code, token) = (Hash(of: [1]), Hash(of: [2]))
    try await bench.aggregator.invite(invitation, code: code, expires: .max)
    _ = try await bench.aggregator.enrol(
      code: code, token: token, device: molkom.device, machine: "", now: Bench.noon)
    _ = try await molkom.journal.enter()
    try await bench.sync(molkom)
    #expect(try await reasons() == ["above-ceiling"])

    try await molkom.journal.setMeta([.device: .text(molkom.device.description)])
    try await pullCounty()

    await refuses("above-ceiling") { _ = try await molkom.journal.enter() }
  }

  @Test func `a role is given once and ended once, and the alias remembers`() async throws {
    try await give("registrar", to: "anl")
    try await give("registrar", to: "anl", at: Bench.noon + 1)
    try await give("head", to: "anl", at: Bench.noon + 2)
    #expect(try await bench.aggregator.roles(in: Bench.karlstad).count == 2)

    try await end("registrar", of: "anl", at: Bench.noon + 3)
    let ended = "SELECT json_extract(fields, '$.ended') FROM record WHERE type = 'alias'"
    #expect(try await bench.aggregator.ask(ended) == [[.null]])
    try await end("head", of: "anl", at: Bench.noon + 4)

    #expect(try await bench.aggregator.ask(ended) == [[.integer(Bench.noon + 4)]])
    await #expect(throws: JournalError.noSuchRole(alias: "anl", role: "head")) {
      try await end("head", of: "anl")
    }
    #expect(try await bench.aggregator.roles(in: nil).allSatisfy { $0.until != nil })
  }

  @Test func `only the aggregator gives roles, and only those there are`() async throws {
    await #expect(throws: JournalError.notTheAggregator) {
      try await molkom.journal.give(
        "head", to: "anl", named: nil, in: Bench.karlstad, by: Bench.author())
    }
    await refuses("no-such-choice") { try await give("queen", to: "anl") }
    await refuses("personal-number") { try await give("head", to: "850709-9805") }
  }
}
