import Aggregator
import Foundation
import Replication
import Storage
import Synchronization
import TestSupport

/// A region's office: its aggregator serving on a free port, a clock that a test turns, and the people in the database.
struct Office: Sendable {
  let journal: Journal
  let port: Int
  let clock: Clock
  /// What the service has told the program.
  let happenings: Collected<Centre.Happening>

  final class Clock: Sendable {
    private let milliseconds = Mutex(Bench.noon)
    private let words = Mutex(0)

    var now: Int64 { milliseconds.withLock { $0 } }
    func pass(_ time: Int64) { milliseconds.withLock { $0 += time } }

    /// Never the same twice.
    var word: String {
      words.withLock { number in
        number += 1
        return "word \(number)"
      }
    }
  }

  /// Opens it, and closes it whichever way the test ends. Opened again in its folder it is the same aggregator.
  static func run(
    proxies: Set<String> = [], signInField: String? = nil, site: String? = nil,
    in folder: TemporaryFolder? = nil, _ body: (Office) async throws -> Void
  ) async throws {
    let folder = try folder ?? TemporaryFolder()
    let clock = Clock()
    let world = World(
      now: { clock.now }, today: { Bench.today }, sleep: { _ in },
      random: seededWords(UInt64(bitPattern: Int64(folder.path.hashValue))))
    let identity = Centre.Identity.minted(name: "Region Värmland", random: seededWords(5))
    let centre = try await Centre.prepare(folder: folder.path, identity: identity, world: world)
    if let site { try await centre.setSite(site) }
    let happenings = Collected<Centre.Happening>()
    let service = try await centre.open(
      host: "127.0.0.1", port: 0, proxies: proxies, signInField: signInField, connectionsMax: 100,
      report: { happenings.add($0) })
    let authority = Journal.Authority(
      device: DeviceID(identity.id)!, sealKey: Hash(identity.sealKey)!.bytes)
    let result: Result<Void, any Error>
    do {
      let journal = try Journal(
        path: folder.file(Centre.databaseName), authority: authority, random: seededWords(77))
      result = .success(
        try await body(
          Office(
            journal: journal, port: URL(string: service.url)?.port ?? 0, clock: clock,
            happenings: happenings)))
    } catch { result = .failure(error) }
    await service.close()
    try result.get()
  }

  var now: Int64 { clock.now }
  func pass(_ milliseconds: Int64) { clock.pass(milliseconds) }

  /// Who was noted for what, and with what outcome.
  func audit() async throws -> [String] {
    try await journal.auditLog(since: nil).map { "\($0.actor) \($0.act) \($0.about) \($0.outcome)" }
  }
}

// MARK: - People

extension Office {
  func add(_ alias: String, _ role: String, of scope: String?) async throws {
    try await journal.addPerson(
      Person(alias: Alias(alias)!, name: alias, role: role, scope: scope.flatMap(Scope.init)))
  }

  /// Somebody with a password, set through a link as a person does.
  func add(
    _ alias: String, password: String, role: String = "head", of scope: String? = "1780"
  ) async throws {
    try await add(alias, role, of: scope)
    let answer = try await setPassword(password, of: alias)
    guard answer.status == 303 else { throw Unexpected(description: answer.text) }
  }

  @discardableResult
  func setPassword(_ password: String, of alias: String) async throws -> RawAnswer {
    let code = try await link(for: alias)
    var browser = Browser(self)
    _ = try await browser.get("/losenord?kod=\(code)")
    return try await browser.post(
      "/losenord", ["kod": code, "password": password, "again": password])
  }

  /// What stands in a link to set a password.
  func link(for alias: String) async throws -> String {
    let code = Hash(of: Array(clock.word.utf8)).description
    try await journal.issueReset(
      of: Alias(alias)!, secret: Hash(of: Array(code.utf8)), expires: now + 60_000)
    return code
  }

  /// A browser with a session that began without a password.
  func browser(of alias: String, proof: SignedIn.Proof = .password) async throws -> Browser {
    var browser = Browser(self)
    let secret = Hash(of: Array(clock.word.utf8)).description
    _ = try await journal.beginSession(
      Hash(of: Array(secret.utf8)), of: Alias(alias)!, proof: proof, now: now)
    browser.cookies[Browser.session] = secret
    return browser
  }

  /// A browser in which somebody has typed a name and a password.
  func signIn(_ alias: String, _ password: String) async throws -> (
    answer: RawAnswer, browser: Browser
  ) {
    var browser = Browser(self)
    _ = try await browser.get("/logga-in")
    let answer = try await browser.post("/logga-in", ["name": alias, "password": password])
    return (answer, browser)
  }

  struct Unexpected: Error, CustomStringConvertible {
    let description: String
  }
}

// MARK: - Devices

extension Office {
  static let token = Hash(of: Array("token".utf8)).description

  /// Enrols a device at Molkom, which has sent one story hour.
  func enrolDevice() async throws {
    let code = Hash(of: Array("code".utf8))
    try await journal.invite(
      Invitation(
        scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "Disken i Molkom"),
      code: code, expires: now)
    _ = try await journal.enrol(
      code: code, token: Hash(of: Array(Self.token.utf8)), device: .molkom, machine: "m", now: now)
    var pen = Pen()
    let line = try pen.put(Bench.storyHour, in: pen.newID()).line
    _ = try await journal.exchange(
      Self.exchange(offers: [.init(line: line, receipt: nil)]), in: Bench.karlstad, from: .molkom,
      now: now)
  }

  /// Sends a message over the wire as the device would.
  func carry(
    _ request: ExchangeRequest, in scope: Scope = Bench.karlstad, token: String = token
  ) async throws -> RawAnswer {
    let body = request.bytes
    let head = """
      POST /sync/v1/scopes/\(scope)/sync HTTP/1.1\r
      Host: 127.0.0.1\r
      Connection: close\r
      Authorization: Bearer \(token)\r
      Content-Type: \(ExchangeRequest.mediaType)\r
      Content-Length: \(body.count)\r
      \r

      """
    return try await send(Array(head.utf8) + body, to: port)
  }

  static func exchange(
    offers: [ExchangeRequest.Offer] = [], in scope: Scope = Bench.karlstad
  ) -> ExchangeRequest {
    let start = Mark.start(of: scope)
    return ExchangeRequest(cursor: start, marks: [start], now: Bench.noon, page: 10, offers: offers)
  }
}
