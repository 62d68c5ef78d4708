public import Foundation
internal import HTTP
public import Replication
public import Storage

/// The agent's side of the protocol: one call is one round trip and what follows from it in the journal.
public struct Session: Sendable {
  let journal: Journal
  let world: World
  var address: Address

  /// Where the aggregator is, and what this device shows it.
  public struct Address: Sendable {
    /// For example `https://bokfink.regionvarmland.se/`.
    public var url: URL
    /// 43 characters of base64url; minted here, never logged.
    public var token: String
    public var device: DeviceID
    /// Tells copies of one disk apart: they have the same token. nil says nothing.
    public var installation: String?

    public init(url: URL, token: String, device: DeviceID, installation: String? = nil) {
      self.url = url
      self.token = token
      self.device = device
      self.installation = installation
    }

    /// What the aggregator stores instead of the token.
    var tokenHash: Hash { Hash(of: Array(token.utf8)) }
  }

  public init(journal: Journal, world: World, address: Address) {
    self.journal = journal
    self.world = world
    self.address = address
  }

  /// What a round trip brought.
  public enum Outcome: Equatable, Sendable {
    case exchanged(Applied, pushed: Int, roundTrip: Int64)
    case rolledBack(to: Int64)
    case enrolled
    /// `progressed`: pages of a cut answer were applied.
    case failed(SyncFailure, progressed: Bool)
  }

  /// How much a first download asks for at once.
  static let pageFirst = Journal.answerChangesMax

  /// Pushes what the aggregator lacks of a scope, and pulls what this node lacks.
  public func exchange(_ scope: Scope, batch: Int) async throws -> Outcome {
    let start = world.now()
    // What is fetched can be fetched later; the last room is for what people record here.
    let isWiping = try await isWiping()
    let isFull = try await journal.diskRoom().isLow
    let page = isWiping || isFull ? 0 : Self.pageFirst
    let request = try await journal.nextExchange(scope, batch: batch, page: page, now: start)
    let outcome = await post(
      "sync/v1/scopes/\(scope.name)/sync", type: ExchangeRequest.mediaType, request.bytes)
    if let failure = await failure(of: outcome, expecting: ExchangeRequest.mediaType) {
      return .failed(failure, progressed: false)
    }
    do {
      return try await apply(outcome, of: request, to: scope, since: start, isWiping: isWiping)
    } catch let error as FrameError {
      if error == .incomplete, let why = outcome.failure {
        return .failed(.cut("\(why)"), progressed: false)
      }
      return .failed(.garbled(error.description), progressed: false)
    } catch let error as Replication.Refusal {
      // A line of a version to come.
      return .failed(.garbled(error.description), progressed: false)
    }
  }

  private func apply(
    _ outcome: Client.Outcome, of request: ExchangeRequest, to scope: Scope, since start: Int64,
    isWiping: Bool
  ) async throws -> Outcome {
    let now = world.now()
    switch try ExchangeAnswer(bytes: outcome.body, after: request.cursor) {
    case .rolledBack(let mark):
      guard request.marks.contains(mark) || mark == .start(of: scope) else {
        return .failed(.garbled("A mark came back that was never sent."), progressed: false)
      }
      try await journal.rollBack(scope, to: mark, now: now)
      return .rolledBack(to: mark.n)
    case .cut(let pages):
      let applied = try await journal.apply(cut: pages, to: scope)
      let why = outcome.failure.map { "\($0)" } ?? "its end is missing"
      return .failed(.cut(why), progressed: applied.pulled > 0 || !pages.isEmpty)
    case .complete(var reply):
      // A stale answer from a cache may speak of other changes than these.
      let offered = Set(request.offers.map(\.id))
      reply.acknowledgements.removeAll { !offered.contains($0.change) }
      let applied = try await journal.apply(reply, to: scope, at: now)
      // Without room to write the file anew it is tried again after the next answer.
      _ = try? await journal.purge()
      try await journal.setMeta([
        .lastContact: .integer(now), .skew: .integer(start + (now - start) / 2 - reply.time),
        .lastProblem: isWiping ? .text(Replication.Problem.wiping.rawValue) : .null,
      ])
      return .exchanged(
        applied, pushed: request.offers.count, roundTrip: max(0, now - start))
    }
  }

  /// Waits until the aggregator has something new in one of the scopes, for at most 50 s.
  ///
  /// - Returns: false when the answer says nothing new, or nothing at all. An older mark is no news: it may be an
  ///   old answer, and an aggregator that went back is found out at the next exchange.
  func waitForNews(_ scopes: [Scope]) async throws -> Bool {
    var query: [String] = []
    var known: [Scope: Int64] = [:]
    for scope in scopes {
      let tip = try await journal.tip(of: scope)
      query.append("\(scope.name)=\(tip.n).\(tip.h)")
      known[scope] = tip.n
    }
    let outcome = await get("sync/v1/wait?" + query.joined(separator: "&"))
    guard outcome.failure == nil, outcome.status == 200, isAggregator(outcome) else { return false }
    let line = outcome.body.split(separator: UInt8(ascii: "\n")).last ?? []
    let tips = (try? LineScanner.scan(Array(line)))?["tips"]
    return known.contains { scope, n in tips?[scope.name]?.items?.first?.integer ?? 0 > n }
  }
}

// MARK: - Enrolment

extension Session {
  /// Uses a one-time code. Repeating it with the same token is harmless.
  public func enrol(code: String, name: String, machine: String) async throws -> Outcome {
    try await enrol([.init("code", .text(code))], name: name, machine: machine)
  }

