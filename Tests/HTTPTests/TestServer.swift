import HTTP
import Synchronization

/// A server on a free loopback port for the length of a test.
struct TestServer: Sendable {
  let server: Server
  let port: Int
  let events: Events

  final class Events: Sendable {
    private let list = Mutex<[Server.Event]>([])
    func add(_ event: Server.Event) { list.withLock { $0.append(event) } }
    var all: [Server.Event] { list.withLock { $0 } }
  }

  /// 2026-03-02 10:00:00 UTC, a Monday.
  static let now: Int64 = 1_772_445_600_000

  static func run<Result>(
    _ routes: [Route] = TestServer.routes, host: String = "127.0.0.1", proxies: Set<String> = [],
    limits: Server.Limits = Server.Limits(), _ body: (TestServer) async throws -> Result
  ) async throws -> Result {
    let events = Events()
    let configuration = Server.Configuration(
      host: host, port: 0, proxies: proxies, limits: limits, now: { now })
    let server = Server(configuration, router: Router(routes)) { events.add($0) }
    let (_, port) = try await server.start()
    do {
      let result = try await body(TestServer(server: server, port: port, events: events))
      await server.shutdown()
      return result
    } catch {
      await server.shutdown()
      throw error
    }
  }

  /// Runs blocking work with a connected peer.
  func peer<Result: Sendable>(
    _ work: @escaping @Sendable (RawPeer) throws -> Result
  ) async throws -> Result {
    let port = port
    return try await offPool {
      let peer = try RawPeer(port: port)
      defer { peer.close() }
      return try work(peer)
    }
  }

  /// The answers to these bytes until the server closes or, when it keeps the connection, `count` of
  /// them.
  func answers(_ text: String, count: Int = .max) async throws -> (
    answers: [RawAnswer], closed: Bool
  ) {
    try await peer { peer in
      peer.send(text)
      var answers: [RawAnswer] = []
      while answers.count < count {
        guard let answer = try? peer.answer() else { break }
        answers.append(answer)
      }
      return (answers, peer.sawEnd)
    }
  }

  static let routes = [
    Route(.get, "/") { _ in Response(.ok, type: "text/plain", Array("hej".utf8)) },
    Route(.post, "/echo", bodyBytesMax: 64 * 1024) {
      Response(.ok, type: "application/octet-stream", $0.body)
    },
    Route(.get, "/seen") { request in
      let seen = "\(request.scheme) \(request.host) \(request.client)"
      return Response(.ok, type: "text/plain", Array(seen.utf8))
    },
    Route(.get, "/tagged") { _ in
      Response(
        .ok,
        headers: ["ETag": "\"v1\"", "Cache-Control": "no-cache", "Content-Type": "text/plain"],
        body: .bytes(Array("body".utf8)))
    },
    Route(.get, "/stream") { _ in
      Response(
        .ok,
        body: .stream { writer in
          for piece in ["ett", "", "två", "tre"] { try await writer.write(Array(piece.utf8)) }
        })
    },
    Route(.get, "/broken") { _ in
      Response(
        .ok,
        body: .stream { writer in
          try await writer.write(Array("half".utf8))
          throw PeerGone()
        })
    },
    Route(.delete, "/nothing") { _ in Response(.noContent) },
  ]
}
