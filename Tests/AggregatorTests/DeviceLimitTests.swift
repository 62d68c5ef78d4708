import Aggregator
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("A device that asks too much is told when to come again, and loses nothing")
struct DeviceLimitTests {
  let bench: Bench
  let clock = Office.Clock()

  init() throws { bench = try Bench() }

  private func gate(_ set: (inout DeviceLimits) -> Void) async throws -> Gate {
    var limits = DeviceLimits()
    set(&limits)
    let gate = Gate(bench, now: { [clock] in clock.now }, limits: limits)
    for (code, token, device) in [("one", 1, DeviceID.molkom), ("two", 2, .kil)] {
      try await gate.invite(code)
      _ = try await gate.enrol(code: code, token: Hash(of: [UInt8(token)]), device: device)
    }
    return gate
  }

  @Test func `so many requests at once, then so many a second, each device by itself`()
    async throws
  {
    let gate = try await gate { limits in
      limits.requestsMax = 3
      limits.requestsPerSecond = 0.5
    }
    for _ in 0..<3 { #expect(try await gate.sync().status == 200) }

    let fourth = try await gate.sync()

    #expect(fourth.status == 429 && fourth.problem == .tooManyRequests)
    #expect(fourth.response.headers["Retry-After"] == "2")
    #expect(try await gate.sync(authorization: "Bearer \(Hash(of: [2]))").status == 200)
    clock.pass(2_000)
    #expect(try await gate.sync().status == 200)
    #expect(try await gate.sync().status == 429)
  }

  @Test func `a clock that was put back gives nothing, and keeps nobody out`() async throws {
    let gate = try await gate { limits in
      limits.requestsMax = 1
      limits.requestsPerSecond = 1
    }
    #expect(try await gate.sync().status == 200)

    clock.pass(-86_400_000 * 365)

    #expect(try await gate.sync().status == 429)
    clock.pass(1_000)
    #expect(try await gate.sync().status == 200)
  }

  @Test func `so many bytes a day, until midnight`() async throws {
    let gate = try await gate { $0.dailyBytesMax = 1 }
    #expect(try await gate.sync().status == 200)

    let second = try await gate.sync()

    #expect(second.problem == .tooManyRequests)
    // Bench.noon is 11:00 UTC.
    #expect(second.response.headers["Retry-After"] == "\(13 * 3_600)")
    #expect(second.response.headers["Bokfink-Aggregator"] != nil)
    clock.pass(13 * 3_600_000)
    #expect(try await gate.sync().status == 200)
  }

  @Test func `what is held too long by one device is not given to it again`() async throws {
    let gate = try await gate { $0.waitsMax = 2 }
    let tip = try await bench.aggregator.tip(of: Bench.karlstad)
    let request = try #require(
      Request(
        .get, "/sync/v1/wait?1780=\(tip.n).\(tip.h)",
        headers: ["Authorization": "Bearer \(Gate.token)"]))
    var held: [Response] = []
    for _ in 0..<2 { held.append(await gate.router.respond(to: request)) }

    let third = await gate.router.respond(to: request)

    #expect(held.allSatisfy { $0.status == .ok })
    #expect(third.status == .serviceUnavailable && third.headers["Retry-After"] == "15")
    #expect(try await gate.sync().status == 200)
    // An answer that nobody comes to read gives its place back, as one does that was read.
    held.removeFirst()
    #expect(await gate.router.respond(to: request).status == .ok)
    guard case .stream(let produce)? = held.first?.body else { return }
    try await produce(BodyWriter { _ in })
    #expect(await gate.router.respond(to: request).status == .ok)
  }

  @Test func `what goes wrong here is reported without what people wrote`() async throws {
    let troubles = Collected<Trouble>()
    let gate = Gate(bench, report: { troubles.add($0) })
    try await gate.invite("bofink")
    _ = try await gate.enrol(code: "bofink")
    let branch = try bench.branch("molkom")
    _ = try await branch.journal.enter(["title": .text("Hemlig sagostund")])
    let offers = try await bench.request(of: branch).offers
    try Connection(path: bench.aggregator.path).execute(
      "CREATE TRIGGER broken BEFORE INSERT ON change BEGIN SELECT RAISE(ABORT, 'broken'); END")

    let answer = try await gate.sync(offers: offers)

    #expect(answer.status == 503 && answer.response.headers["Retry-After"] == "5")
    let trouble = try #require(troubles.all.first)
    #expect(trouble.address == "POST /sync/v1/scopes/{scope}/sync")
    #expect(trouble.what.hasPrefix("SQLite ") && trouble.what.contains("broken"))
    #expect(!trouble.what.contains("Hemlig") && !answer.text.contains("broken"))
  }

  @Test func `who was turned away at the door is noted, with the device where it is known`()
    async throws
  {
    let gate = try await gate { _ in }
    _ = try await gate.sync("1715")
    _ = try await gate.sync(authorization: "Bearer guess")
    _ = try await gate.enrol(code: "one", token: Hash(of: [3]), device: .kil)
    _ = try await gate.send(.post, "/sync/v1/enrol", body: [1])
    try await bench.aggregator.record(
      [
        Intent(.put(["revoked": .bool(true)]), type: "device", record: RecordID(DeviceID.kil.bytes))
      ],
      in: .county, by: Bench.author())
    _ = try await gate.sync(authorization: "Bearer \(Hash(of: [2]))")

    let noted = try await bench.aggregator.auditLog(since: nil)

    let sync = "POST /sync/v1/scopes/{scope}/sync"
    #expect(
      noted.map { "\($0.actor) \($0.act) \($0.about) \($0.outcome)" } == [
        "\(DeviceID.molkom) \(sync) 1715 wrong-scope", " \(sync) 1780 auth-failed",
        " POST /sync/v1/enrol  enrol-code-used", "\(DeviceID.kil) \(sync) 1780 revoked",
      ])
    #expect(noted.allSatisfy { $0.origin == "127.0.0.1" })
  }
}
