import Catalogue
import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("A device that is shut out stays out, whatever is put back")
struct RevokingTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))
  let token = Hash(of: [1])

  init() async throws {
    bench = try Bench()
    let invitation = Invitation(
      scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "Disken")
    try await bench.aggregator.invite(invitation, code: Hash(of: [7]), expires: Bench.noon)
    try bench.folder.copyDatabase("aggregator", to: "before")
    _ = try await enrol()
  }

  private func enrol(at aggregator: Journal? = nil) async throws -> Enrolment? {
    try await (aggregator ?? bench.aggregator).enrol(
      code: Hash(of: [7]), token: token, device: device, machine: "pc", now: Bench.noon)
  }

  private func revoke(_ state: Revocation.State, at aggregator: Journal? = nil) async throws {
    try await (aggregator ?? bench.aggregator).revoke(
      Revocation(device: device, state: state, at: Bench.noon, reason: "stulen “i går”"),
      by: Bench.author("eva"))
  }

  private func state(at aggregator: Journal) async throws -> Revocation.State? {
    try #require(try await aggregator.device(token: token)).revocation
  }

  @Test(arguments: Revocation.State.allCases)
  func `a decision is a sealed change of the county and a line in a file`(
    state: Revocation.State
  ) async throws {
    #expect(try await self.state(at: bench.aggregator) == nil)
    let before = try await bench.aggregator.tip(of: .county).n

    try await revoke(state)

    #expect(try await self.state(at: bench.aggregator) == state)
    #expect(try await bench.aggregator.tip(of: .county).n == before + 1)
    #expect(try await bench.aggregator.verify().isEmpty)
    let view = try #require(try await bench.aggregator.view(device.description))
    #expect(view["reason"] == .text("stulen “i går”"))
    #expect(
      try bench.folder.text("revocations")
        == "\(device) \(state.rawValue) \(Bench.noon) \"stulen “i går”\"\n")
  }

  @Test func `the last decision holds`() async throws {
    for state in [Revocation.State.revoked, .wiping, .wiped] { try await revoke(state) }

    #expect(try await state(at: bench.aggregator) == .wiped)
  }

  @Test func `an aggregator that was put back knows it at the door, and says it again`()
    async throws
  {
    try bench.folder.copyDatabase("aggregator", to: "backup")
    try await revoke(.wiping)
    let restored = try Bench(restoring: "backup", of: bench).aggregator

    #expect(try await state(at: restored) == .wiping)
    #expect(try await restored.enforceRevocations(by: Bench.author()) == [device])

    #expect(try await restored.enforceRevocations(by: Bench.author()) == [])
    #expect(try await restored.view(device.description)?["wiping"] == .bool(true))
    #expect(try await restored.verify().isEmpty)
  }

  @Test func `a sealed enrolment does not bring a revoked device back in`() async throws {
    let enrolment = try #require(try await enrol())
    try await revoke(.revoked)
    let restored = try Bench(restoring: "before", of: bench).aggregator
    #expect(try await restored.enforceRevocations(by: Bench.author()) == [])

    #expect(
      try await restored.restore(enrolment, token: token, device: device, now: Bench.noon))

    #expect(try await state(at: restored) == .revoked)
    #expect(try await restored.view(device.description)?["revoked"] == .bool(true))
  }

  @Test func `a line that a power cut broke off is no decision, and the next one counts`()
    async throws
  {
    try bench.folder.write("\(device) revo", to: "revocations")
    #expect(try await state(at: bench.aggregator) == nil)

    try await revoke(.revoked)

    #expect(try await state(at: bench.aggregator) == .revoked)
  }

  @Test(arguments: ["stulen\ni går", "han med 640823-3234"])
  func `a reason that may not be written decides nothing`(reason: String) async throws {
    let revocation = Revocation(device: device, state: .revoked, at: Bench.noon, reason: reason)

    await #expect(throws: JournalError.self) {
      try await bench.aggregator.revoke(revocation, by: Bench.author("eva"))
    }

    #expect(try await state(at: bench.aggregator) == nil)
    #expect(throws: (any Error).self) { try bench.folder.text("revocations") }
  }

  @Test func `a reason that was allowed once keeps nothing from starting`() async throws {
    try bench.folder.write(
      "\(device) revoked \(Bench.noon) \"stulen\\u000ai går\"\n", to: "revocations")

    #expect(try await bench.aggregator.enforceRevocations(by: Bench.author()) == [device])

    #expect(try await bench.aggregator.enforceRevocations(by: Bench.author()) == [])
    #expect(try await bench.aggregator.view(device.description)?["revoked"] == .bool(true))
  }

  @Test func `nobody can be shut out who never came in, and only an aggregator can`() async throws {
    let stranger = DeviceID(Array(repeating: 5, count: 16))
    let revocation = Revocation(device: stranger, state: .revoked, at: 0, reason: "?")

    await #expect(throws: JournalError.unknownRecord(stranger.description)) {
      try await bench.aggregator.revoke(revocation, by: Bench.author())
    }
    await #expect(throws: JournalError.notTheAggregator) {
      try await bench.branch("molkom").journal.revoke(revocation, by: Bench.author())
    }
  }

  @Test func `what a device hands over is kept once, in the form of an export`() async throws {
    let lines = [("group", Array("{\"a\":1}".utf8)), ("missing", Array("{\"b\":\"ö\"}".utf8))]

    try await bench.aggregator.rescue(lines, of: device, in: Bench.karlstad)
    try await bench.aggregator.rescue(lines, of: device, in: Bench.karlstad)
    try await bench.aggregator.rescue([], of: device, in: Bench.karlstad)

    #expect(
      try bench.folder.text("rescued-\(device)") == """
        h {"bokfink":"export-1","scope":"1780"}
        a {"code":"group"}
        c {"a":1}
        a {"code":"missing"}
        c {"b":"ö"}

        """)
  }
}

@Suite("A token that two disks use is noticed")
struct SightingTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))

  init() throws { bench = try Bench() }

  private func see(_ disk: String?, at now: Int64) async throws {
    try await bench.aggregator.noteContact(device, deviceClock: now, from: disk, now: now)
  }

  private func seen() async throws -> [[SQLValue]] {
    try await bench.aggregator.ask("SELECT installation, first, last FROM sighting ORDER BY 1")
  }

  @Test func `each disk has its first time and its last`() async throws {
    for (disk, now) in [("a", 1), ("b", 2), ("a", 3), (nil, 4)] as [(String?, Int64)] {
      try await see(disk, at: now)
    }

    #expect(
      try await seen() == [
        [.text("a"), .integer(1), .integer(3)], [.text("b"), .integer(2), .integer(2)],
      ])
  }

  @Test func `a disk that became another device is seen as this one no more`() async throws {
    try await see("a", at: 1)
    try await see("b", at: 2)

    try await bench.aggregator.settle("b", as: DeviceID(Array(repeating: 2, count: 16)))
    try await bench.aggregator.settle("a", as: device)

    #expect(try await seen() == [[.text("a"), .integer(1), .integer(1)]])
  }
}
