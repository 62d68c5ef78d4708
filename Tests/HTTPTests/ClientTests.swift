import Foundation
import Glibc
import HTTP
import Testing

@Suite("The client says what arrived and why it ended", .timeLimit(.minutes(5)))
struct ClientTests {
  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhej", 200, "hej"),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n2\r\nej\r\n0\r\n\r\n", 200,
      "hej"
    ),
    ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhej", 200, "hej"),
    (
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 200, "<html>"
    ),
    ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
    ("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", 304, ""),
    ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", 403, "no"),
    ("HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 4\r\n\r\nfull", 507, "full"),
    ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a"),
  ])
  func `a whole answer is whole, whatever it says`(
    answer: String, status: Int, body: String
  ) async throws {
    let outcome = try await exchange(script: ScriptedPeer.answering(answer))

    #expect(outcome.status == status)
    #expect(String(decoding: outcome.body, as: UTF8.self) == body)
    #expect(outcome.failure == nil)
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect is an answer and not followed`(status: Int) async throws {
    let answer = "HTTP/1.1 \(status) Moved\r\nLocation: /other\r\nContent-Length: 4\r\n\r\nmove"
    let outcome = try await exchange(script: ScriptedPeer.answering(answer))

    #expect(outcome.status == status)
    #expect(outcome.headers["location"] == "/other")
    #expect(outcome.failure == nil)
  }

  @Test func `the answer to HEAD has a length and no body`() async throws {
    let outcome = try await exchange(
      .head, script: ScriptedPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))

    #expect(outcome.status == 200)
    #expect(outcome.headers["Content-Length"] == "9")
    #expect(outcome.body.isEmpty)
    #expect(outcome.failure == nil)
  }

  /// “Sparad här. ” forty times, as a proxy in front of the server compresses it.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0x0B, 0x2E, 0x48, 0x2C, 0x4A, 0x4C, 0x51, 0xC8,
    0x38,
    0xBC, 0xA4, 0x48, 0x4F, 0x21, 0x78, 0x94, 0x33, 0x52, 0x39, 0x00, 0xFB, 0xF6, 0x62, 0x5F, 0x08,
    0x02, 0, 0,
  ]

  /// Only the transport that knows TLS meets proxies.
  @Test(arguments: [compressed.count, 30, 12, 0])
  func `what a proxy has compressed is read, and a cut of it is a cut`(count: Int) async throws {
    let sent = Self.compressed.prefix(count)
    let isWhole = count == Self.compressed.count
    let server = try ScriptedServer { peer in
      #expect(peer.request()?.lowercased().contains("\r\naccept-encoding: gzip\r\n") == true)
      peer.send(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
      let size = String(Self.compressed.count, radix: 16)
      peer.send(Array("\(size)\r\n".utf8) + sent + (isWhole ? Array("\r\n0\r\n\r\n".utf8) : []))
    }
    defer { server.stop() }
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!

    let outcome = await Client().send(Client.Request(.get, url), over: .session)

    let whole = String(repeating: "Sparad här. ", count: 40)
    #expect(whole.utf8.starts(with: outcome.body))
    #expect((outcome.body.count == whole.utf8.count) == isWhole || count == 30)
    #expect((outcome.failure == nil) == isWhole, "\(String(describing: outcome.failure))")
  }

  @Test(arguments: Client.Transport.allCases)
  func `method, fields and body arrive as they are`(transport: Client.Transport) async throws {
    let routes = [
      Route(.put, "/a", bodyBytesMax: 1 << 20) { request in
        let fields = ["X-One", "Authorization", "Content-Type", "Cookie"]
          .map { "\($0)=\(request.headers[$0] ?? "-")" }
        let text = "\(request.query["q"] ?? "") \(fields) \(request.body.count)"
        return Response(.ok, headers: ["Set-Cookie": "a=b"], body: .bytes(Array(text.utf8)))
      }
    ]
    try await TestServer.run(routes) { server in
      let client = Client()
      let request = Client.Request(
        .put, server.url("/a?q=1"),
        headers: ["X-One": "1", "Authorization": "Bearer t", "Content-Type": "text/x"],
        body: [UInt8](repeating: 7, count: 300_000))
      let first = await client.send(request, over: transport)
      let second = await client.send(request, over: transport)

      let seen =
        #"1 ["X-One=1", "Authorization=Bearer t", "Content-Type=text/x", "#
        + #""Cookie=-"] 300000"#
      #expect(String(decoding: first.body, as: UTF8.self) == seen)
      #expect(second.body == first.body)
    }
  }

  @Test(arguments: Client.Transport.allCases)
  func `an empty POST has a length`(transport: Client.Transport) async throws {
    try await TestServer.run { server in
      let outcome = await Client().send(
        Client.Request(.post, server.url("/echo")), over: transport)

      #expect(outcome.status == 200)
      #expect(outcome.failure == nil)
    }
  }

  @Test(arguments: Client.Transport.allCases)
  func `32 MiB arrive whole, streamed or not`(transport: Client.Transport) async throws {
    let piece = [UInt8](repeating: 0x62, count: 1 << 20)
    let routes = [
      Route(.get, "/stream") { _ in
        Response(.ok, body: .stream { writer in for _ in 0..<32 { try await writer.write(piece) } })
      },
      Route(.get, "/whole") { _ in
        Response(.ok, type: "text/plain", [UInt8](repeating: 0x62, count: 32 << 20))
      },
    ]
    try await TestServer.run(routes) { server in
      let client = Client()
      for path in ["/stream", "/whole"] {
        let outcome = await client.send(
          Client.Request(.get, server.url(path)), over: transport)

        #expect(outcome.failure == nil)
        #expect(outcome.body.count == 32 << 20)
      }
    }
  }

  @Test(arguments: Client.Transport.allCases)
  func `a refusal is heard before everything is sent`(transport: Client.Transport) async throws {
    try await TestServer.run { server in
      let body = [UInt8](repeating: 0x61, count: 4 << 20)
      let request = Client.Request(.post, server.url("/echo"), body: body)
      let outcome = await Client().send(request, over: transport)

      #expect(outcome.status == 413)
      #expect(outcome.headers["Content-Type"] == "application/problem+json")
    }
  }

  @Test(arguments: Client.Transport.allCases)
  func `100 exchanges use the same connection`(transport: Client.Transport) async throws {
    let server = try ScriptedServer { peer in
      while peer.request() != nil { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }
    }
    defer { server.stop() }
    let client = Client()
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!

    for _ in 0..<100 {
      #expect(await client.send(Client.Request(.get, url), over: transport).status == 200)
    }

    // The session is one for the whole process, and other tests make it close connections.
    #expect(server.connections <= (transport == .sockets ? 1 : 10))
  }

  @Test(arguments: Client.Transport.allCases)
  func `20 exchanges at once all end`(transport: Client.Transport) async throws {
    try await TestServer.run { server in
      let client = Client()
      let statuses = await withTaskGroup(of: Int?.self) { group in
        for _ in 0..<20 {
          group.addTask {
            await client.send(Client.Request(.get, server.url("/stream")), over: transport).status
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }

      #expect(statuses == Array(repeating: 200, count: 20))
    }
  }

  @Test(arguments: [
    "Basic realm=\"x\"", "Basic", "Negotiate", "Digest realm=\"x\", nonce=\"y\"", "Bearer realm=",
    "",
  ])
  func `RFC 9110 §11.6.1: a challenge of any kind is an answer`(challenge: String) async throws {
    let answer =
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: \(challenge)\r\nContent-Length: 2\r\n\r\nno"
    let outcome = try await exchange(script: ScriptedPeer.answering(answer))

    #expect(outcome.status == 401)
    #expect(outcome.body == Array("no".utf8))
    #expect(outcome.failure == nil)
  }
}

extension TestServer {
  func url(_ path: String) -> URL { URL(string: "http://127.0.0.1:\(port)\(path)")! }
}

/// What a client makes of a server that does as the script says. Both transports must say the same;
/// only their words for a reason differ.
func exchange(
  _ method: HTTP.Method = .get, client: Client = Client(),
  script: @escaping @Sendable (ScriptedPeer) -> Void
) async throws -> Client.Outcome {
  let server = try ScriptedServer(script)
  defer { server.stop() }
  let request = Client.Request(method, URL(string: "http://127.0.0.1:\(server.port)/")!)
  async let other = client.send(request, over: .session)
  let outcome = await client.send(request, over: .sockets)
  let (status, body, kind) = await (other.status, other.body, other.failure?.kind)
  #expect(status == outcome.status)
  #expect(body == outcome.body)
  #expect(kind == outcome.failure?.kind)
  return outcome
}

extension Client.Failure {
  /// The case without its reason.
  fileprivate var kind: String? { Mirror(reflecting: self).children.first?.label }
}
