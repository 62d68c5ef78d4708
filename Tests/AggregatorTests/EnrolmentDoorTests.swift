import Aggregator
import Catalogue
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("A code lets in the device that brought it, and tells of no other")
struct EnrolmentDoorTests {
  let gate: Gate

  init() async throws {
    gate = Gate(try Bench())
    try await gate.invite("bofink")
    try await gate.invite("steglits")
    _ = try await gate.enrol(code: "bofink")
  }

  @Test func `a used code tells nothing of another device`() async throws {
    _ = try await gate.enrol(code: "steglits", token: Hash(of: [2]), device: .kil)

    let answer = try await gate.enrol(code: "steglits", token: Hash(of: [2]), device: .molkom)

    #expect(answer.problem == .enrolCodeUsed)
  }

  @Test func `nobody enrols under a token that somebody else has`() async throws {
    let answer = try await gate.enrol(code: "steglits", device: .kil)

    #expect(answer.problem == .enrolCodeUsed)
    let known = try await gate.send(
      .get, "/sync/v1", headers: ["Authorization": "Bearer \(Gate.token)"])
    #expect(known.json?["device"]?["id"]?.text == DeviceID.molkom.description)
  }

  @Test func `a code that was tried in vain is still good`() async throws {
    _ = try await gate.enrol(code: "steglits", device: .kil)

    let answer = try await gate.enrol(code: "steglits", token: Hash(of: [2]), device: .kil)

    #expect(answer.status == 200)
  }

  @Test(
    arguments: [[], Array("{}".utf8), Array(#"{"code":"steglits"}"#.utf8), [0, 1, 2]] as [[UInt8]])
  func `what names no device is malformed`(body: [UInt8]) async throws {
    #expect(try await gate.send(.post, "/sync/v1/enrol", body: body).problem == .malformed)
  }

  @Test func `an enrolment that was altered is none`() async throws {
    let json = try await gate.enrol(code: "bofink").json?["enrolment"]
    let good = try #require(Enrolment(json: json))
    let receipt = Receipt(
      n: 1, received: good.receipt.received + 1, device: good.receipt.device,
      seal: good.receipt.seal)
    let rebuilt = Gate(try Bench(seed: 2))

    for altered in [Enrolment(line: good.line, receipt: receipt).json, .null, .text("")] {
      let answer = try await rebuilt.enrol(.init("enrolment", altered))
      #expect(answer.problem == .authFailed)
    }
    #expect(try await rebuilt.bench.aggregator.tip(of: .county).n == 0)
  }
}
