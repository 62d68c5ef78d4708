import Aggregator
import Catalogue
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("What comes through the door is stored, or turned away with a word for it")
struct ExchangeDoorTests {
  let bench: Bench
  let gate: Gate

  init() async throws {
    bench = try Bench()
    gate = Gate(bench)
    try await gate.invite("bofink")
    _ = try await gate.enrol(code: "bofink")
  }

  static let known: Headers = [
    "Authorization": "Bearer \(Gate.token)", "Content-Type": ExchangeRequest.mediaType,
  ]

  private func post(_ body: [UInt8], headers: Headers = known) async throws -> Answer {
    try await gate.send(.post, "/sync/v1/scopes/1780/sync", headers: headers, body: body)
  }

  private func request(marks: [Mark] = [], offers: [ExchangeRequest.Offer] = []) -> ExchangeRequest
  {
    let start = Mark.start(of: Bench.karlstad)
    return ExchangeRequest(
      cursor: start, marks: [start] + marks, now: Bench.noon, page: 10, offers: offers)
  }

  @Test func `an entry is stored under the name of its device`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())

    let answer = try await post(request(offers: [.init(line: change.line, receipt: nil)]).bytes)

    #expect(answer.response.headers["Content-Type"] == ExchangeRequest.mediaType)
    guard
      case .complete(let reply) = try ExchangeAnswer(
        bytes: answer.body, after: .start(of: Bench.karlstad)),
      case .stored(change.id, let receipt, isDuplicate: false)? = reply.acknowledgements.first
    else {
      Issue.record("not stored")
      return
    }
    #expect(receipt.device == .molkom && receipt.received == Bench.noon)
    #expect(reply.time == Bench.noon && reply.tip.n == 1)
  }

  @Test func `what is no message is malformed and changes nothing`() async throws {
    let good = request().bytes
    let bodies: [[UInt8]] = [
      [], Array("hej".utf8), Array(good.dropLast(5)), good + [10], Array(good.reversed()),
      Array("h {}\n".utf8), [0, 255, 10],
    ]

    for body in bodies {
      let answer = try await post(body)
      #expect(answer.status == 400)
      #expect(answer.problem == .malformed)
    }
    let typed: Headers = ["Authorization": "Bearer \(Gate.token)", "Content-Type": "text/html"]
    #expect(try await post(good, headers: typed).problem == .malformed)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 0)
  }

  @Test func `a message that is too long is turned away`() async throws {
    #expect(try await post([UInt8](repeating: 10, count: 4 * 1024 * 1024 + 1)).status == 413)
  }

  @Test(arguments: ["sjukhus", "nowhere", "17%2080", "%C3%85", "1780x", "COUNTY"])
  func `a device stays in its municipality`(scope: String) async throws {
    let answer = try await gate.send(
      .post, "/sync/v1/scopes/\(scope)/sync", headers: Self.known, body: request().bytes)

    #expect(answer.status == 403)
    #expect(answer.problem == .wrongScope)
  }

  @Test func `a device reads the county and does not write it`() async throws {
    var pen = Pen()
    let unit = try pen.put(["name": .text("Falskt bibliotek")], in: pen.newID())

    let answer = try await gate.sync("county", offers: [.init(line: unit.line, receipt: nil)])

    guard
      case .complete(let reply) = try ExchangeAnswer(
        bytes: answer.body, after: .start(of: .county))
    else {
      Issue.record("no answer")
      return
    }
    #expect(reply.acknowledgements == [.refused(unit.id, code: "aggregator-only")])
    #expect(reply.tip.n == 1, "the enrolment alone")
  }

  @Test func `an aggregator that went back says how far`() async throws {
    let answer = try await post(request(marks: [Mark(n: 7, h: Hash(of: []))]).bytes)

    #expect(
      try ExchangeAnswer(bytes: answer.body, after: .start(of: Bench.karlstad))
        == .rolledBack(to: .start(of: Bench.karlstad)))
  }

  @Test(arguments: [1_551_783_600_000, 2_088_327_600_000] as [Int64])
  func `a clock that is years off is noted, not judged`(clock: Int64) async throws {
    var request = request()
    request.now = clock

    #expect(try await post(request.bytes).status == 200)

    let rows = try await Reader(path: bench.aggregator.path).rows("SELECT at, skew FROM contact")
    #expect(rows == [[.integer(Bench.noon), .integer(clock - Bench.noon)]])
  }

  @Test func `the greeting tells a device who it is`() async throws {
    let stranger = try await gate.send(.get, "/sync/v1").json
    let known = try await gate.send(.get, "/sync/v1", headers: Self.known).json
    let garbled = try await gate.send(.get, "/sync/v1", headers: ["Authorization": "Bearer x"])

    #expect(stranger?["device"] == .null)
    #expect(stranger?["time"]?.integer == Bench.noon)
    #expect(stranger?["limits"]?["groupChanges"]?.integer == 200)
    #expect(known?["device"]?["scope"]?.text == "1780")
    #expect(garbled.problem == .authFailed)
  }

  @Test func `anyone may ask how it is, and learns nothing of anybody`() async throws {
    let branch = try bench.branch("molkom")
    _ = try await branch.journal.enter(["title": .text("Babyrim")])
    try await bench.sync(branch)

    let status = try await gate.send(.get, "/status")
    let metrics = try await gate.send(.get, "/metrics")

    #expect(status.json?["changes"]?.integer == 2)
    #expect(metrics.text.contains("bokfink_changes{scope=\"1780\"} 1\n"))
    for text in [status.text, metrics.text] {
      #expect(!text.contains("Babyrim") && !text.contains(branch.device.description))
    }
  }
}
