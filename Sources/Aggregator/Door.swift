public import HTTP
public import Replication
public import Storage

/// The aggregator's side of the protocol: what stands behind `/sync/v1`, `/status` and `/metrics`.
///
/// It holds no state of its own; everything that matters is in the journal, which other commands use as well.
public struct Door: Sendable {
  let journal: Journal
  let world: World
  let identity: DeviceID
  let name: String
  let bell: Bell

  /// - Parameters:
  ///   - identity: of this aggregator; every answer carries it.
  ///   - name: for people, for example `Region Värmland`.
  ///   - bell: rung for every arrival.
  public init(journal: Journal, world: World, identity: DeviceID, name: String, bell: Bell) {
    self.journal = journal
    self.world = world
    self.identity = identity
    self.name = name
    self.bell = bell
  }

  /// A request carries at most this: a full batch with its receipts.
  static let requestBytesMax = 4 * 1024 * 1024
  static let enrolBytesMax = 256 * 1024

  public var routes: [Route] {
    [
      Route(.get, "/sync/v1") { await answer($0, with: greeting) },
      Route(.post, "/sync/v1/enrol", bodyBytesMax: Self.enrolBytesMax) {
        await answer($0, with: enrol)
      },
      Route(.post, "/sync/v1/scopes/{scope}/sync", bodyBytesMax: Self.requestBytesMax) {
        await answer($0, with: sync)
      },
      Route(.get, "/sync/v1/wait") { await answer($0, with: wait) },
      Route(.get, "/status") { await answer($0, with: status) },
      Route(.get, "/metrics") { await answer($0, with: metrics) },
    ]
  }

  /// Answers a request, or says what stands in the way. Every answer names this aggregator: without the header an
  /// agent takes it for the log-in page of a guest network.
  private func answer(
    _ request: Request, with route: (Request) async throws -> Response
  ) async -> Response {
    var response: Response
    do {
      response = try await route(request)
    } catch let refused as Refused {
      response = refused.response
    } catch let error as SQLiteError {
      let problem: Replication.Problem = error.isDiskFull ? .diskFull : .unavailable
      response = Refused(problem, detail: problem.description, retryAfter: 5).response
    } catch {
      let problem = Replication.Problem.unavailable
      response = Refused(problem, detail: problem.description, retryAfter: 60).response
    }
    return signed(response)
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

  init(_ problem: Replication.Problem, detail: String, retryAfter: Int? = nil) {
    self.problem = problem
    self.detail = detail
    self.retryAfter = retryAfter
  }

  var response: Response {
    var response = Response(
      Status(problem.status), type: Replication.Problem.mediaType, problem.body(detail: detail))
    if let retryAfter { response.headers["Retry-After"] = "\(retryAfter)" }
    return response
  }
}
