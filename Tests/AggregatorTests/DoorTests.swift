import Aggregator
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("Who comes in, and as whom")
struct DoorTests {
  let bench: Bench
  let gate: Gate

  init() async throws {
    bench = try Bench()
    gate = Gate(bench)
    try await gate.invite("bofink")
  }

  @Test func `a code lets one device in, which then syncs`() async throws {
    #expect(try await gate.enrol(code: "bofink").status == 200)

    #expect(try await gate.sync().status == 200)
    #expect(try await gate.sync("county").status == 200)
  }

  @Test(arguments: [nil, "Bearer \(Hash(of: [2]))", "Basic \(Gate.token)", "Bearer"])
  func `without a token that is known nobody syncs`(authorization: String?) async throws {
    _ = try await gate.enrol(code: "bofink")

    let answer = try await gate.sync(authorization: authorization)

    #expect(answer.status == 401)
    #expect(answer.problem == .authFailed)
  }

  @Test func `a device uses its own scope and county, and no other`() async throws {
    _ = try await gate.enrol(code: "bofink")

    #expect(try await gate.sync("1715").problem == .wrongScope)
    #expect(try await gate.wait("1715=0.x").problem == .wrongScope)
  }

  @Test func `a revoked device is told so`() async throws {
    _ = try await gate.enrol(code: "bofink")
    let revoked = Intent(
      .put(["revoked": .bool(true)]), type: "device", record: RecordID(DeviceID.molkom.bytes))

    try await bench.aggregator.record([revoked], in: .county, by: Bench.author())

    let answer = try await gate.sync()
    #expect(answer.status == 403)
    #expect(answer.problem == .revoked)
  }

  @Test func `a code is used once`() async throws {
    _ = try await gate.enrol(code: "bofink")

    let second = try await gate.enrol(code: "bofink", token: Hash(of: [2]), device: .kil)

    #expect(second.status == 403)
    #expect(second.problem == .enrolCodeUsed)
  }

  @Test func `a code stays used when the aggregator is put back from before its use`()
    async throws
  {
    try bench.folder.copyDatabase("aggregator", to: "backup")
    _ = try await gate.enrol(code: "bofink")
    let restored = Gate(try Bench(restoring: "backup", of: bench))

    let other = try await restored.enrol(code: "bofink", token: Hash(of: [2]), device: .kil)

    #expect(other.problem == .enrolCodeUsed)
    #expect(try await restored.enrol(code: "bofink").status == 200)
  }

  @Test func `a code ends when its time is over`() async throws {
    try await gate.invite("steglits", expires: Bench.noon - 1)

    #expect(try await gate.enrol(code: "steglits").problem == .enrolCodeUsed)
  }

  @Test func `the same token gets the same answer again`() async throws {
    let first = try await gate.enrol(code: "bofink")

    let second = try await gate.enrol(code: "bofink")

    #expect(first.status == 200)
    #expect(second.status == 200)
    #expect(second.body == first.body)
  }

  @Test func `a sealed enrolment serves its own token and device, and no other`() async throws {
    let json = try await gate.enrol(code: "bofink").json
    let enrolment = try #require(json?["enrolment"])
    let rebuilt = Gate(try Bench(seed: 2))

    let other = try await rebuilt.enrol(
      .init("enrolment", enrolment), token: Hash(of: [2]), device: .molkom)
    let stranger = try await rebuilt.enrol(.init("enrolment", enrolment), device: .kil)
    let own = try await rebuilt.enrol(.init("enrolment", enrolment))

    #expect(other.problem == .authFailed)
    #expect(stranger.problem == .authFailed)
    #expect(own.status == 200)
    #expect(try await rebuilt.sync().status == 200)
  }

  @Test func `the clock of a device is compared with the aggregator's`() async throws {
    _ = try await gate.enrol(code: "bofink")
    _ = try await gate.sync()

    let skew = try await Reader(path: bench.aggregator.path).rows("SELECT skew FROM contact")

    #expect(skew == [[.integer(-5_000)]])
  }

  @Test(arguments: ["/sync/v1", "/sync/v1/wait", "/status", "/metrics"])
  func `no answer is kept by anybody on the way`(target: String) async throws {
    let answer = try await gate.send(.get, target)

    #expect(answer.response.headers["Cache-Control"] == "no-store")
    #expect(
      answer.response.headers["Bokfink-Aggregator"] == bench.authority.device.description)
  }

  @Test func `a full disk is said to be one, and the agent is asked to come again`() async throws {
    _ = try await gate.enrol(code: "bofink")
    let branch = try bench.branch("molkom")
    _ = try await branch.journal.enter()
    let offers = try await bench.request(of: branch).offers
    // SQLite says FULL, too, when a table has used up its last number.
    try Connection(path: bench.aggregator.path).execute(
      """
      CREATE TABLE brim (id INTEGER PRIMARY KEY AUTOINCREMENT);
      INSERT INTO brim VALUES (9223372036854775807);
      CREATE TRIGGER overflow BEFORE INSERT ON change
      BEGIN INSERT INTO brim (id) VALUES (NULL); END
      """)

    let answer = try await gate.sync(offers: offers)

    #expect(answer.status == 507)
    #expect(answer.problem == .diskFull)
    #expect(answer.response.headers["Retry-After"] != nil)
  }
}
