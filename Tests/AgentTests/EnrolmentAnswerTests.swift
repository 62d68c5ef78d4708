import Agent
import Foundation
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("An agent believes only its own enrolment")
struct EnrolmentAnswerTests {
  let bench: Bench
  let branch: Bench.Branch
  let token = "A token that is shown to nobody"

  init() throws {
    bench = try Bench()
    branch = try bench.branch("molkom")
  }

  /// What the aggregator answers to a device that enrols.
  private func answer(_ device: DeviceID, _ token: String) async throws -> [UInt8] {
    let code = Hash(of: Array(device.description.utf8))
    try await bench.aggregator.invite(
      Invitation(
        scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "Molkom"),
      code: code, expires: Bench.noon)
    let enrolment = try await bench.aggregator.enrol(
      code: code, token: Hash(of: Array(token.utf8)), device: device, machine: "",
      now: Bench.noon)
    return JSON.object([
      .init("aggregator", .text(bench.authority.device.description)),
      .init("enrolment", try #require(enrolment).json), .init("scope", .text("1780")),
      .init("unit", .text(Bench.molkom.description)),
    ]).bytes
  }

  private func enrol(hearing body: [UInt8]) async throws -> Session.Outcome {
    let aggregator = bench.authority.device.description
    let world = World(
      now: { Bench.noon }, today: { Bench.today }, sleep: { _ in }, random: { 4 },
      send: { _ in
        Client.Outcome(
          status: 200,
          headers: ["Bokfink-Aggregator": aggregator, "Content-Type": "application/json"],
          body: body, failure: nil)
      })
    let url = try #require(URL(string: "http://localhost/"))
    let session = Session(
      journal: branch.journal, world: world,
      address: Session.Address(url: url, token: token, device: branch.device))
    return try await session.enrol(code: "code", name: "Molkom", machine: "")
  }

  @Test func `its own is kept`() async throws {
    let outcome = try await enrol(hearing: try await answer(branch.device, token))

    #expect(outcome == .enrolled)
    #expect(try await branch.journal.meta(.scope) == .text("1780"))
  }

  @Test func `one for another device, or for another token, is not`() async throws {
    let other = DeviceID(Array(repeating: 3, count: 16))
    for body in [try await answer(other, token), try await answer(branch.device, "x")] {
      guard case .failed(.garbled, _) = try await enrol(hearing: body) else {
        Issue.record("an enrolment of somebody else was taken")
        return
      }
    }
    #expect(try await branch.journal.meta(.enrolment) == nil)
  }
}
