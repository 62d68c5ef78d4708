import Foundation
import HTTP
import Replication

/// What lies between the agents and the aggregator. It carries bytes, and does to them what networks do.
actor Network {
  /// One conversation, as an outside observer saw it.
  struct Contact: Sendable {
    let desk: String
    let path: String
    let request: [UInt8]
    /// What the agent got; nil when nothing of an aggregator's answer reached it.
    let answer: Client.Outcome?
    /// Whether the aggregator did this request, now, and its answer came whole.
    var isClean: Bool
  }

  private struct Letter: Sendable {
    let method: HTTP.Method
    let target: String
    let headers: Headers
    var body: [UInt8]
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }
  private let lane: Lane
  private let dice: Dice
  private let clock: Clock
  private let trace: Trace
  private var router: Router?
  private var pathOfAggregator = ""
  var isFaulty = true
  /// Lets something else happen before an answer arrives; false when the aggregator is another one since.
  private var interruption: (@Sendable (_ desk: String) async -> Bool)?
  /// Set by a fault that the aggregator does not survive.
  private var needsRestart = false
  private var contacts: [Contact] = []
  private var oldRequests: [Letter] = []
  private var oldAnswers: [(target: String, answer: Client.Outcome)] = []
  /// The bodies that reached the aggregator, in order.
  private var processed: [(target: String, body: [UInt8])] = []

  init(lane: Lane, dice: Dice, clock: Clock, trace: Trace) {
    self.lane = lane
    self.dice = dice
    self.clock = clock
    self.trace = trace
  }

  func connect(_ router: Router, path: String) {
    self.router = router
    pathOfAggregator = path
  }

  func calm() { isFaulty = false }

  func interrupt(_ interruption: @escaping @Sendable (_ desk: String) async -> Bool) {
    self.interruption = interruption
  }

  /// What was said since the last time this was asked, and whether the aggregator went down.
  func drain() -> (contacts: [Contact], processed: [[UInt8]], needsRestart: Bool) {
    defer {
      contacts = []
      processed = []
      needsRestart = false
    }
    return (contacts, processed.map(\.body), needsRestart)
  }

  /// An agent's request, and what came of it.
  func send(_ request: Client.Request, from desk: String) async -> Client.Outcome {
    let query = request.url.query(percentEncoded: true).map { "?\($0)" } ?? ""
    var body = request.body
    if isFaulty, dice.percent(30), let smaller = smallerPage(body) { body = smaller }
    let letter = Letter(
      method: request.method, target: request.url.path(percentEncoded: true) + query,
      headers: request.headers, body: body)
    trace.note("→ \(desk) \(letter.target) \(body.count)", body)
    let fault = isFaulty && dice.percent(30) ? dice.pick(Fault.onTheWay) : nil
    if let fault { trace.note(fault) }
    clock.advance(Int64(dice.number(5...400)))
    var (outcome, isClean) = await carry(letter, fault)
    if isFaulty, dice.percent(12), let interruption, await !interruption(desk) {
      // Whatever was said before was said by an aggregator that is gone.
      isClean = false
      for index in contacts.indices { contacts[index].isClean = false }
    }
    trace.note(
      "← \(desk) \(outcome.status.map(String.init) ?? "–") \(outcome.body.count)", outcome.body)
    contacts.append(
      Contact(
        desk: desk, path: letter.target, request: letter.body, answer: outcome, isClean: isClean))
    return outcome
  }

  /// Delivers an old request once more, long after anybody waits for the answer.
  func redeliver() async {
    guard let letter = dice.pick(oldRequests) else { return }
    trace.note(.delayedDuplicate, letter.target)
    _ = await deliver(letter)
  }

  private func smallerPage(_ body: [UInt8]) -> [UInt8]? {
    guard var request = try? ExchangeRequest(bytes: body) else { return nil }
    request.page = dice.number(0...6)
    trace.note(.smallPage, "\(request.page)")
    return request.bytes
  }
}

// MARK: - Carrying

