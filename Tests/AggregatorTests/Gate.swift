import Aggregator
import Catalogue
import HTTP
import Replication
import Storage
import TestSupport

/// The door of an aggregator without a network, and a device that knocks.
struct Gate {
  let bench: Bench
  let bell = Bell()
  let router: Router

  static let token = Hash(of: [1])

  /// - Parameter sleep: how the aggregator waits; at once unless a test says otherwise.
  init(
    _ bench: Bench, sleep: @escaping @Sendable (Int64) async throws -> Void = { _ in },
    now: @escaping @Sendable () -> Int64 = { Bench.noon }, limits: DeviceLimits = DeviceLimits(),
    report: @escaping @Sendable (Trouble) -> Void = { _ in }
  ) {
    self.bench = bench
    let world = World(now: now, today: { Bench.today }, sleep: sleep, random: seededWords(3))
    router = Router(
      Door(
        journal: bench.aggregator, world: world, identity: bench.authority.device, name: "Test",
        bell: bell, limits: limits, report: report
      ).routes)
  }

  func invite(_ code: String, expires: Int64 = Bench.noon) async throws {
    try await bench.aggregator.invite(
      Invitation(
        scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "Molkom"),
      code: Hash(of: Array(code.utf8)), expires: expires)
  }

  func send(
    _ method: HTTP.Method, _ target: String, headers: Headers = [:], body: [UInt8] = []
  ) async throws -> Answer {
    guard let request = Request(method, target, headers: headers, body: body) else {
      throw GateError.noRequest
    }
    let response = await router.respond(to: request)
    guard case .stream(let write) = response.body else {
      guard case .bytes(let bytes) = response.body else { throw GateError.noRequest }
      return Answer(response: response, body: bytes)
    }
    let written = Collected<[UInt8]>()
    try await write(BodyWriter { written.add($0) })
    return Answer(response: response, body: written.all.flatMap { $0 })
  }

  func enrol(
    _ proof: JSON.Member, token: Hash = token, device: DeviceID = .molkom
  ) async throws -> Answer {
    let body = JSON.object([
      proof, .init("device", .text(device.description)), .init("machine", .text("m")),
      .init("name", .text("Molkom")), .init("tokenHash", .text(Self.hash(of: token).description)),
    ])
    return try await send(.post, "/sync/v1/enrol", body: body.bytes)
  }

  func enrol(code: String, token: Hash = token, device: DeviceID = .molkom) async throws -> Answer {
    try await enrol(.init("code", .text(code)), token: token, device: device)
  }

  func sync(
    _ scope: String = "1780", offers: [ExchangeRequest.Offer] = [], page: Int = 10,
    authorization: String? = "Bearer \(token)"
  ) async throws -> Answer {
    let start = Mark.start(of: Scope(scope) ?? .county)
    let request = ExchangeRequest(
      cursor: start, marks: [start], now: Bench.noon - 5_000, page: page, offers: offers)
    var headers: Headers = ["Content-Type": ExchangeRequest.mediaType]
    headers["Authorization"] = authorization
    return try await send(
      .post, "/sync/v1/scopes/\(scope)/sync", headers: headers, body: request.bytes)
  }

  func wait(_ query: String) async throws -> Answer {
    try await send(
      .get, "/sync/v1/wait?\(query)", headers: ["Authorization": "Bearer \(Self.token)"])
  }

  /// What the aggregator keeps of a token.
  static func hash(of token: Hash) -> Hash { Hash(of: Array(token.description.utf8)) }

  enum GateError: Error { case noRequest }
}

/// What came back.
struct Answer {
  let response: Response
  let body: [UInt8]

  var status: Int { response.status.code }
  var problem: Replication.Problem? { Replication.Problem(body: body) }
  var json: JSON? { try? LineScanner.scan(body) }
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension DeviceID {
  static let molkom = DeviceID(Array(repeating: 1, count: 16))
  static let kil = DeviceID(Array(repeating: 2, count: 16))
}
