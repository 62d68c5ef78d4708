public import HTTP
public import Replication
public import Storage

/// The aggregator's side of the protocol: what stands behind `/sync/v1`, `/status` and `/metrics`.
///
/// Everything that matters is in the journal, which other commands use as well; here is only who is asking just now.
public struct Door: Sendable {
  let journal: Journal
  let world: World
  let identity: DeviceID
  let name: String
  let bell: Bell
  let refusals: Refusals
  private let traffic: Traffic
  private let report: @Sendable (Trouble) -> Void

  /// - Parameters:
  ///   - identity: of this aggregator; every answer carries it.
  ///   - name: for people, for example `Region Värmland`.
  ///   - bell: rung for every arrival.
  ///   - report: told what went wrong here.
  public init(
    journal: Journal, world: World, identity: DeviceID, name: String, bell: Bell,
    limits: DeviceLimits = DeviceLimits(),
    report: @escaping @Sendable (Trouble) -> Void = { _ in }
  ) {
    self.journal = journal
    self.world = world
    self.identity = identity
    self.name = name
    self.bell = bell
    self.report = report
    traffic = Traffic(limits)
    refusals = Refusals(journal: journal, now: world.now)
  }

  /// A request carries at most this: a full batch with its receipts.
  static let requestBytesMax = 4 * 1024 * 1024
  static let enrolBytesMax = 256 * 1024

  public var routes: [Route] {
    Service.allCases.map { service in service.entry.route { await answer($0, service) } }
  }

  /// Answers a request, or says what stands in the way. Every answer names this aggregator: without the header an
  /// agent takes it for the log-in page of a guest network.
  private func answer(_ request: Request, _ service: Service) async -> Response {
    do {
      return signed(try await admitted(request, service))
    } catch let refused as Refused {
      await note(refused, request, service)
      return signed(refused.response)
    } catch {
      report(Trouble(service.entry.address, error))
      let isDiskFull = (error as? SQLiteError)?.isDiskFull == true
      let problem: Replication.Problem = isDiskFull ? .diskFull : .unavailable
      let seconds = error is SQLiteError ? 5 : 60
      return signed(
        Refused(problem, detail: problem.description, retryAfter: seconds).response)
    }
  }

  /// Lets in whom the table names, as often and as much as one device may ask.
  private func admitted(_ request: Request, _ service: Service) async throws -> Response {
    guard service.entry.callers == .devices else {
      return try await respond(to: request, service, from: nil)
    }
    let device = try await device(of: request)
    let place = try traffic.place(for: device.id, at: service, now: world.now())
    var response = try await respond(to: request, service, from: device)
    switch response.body {
    case .bytes(let bytes):
      place.leave()
      traffic.count(request.body.count + bytes.count, of: device.id, now: world.now())
    case .stream(let produce):
      // The place is kept until the last byte, or until nobody reads any more.
      response.body = .stream { writer in
        defer { place.leave() }
        try await produce(writer)
      }
    }
    return response
  }

  private func respond(to request: Request, _ service: Service, from device: EnrolledDevice?)
    async throws -> Response
  {
    switch service {
    case .greeting: try await greeting(request)
    case .enrolment: try await enrol(request)
    case .exchange: try await sync(request, from: device)
    case .wait: try await wait(request, from: device)
    case .wipe: try await wipe(request, from: device)
    case .status: try await status(request)
    case .metrics: try await metrics(request)
    }
  }

  /// Writes into the audit log who was turned away. What was only not understood, or came too often, is no matter of
  /// access.
  private func note(_ refused: Refused, _ request: Request, _ service: Service) async {
    let codes: Set<Replication.Problem> = [
      .authFailed, .revoked, .wiping, .wrongScope, .enrolCodeUsed,
    ]
    guard codes.contains(refused.problem) else { return }
    do {
      try await refusals.note(
        service.entry.address, by: refused.device?.description ?? "", from: request.client,
        network: request.network, about: request.parameters["scope"] ?? "",
        outcome: refused.problem.rawValue)
    } catch { report(Trouble(service.entry.address, error)) }
  }

  /// An address of another major version, which the agent must be told apart from one that is not there.
  func lost(_ segments: [String]) -> Response? {
    guard segments.count > 1, segments[0] == "sync", segments[1] != "v1",
      segments[1].wholeMatch(of: /v[0-9]{1,9}/) != nil
    else { return nil }
    return signed(
      Refused(.upgradeRequired, detail: "This aggregator speaks version 1 of the protocol only.")
        .response)
  }

  private func signed(_ response: Response) -> Response {
    var response = response
    response.headers["Bokfink-Aggregator"] = identity.description
    response.headers["Cache-Control"] = "no-store"
    return response
  }

  static func json(_ members: [JSON.Member]) -> Response {
    Response(.ok, type: "application/json", JSON.object(members).bytes)
  }
}

/// A request turned down as a whole.
struct Refused: Error {
  let problem: Replication.Problem
  let detail: String
  /// Seconds.
  let retryAfter: Int?
  /// Who asked, where that is known.
  let device: DeviceID?

  init(
    _ problem: Replication.Problem, detail: String, retryAfter: Int? = nil, device: DeviceID? = nil
  ) {
    self.problem = problem
    self.detail = detail
    self.retryAfter = retryAfter
    self.device = device
  }

  var response: Response {
    var response = Response(
      Status(problem.status), type: Replication.Problem.mediaType, problem.body(detail: detail))
    if let retryAfter { response.headers["Retry-After"] = "\(retryAfter)" }
    return response
  }
}