  /// Shows an aggregator that was put back from a backup the enrolment it once sealed.
  public func enrolAgain() async throws -> Outcome {
    guard let text = try await journal.meta(.enrolment)?.text,
      let json = try? LineScanner.scan(Array(text.utf8))
    else { return .failed(.told(.authFailed, wait: nil), progressed: false) }
    return try await enrol([.init("enrolment", json)], name: "", machine: "")
  }

  private func enrol(_ proof: [JSON.Member], name: String, machine: String) async throws -> Outcome
  {
    let body = JSON.object(
      proof + [
        .init("device", .text(address.device.description)), .init("machine", .text(machine)),
        .init("name", .text(name)), .init("tokenHash", .text(address.tokenHash.description)),
      ])
    let outcome = await post("sync/v1/enrol", type: "application/json", body.bytes)
    if let failure = await failure(of: outcome, expecting: "application/json") {
      return .failed(failure, progressed: false)
    }
    guard let answer = try? LineScanner.scan(outcome.body), let scope = answer["scope"]?.text,
      let unit = answer["unit"]?.text, let aggregator = answer["aggregator"]?.text,
      let enrolment = answer["enrolment"]
    else { return .failed(.garbled("The enrolment is not complete."), progressed: false) }
    guard isOurs(Enrolment(json: enrolment)) else {
      return .failed(.garbled("It enrols another device."), progressed: false)
    }
    // What was recorded for one municipality can never be sent to another.
    if let home = try await journal.meta(.scope)?.text, home != scope,
      try await journal.standing().saved > 0
    {
      return .failed(.elsewhere(home: home, code: scope), progressed: false)
    }
    try await journal.setMeta([
      .device: .text(address.device.description), .lastProblem: .null, .wiping: .null,
      .scope: .text(scope), .unit: .text(unit), .aggregatorID: .text(aggregator),
      .enrolment: .text(String(decoding: enrolment.bytes, as: UTF8.self)),
    ])
    return .enrolled
  }
}

extension Session {
  /// A shared cache may give one branch the answer that another got.
  private func isOurs(_ enrolment: Enrolment?) -> Bool {
    guard let enrolment, let change = try? Change(line: enrolment.line) else { return false }
    return change.record == RecordID(address.device.bytes)
      && change.fields.contains(
        Change.Field("token_hash", .text(address.tokenHash.description)))
  }
}

// MARK: - HTTP

extension Session {
  func post(_ path: String, type: String, _ body: [UInt8]) async -> Client.Outcome {
    await send(.post, path, headers: ["Content-Type": type], body)
  }

  private func get(_ path: String) async -> Client.Outcome {
    await send(.get, path, headers: [:], [])
  }

  private func send(_ method: HTTP.Method, _ path: String, headers: Headers, _ body: [UInt8]) async
    -> Client.Outcome
  {
    guard let url = URL(string: path, relativeTo: address.url)?.absoluteURL else {
      return Client.Outcome(
        status: nil, headers: [:], body: [], failure: .unreachable("the address is not one"))
    }
    var headers = headers
    headers["Authorization"] = "Bearer \(address.token)"
    headers["Bokfink-Installation"] = address.installation
    return await world.send(Client.Request(method, url, headers: headers, body: body))
  }

  private func isAggregator(_ outcome: Client.Outcome) -> Bool {
    outcome.headers["Bokfink-Aggregator"] != nil
  }

  /// nil when the answer, whole or cut, is the aggregator's and of the type that was asked for.
  func failure(of outcome: Client.Outcome, expecting type: String) async -> SyncFailure? {
    guard let status = outcome.status else {
      let why = outcome.failure?.reason ?? "no answer"
      if case .untrusted(_, let isAboutTime) = outcome.failure {
        return isAboutTime ? .wrongTime(why, clock: world.now()) : .untrusted(why)
      }
      return outcome.failure?.reachedTheServer == true ? .cut(why) : .unreachable(why)
    }
    // Any proxy on the way may find a request too large; what helps is the same.
    if status == Replication.Problem.tooLarge.status { return .told(.tooLarge, wait: nil) }
    guard let aggregator = outcome.headers["Bokfink-Aggregator"] else {
      // 511 is how the log-in page of a guest network says what it is (RFC 6585 §6).
      return status < 500 || status == 511 ? .impostor : .unreachable("status \(status)")
    }
    if let known = try? await journal.meta(.aggregatorID)?.text, known != aggregator {
      return .stranger
    }
    let given = outcome.headers["Content-Type"] ?? ""
    if status == 200, given.hasPrefix(type) { return nil }
    guard given.hasPrefix(Replication.Problem.mediaType),
      let problem = Replication.Problem(body: outcome.body)
    else { return status < 500 ? .impostor : .unreachable("status \(status)") }
    let seconds = outcome.headers["Retry-After"].flatMap { Int64($0) }
    return .told(problem, wait: seconds.map { max(0, min($0, 86_400)) * 1_000 })
  }
}

extension Client.Failure {
  /// Without the sentence around it.
  fileprivate var reason: String {
    switch self {
    case .unreachable(let reason), .untrusted(let reason, _), .cut(let reason): reason
    case .stalled, .tooLarge, .cancelled: description
    }
  }

  /// Whether something may have been said before the line broke.
  fileprivate var reachedTheServer: Bool {
    switch self {
    case .cut, .stalled, .tooLarge: true
    case .unreachable, .untrusted, .cancelled: false
    }
  }
}
