import Agent
import Catalogue
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("Whatever answers, nothing that was saved is lost")
struct SessionTests {
  let desk: Desk

  init() async throws {
    desk = try await Desk()
    try await desk.enrol()
  }

  private func expectWaiting(_ waiting: Int64) async throws {
    #expect(try await desk.branch.journal.standing().waiting == waiting)
    #expect(try await desk.branch.journal.standing().aside == 0)
  }

  @Test func `an exchange sends what waits and notes the contact`() async throws {
    _ = try await desk.branch.journal.enter()

    let outcome = try await desk.exchange()

    guard case .exchanged(let applied, pushed: 1, _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(applied.acknowledged == 1 && !applied.more)
    #expect(try await desk.branch.journal.meta(.lastContact) == .integer(Bench.noon))
    #expect(try await desk.branch.journal.meta(.skew) == .integer(0))
    try await expectWaiting(0)
  }

  /// 2019-03-05 and 2036-03-05, noon.
  @Test(arguments: [1_551_783_600_000, 2_088_327_600_000] as [Int64])
  func `a clock that is years off loses nothing and is noted`(clock: Int64) async throws {
    desk.set(clock: clock)
    let record = try await desk.branch.journal.record(
      [Bench.activity()], in: Bench.karlstad,
      by: Author(by: "anl", at: clock, today: Bench.today)
    ).records[0]
    try await desk.branch.journal.edit(record, ["participants_children": .integer(14)])

    _ = try await desk.loop.runOnce()

    try await expectWaiting(0)
    #expect(try await desk.branch.journal.meta(.skew) == .integer(clock - Bench.noon))
    let view = try #require(try await desk.bench.aggregator.look(at: record))
    #expect(view["participants_children"] == .integer(14))
    #expect(view.history.map(\.at) == [clock, Bench.noon])
    #expect(
      try await desk.bench.aggregator.digest(of: Bench.karlstad)
        == desk.branch.journal.digest(of: Bench.karlstad))
  }

  struct Answer: CustomTestStringConvertible {
    let testDescription: String
    let failure: SyncFailure
    let outcome: @Sendable (Client.Outcome) -> Client.Outcome
  }

  static let html = Array("<html>Logga in på gästnätet</html>".utf8)

  static let useless = [
    Answer(testDescription: "no connection", failure: .unreachable("No route.")) { _ in
      Client.Outcome(
        status: nil, headers: [:], body: [], failure: .unreachable("No route."))
    },
    Answer(testDescription: "a log-in page", failure: .impostor) { _ in
      Client.Outcome(
        status: 200, headers: ["Content-Type": "text/html"], body: html, failure: nil)
    },
    Answer(testDescription: "a page under our name", failure: .impostor) { honest in
      var headers = honest.headers
      headers["Content-Type"] = "text/html"
      return Client.Outcome(status: 200, headers: headers, body: html, failure: nil)
    },
    Answer(testDescription: "a redirect", failure: .impostor) { _ in
      Client.Outcome(
        status: 302, headers: ["Location": "http://gäst.example/"], body: [], failure: nil)
    },
    Answer(testDescription: "another aggregator", failure: .stranger) { honest in
      var headers = honest.headers
      headers["Bokfink-Aggregator"] = "AAAAAAAAAAAAAAAAAAAAAA"
      return Client.Outcome(status: 200, headers: headers, body: honest.body, failure: nil)
    },
    Answer(testDescription: "an empty answer", failure: .garbled("The message was cut off.")) {
      Client.Outcome(status: 200, headers: $0.headers, body: [], failure: nil)
    },
  ]