extension Network {
  private func carry(_ letter: Letter, _ fault: Fault?) async -> (Client.Outcome, isClean: Bool) {
    switch fault {
    case .droppedRequest: return (lost("no route"), false)
    case .guestNetwork: return (Self.guestPage, false)
    case .proxyError: return (Self.proxyPage, false)
    case .cutRequest:
      var part = letter
      part.body = Array(letter.body.prefix(dice.number(0...max(0, letter.body.count - 1))))
      return (await deliver(part), false)
    case .flippedBits where isExchange(letter):
      if dice.percent(50) {
        var other = letter
        other.body = flipped(letter.body)
        return (await deliver(other), false)
      }
      let answer = await deliver(letter)
      return (answer.saying(flipped(answer.body)), false)
    case .staleReply:
      let known = oldAnswers.filter { $0.target == letter.target }
      if dice.percent(50) { _ = await deliver(letter) }
      guard let old = dice.pick(known) else { return (lost("no route"), false) }
      return (old.answer, false)
    case .aggregatorCrashBeforeCommit:
      Levers.failCommit(pathOfAggregator, after: dice.number(0...1))
      let answer = await deliver(letter)
      needsRestart = Levers.allowCommits(pathOfAggregator)
      return (answer, !needsRestart)
    default: break
    }
    if fault == .duplicatedRequest { _ = await deliver(letter) }
    if fault == .delay { clock.advance(Int64(dice.number(1_000...60_000))) }
    let answer = await deliver(letter)
    switch fault {
    case .droppedReply: return (lost("reset"), false)
    case .aggregatorCrashAfterCommit:
      needsRestart = true
      return (lost("reset"), false)
    case .cutReply, .silentlyCutReply:
      let kept = Array(answer.body.prefix(dice.number(0...max(0, answer.body.count - 1))))
      return (answer.saying(kept, failure: fault == .cutReply ? .cut("reset") : nil), false)
    default: return (answer, true)
    }
  }

  private func deliver(_ letter: Letter) async -> Client.Outcome {
    guard let router,
      let request = Request(
        letter.method, letter.target, headers: letter.headers, body: letter.body)
    else { return lost("no aggregator") }
    if letter.method == .post {
      oldRequests.append(letter)
      if oldRequests.count > 12 { oldRequests.removeFirst() }
    }
    processed.append((letter.target, letter.body))
    let response = await router.respond(to: request)
    var body: [UInt8] = []
    switch response.body {
    case .bytes(let bytes): body = bytes
    case .stream(let write):
      let collected = Collected()
      try? await write(BodyWriter { await collected.add($0) })
      body = await collected.bytes
    }
    let answer = Client.Outcome(
      status: response.status.code, headers: response.headers, body: body, failure: nil)
    oldAnswers.append((letter.target, answer))
    if oldAnswers.count > 12 { oldAnswers.removeFirst() }
    return answer
  }

  /// Enrolments carry no sum over their bytes.
  private func isExchange(_ letter: Letter) -> Bool { letter.target.hasSuffix("/sync") }

  private func flipped(_ body: [UInt8]) -> [UInt8] {
    guard !body.isEmpty else { return body }
    var body = body
    body[dice.number(0...body.count - 1)] ^= 1 << UInt8(dice.number(0...7))
    return body
  }

  private func lost(_ why: String) -> Client.Outcome {
    Client.Outcome(status: nil, headers: [:], body: [], failure: .unreachable(why))
  }

  private static let guestPage = Client.Outcome(
    status: 200, headers: ["Content-Type": "text/html"],
    body: Array("<html>Välkommen till gästnätet</html>".utf8), failure: nil)

  private static let proxyPage = Client.Outcome(
    status: 502, headers: ["Content-Type": "text/html"], body: Array("Bad Gateway".utf8),
    failure: nil)
}

extension Client.Outcome {
  fileprivate func saying(_ body: [UInt8], failure: Client.Failure? = nil) -> Client.Outcome {
    Client.Outcome(status: status, headers: headers, body: body, failure: failure)
  }
}

/// The pieces of a streamed answer.
private actor Collected {
  private(set) var bytes: [UInt8] = []

  func add(_ more: [UInt8]) { bytes += more }
}
