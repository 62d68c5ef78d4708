import Aggregator
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("A device that is to erase itself may send, and nothing else")
struct WipingDoorTests {
  let bench: Bench
  let gate: Gate

  init() async throws {
    bench = try Bench()
    gate = Gate(bench)
    try await gate.invite("bofink")
    _ = try await gate.enrol(code: "bofink")
  }

  private func decide(_ state: Revocation.State) async throws {
    try await bench.aggregator.revoke(
      Revocation(device: .molkom, state: state, at: Bench.noon, reason: "stulen"),
      by: Bench.author())
  }

  private func wipe(
    last: Int64 = 0, told: Mark = .start(of: Bench.karlstad), isErased: Bool = false,
    aside: [JSON] = []
  ) async throws -> Answer {
    let body = JSON.object([
      .init("aside", .array(aside)), .init("erased", .bool(isErased)),
      .init("held", .object([.init("1780", .array([.integer(last), told.json]))])),
      .init("nonce", .text("a")),
    ])
    return try await gate.send(
      .post, "/sync/v1/wipe", headers: ["Authorization": "Bearer \(Gate.token)"],
      body: body.bytes)
  }

  @Test func `it is told so, and what it offers without asking for more is stored`() async throws {
    let branch = try bench.branch("molkom")
    _ = try await branch.journal.enter()
    let offers = try await bench.request(of: branch).offers
    try await decide(.wiping)

    #expect(try await gate.sync(offers: offers).problem == .wiping)
    #expect(try await gate.wait("1780=0.x").problem == .wiping)
    let answer = try await gate.sync(offers: offers, page: 0)

    #expect(answer.status == 200)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 1)
  }

  @Test func `it may erase itself when a verified backup holds its last change`() async throws {
    try await decide(.wiping)
    try await bench.aggregator.noteBackup([])
    #expect(try await wipe(last: 1).text == #"{"erase":false,"nonce":"a","ordered":true}"#)

    _ = try await bench.branch("city").journal.enter()
    let digest = try await bench.aggregator.digest(of: Bench.karlstad)
    try await bench.aggregator.noteBackup([digest])

    #expect(try await wipe(last: digest.n).text == #"{"erase":true,"nonce":"a","ordered":true}"#)
    #expect(
      try await wipe(last: digest.n + 1).text == #"{"erase":false,"nonce":"a","ordered":true}"#)
  }

  @Test func `an aggregator that has gone back since does not say so`() async throws {
    try await decide(.wiping)
    let branch = try bench.branch("city")
    _ = try await branch.journal.enter()
    try await bench.sync(branch)
    let digest = try await bench.aggregator.digest(of: Bench.karlstad)
    try await bench.aggregator.noteBackup([digest])
    let told = try await bench.aggregator.tip(of: Bench.karlstad)
    let lost = Mark(n: told.n, h: Hash(of: []))

    #expect(
      try await wipe(last: told.n, told: lost).text
        == #"{"erase":false,"nonce":"a","ordered":true}"#)
    #expect(
      try await wipe(last: told.n, told: told).text == #"{"erase":true,"nonce":"a","ordered":true}"#
    )
  }

  @Test func `when it has erased itself its token is good for nothing`() async throws {
    try await decide(.wiping)

    #expect(try await wipe(isErased: true).status == 200)

    #expect(try await wipe(isErased: true).problem == .revoked)
    #expect(try await gate.sync(page: 0).problem == .revoked)
    let device = try await bench.aggregator.device(token: Gate.hash(of: Gate.token))
    #expect(device?.revocation == .wiped)
  }

  @Test func `what nobody could store is kept`() async throws {
    try await decide(.wiping)

    _ = try await wipe(aside: [.array([.text("missing"), .text("{\"a\":1}")])])

    #expect(
      try bench.folder.text("rescued-\(DeviceID.molkom)")
        .hasSuffix("a {\"code\":\"missing\"}\nc {\"a\":1}\n"))
  }

  @Test func `a device that may sync is not asked to erase itself, nor is a stranger`() async throws
  {
    #expect(try await wipe().text == #"{"erase":false,"nonce":"a","ordered":false}"#)
    #expect(try await wipe(isErased: true).problem == .malformed)
    try await decide(.revoked)
    #expect(try await wipe().problem == .revoked)

    let stranger = try await gate.send(.post, "/sync/v1/wipe", body: [])
    #expect(stranger.problem == .authFailed)
  }

  @Test(arguments: [
    "{}", "", #"{"aside":[1],"erased":false,"held":{}}"#,
    #"{"aside":[],"erased":false,"held":{"1780":[1]},"nonce":"a"}"#,
    #"{"aside":[],"erased":false,"held":{}}"#,
  ])
  func `what cannot be read erases nothing`(body: String) async throws {
    try await decide(.wiping)

    let answer = try await gate.send(
      .post, "/sync/v1/wipe", headers: ["Authorization": "Bearer \(Gate.token)"],
      body: Array(body.utf8))

    #expect(answer.problem == .malformed)
  }

  @Test(
    arguments: [
      (nil, "active"), (.wiping, "wiping"), (.revoked, "revoked"), (.wiped, "revoked"),
    ] as [(Revocation.State?, String)])
  func `the greeting says how a device stands`(state: Revocation.State?, said: String) async throws
  {
    if let state { try await decide(state) }

    let answer = try await gate.send(
      .get, "/sync/v1", headers: ["Authorization": "Bearer \(Gate.token)"])

    #expect(answer.json?["device"]?["status"] == .text(said))
  }
}