  @Test(arguments: useless)
  func `an answer that is none changes nothing`(answer: Answer) async throws {
    _ = try await desk.branch.journal.enter()
    desk.disturb { _, honest in answer.outcome(honest) }

    let outcome = try await desk.exchange()

    guard case .failed(let failure, progressed: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    switch (failure, answer.failure) {
    case (.unreachable, .unreachable): break
    default: #expect(failure == answer.failure)
    }
    try await expectWaiting(1)
    desk.mend()
    _ = try await desk.exchange()
    try await expectWaiting(0)
  }

  @Test func `a byte that was altered on the way is noticed`() async throws {
    _ = try await desk.branch.journal.enter()
    desk.disturb { _, honest in
      var body = honest.body
      body[body.count / 2] ^= 1
      return Client.Outcome(
        status: honest.status, headers: honest.headers, body: body, failure: nil)
    }

    let outcome = try await desk.exchange()

    guard case .failed(.garbled, progressed: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    try await expectWaiting(1)
  }

  @Test func `an answer cut anywhere before its first mark leaves everything waiting`() async throws
  {
    try await desk.branch.journal.enter(4)
    let text = Collected<String>()
    desk.disturb { _, honest in
      text.add(String(decoding: honest.body, as: UTF8.self))
      return cut(honest, at: 0)
    }
    _ = try await desk.exchange()
    let mark = try #require(text.all.first?.firstRange(of: "\nm ")?.lowerBound)
    let length = try #require(text.all.first)[..<mark].utf8.count

    for place in stride(from: 1, to: length, by: 97) {
      desk.disturb { _, honest in cut(honest, at: place) }
      guard case .failed(_, progressed: false) = try await desk.exchange() else {
        Issue.record("cut at \(place)")
        return
      }
      try await expectWaiting(4)
    }
    desk.mend()
    _ = try await desk.exchange()

    try await expectWaiting(0)
    #expect(try await desk.bench.aggregator.tip(of: Bench.karlstad).n == 4)
    #expect(try await desk.branch.journal.verify().isEmpty)
  }

  @Test(arguments: 1...9)
  func `whole pages of a cut answer are kept`(tenths: Int) async throws {
    let city = try desk.bench.branch("city")
    try await city.journal.enter(450)
    try await desk.bench.sync(city)
    desk.disturb { _, honest in cut(honest, at: honest.body.count * tenths / 10) }

    let outcome = try await desk.exchange()

    let n = try await desk.branch.journal.tip(of: Bench.karlstad).n
    guard case .failed(.cut, let progressed) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(progressed == (n > 0))
    #expect(try await desk.branch.journal.verify().isEmpty)
    desk.mend()
    #expect(try await desk.loop.runOnce() == nil)
    #expect(
      try await desk.branch.journal.digest(of: Bench.karlstad)
        == desk.bench.aggregator.digest(of: Bench.karlstad))
  }

  @Test func `the answer to an earlier request is not taken for this one's`() async throws {
    let first = Collected<Client.Outcome>()
    desk.disturb { _, honest in
      first.add(honest)
      return honest
    }
    _ = try await desk.branch.journal.enter()
    _ = try await desk.exchange()
    _ = try await desk.branch.journal.enter()
    desk.disturb { _, _ in first.all[0] }

    let outcome = try await desk.exchange()

    guard case .failed = outcome else {
      Issue.record("\(outcome)")
      return
    }
    try await expectWaiting(1)
  }

  @Test func `a line of a version to come does not end the conversation`() async throws {
    desk.disturb { request, honest in
      guard let asked = try? ExchangeRequest(bytes: request.body) else { return honest }
      return Client.Outcome(
        status: 200, headers: honest.headers, body: unreadable(after: asked.cursor), failure: nil)
    }

    let outcome = try await desk.exchange()

    guard case .exchanged(let applied, _, _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(applied.arrived == 1)
    #expect(try await desk.branch.journal.tip(of: Bench.karlstad).n == 1)
    try await desk.branch.journal.rebuild()
    #expect(try await desk.branch.journal.verify().isEmpty)
  }
}

private func cut(_ honest: Client.Outcome, at place: Int) -> Client.Outcome {
  Client.Outcome(
    status: honest.status, headers: honest.headers, body: Array(honest.body.prefix(place)),
    failure: .cut("reset"))
}

/// A whole answer whose one line is a text that no version before it can read.
private func unreadable(after cursor: Mark) -> [UInt8] {
  let line = Array(#"{"kind":"put","seen":{}}"#.utf8)
  let id = ChangeID(Hash(of: line).bytes)
  let device = DeviceID(Array(repeating: 1, count: 16))
  let mark = cursor.adding(id, received: 1, device: device)
  let receipt = Receipt(n: mark.n, received: 1, device: device, seal: Hash(of: []))
  return ExchangeReply(
    time: Bench.noon, tip: mark, catalogue: "", acknowledgements: [],
    pages: [.init(arrivals: [.init(id: id, receipt: receipt, line: line)], mark: mark)], end: mark,
    more: false
  ).bytes
}
