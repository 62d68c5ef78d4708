import Replication
import Storage
import TestSupport
import Testing

@Suite("A code enrols one device")
struct EnrolmentTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))
  let token = Hash(of: Array("token".utf8))

  init() throws { bench = try Bench() }

  private func invite(_ code: String, to scope: Scope = Bench.karlstad) async throws {
    try await bench.aggregator.invite(
      Invitation(scope: scope, unit: Bench.molkom, ceiling: "registrar", name: "Molkom"),
      code: Hash(of: Array(code.utf8)), expires: Bench.noon)
  }

  private func enrol(_ code: String, _ token: Hash? = nil) async throws -> Enrolment? {
    try await bench.aggregator.enrol(
      code: Hash(of: Array(code.utf8)), token: token ?? self.token, device: device, machine: "",
      now: Bench.noon)
  }

  @Test func `a device whose disk forgot its enrolment gets it back for a new code`() async throws {
    try await invite("first")
    try await invite("second")
    let enrolment = try #require(try await enrol("first"))

    #expect(try await enrol("second") == enrolment)
    #expect(try await bench.aggregator.tip(of: .county).n == 1)
    #expect(try await enrol("second", Hash(of: [])) == nil, "the code is used up")
  }

  @Test func `a code does not hand a device to another token`() async throws {
    try await invite("first")
    try await invite("second")
    _ = try await enrol("first")

    #expect(try await enrol("second", Hash(of: [])) == nil)
  }

  @Test func `a code of another municipality does not move a device`() async throws {
    try await invite("first")
    try await invite("second", to: try #require(Scope("1715")))
    _ = try await enrol("first")

    #expect(try await enrol("second") == nil)
  }
}
