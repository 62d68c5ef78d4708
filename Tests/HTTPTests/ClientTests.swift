import Foundation
import Glibc
import HTTP
import Testing

@Suite("The client says what arrived and why it ended", .timeLimit(.minutes(1)))
struct ClientTests {
  private func send(
    _ method: HTTP.Method = .get, _ path: String = "/", headers: Headers = [:], body: [UInt8] = [],
    client: Client = Client(), script: @escaping @Sendable (ScriptedPeer) -> Void
  ) async throws -> Client.Outcome {
    let server = try ScriptedServer(script)
    defer { server.stop() }
    let url = URL(string: "http://127.0.0.1:\(server.port)\(path)")!
    return await client.send(Client.Request(method, url, headers: headers, body: body))
  }

  private func answering(_ answer: String) -> @Sendable (ScriptedPeer) -> Void {
    { peer in
      _ = peer.request()
      peer.send(answer)
    }
  }

  // MARK: - Whole answers

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
    (
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno",
      401, "no"
    ),
    ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", 403, "no"),
    ("HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 4\r\n\r\nfull", 507, "full"),
    ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", 200, "a"),
  ])
  func `a whole answer is whole, whatever it says`(
    answer: String, status: Int, body: String
  ) async throws {
    let outcome = try await send(script: answering(answer))

    #expect(outcome.status == status)
    #expect(String(decoding: outcome.body, as: UTF8.self) == body)
    #expect(outcome.failure == nil)
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect is an answer and not followed`(status: Int) async throws {
    let answer = "HTTP/1.1 \(status) Moved\r\nLocation: /other\r\nContent-Length: 4\r\n\r\nmove"
    let outcome = try await send(script: answering(answer))

    #expect(outcome.status == status)
    #expect(outcome.headers["location"] == "/other")
    #expect(outcome.failure == nil)
  }

  @Test func `the answer to HEAD has a length and no body`() async throws {
    let outcome = try await send(
      .head, script: answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))

    #expect(outcome.status == 200)
    #expect(outcome.headers["Content-Length"] == "9")
    #expect(outcome.body.isEmpty)
    #expect(outcome.failure == nil)
  }

  @Test func `method, fields and body arrive as they are`() async throws {
    let routes = [
      Route(.put, "/a", bodyBytesMax: 1 << 20) { request in
        let fields = ["X-One", "Authorization", "Content-Type", "Accept-Encoding", "Cookie"]
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
      let first = await client.send(request)
      let second = await client.send(request)

      let seen =
        #"1 ["X-One=1", "Authorization=Bearer t", "Content-Type=text/x", "#
        + #""Accept-Encoding=identity", "Cookie=-"] 300000"#
      #expect(String(decoding: first.body, as: UTF8.self) == seen)
      #expect(second.body == first.body)
    }
  }

  @Test func `an empty POST has a length`() async throws {
    try await TestServer.run { server in
      let outcome = await Client().send(Client.Request(.post, server.url("/echo")))

      #expect(outcome.status == 200)
      #expect(outcome.failure == nil)
    }
  }

  @Test func `32 MiB arrive whole, streamed or not`() async throws {
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
        let outcome = await client.send(Client.Request(.get, server.url(path)))

        #expect(outcome.failure == nil)
        #expect(outcome.body.count == 32 << 20)
      }
    }
  }

  @Test func `100 exchanges use one connection`() async throws {
    let server = try ScriptedServer { peer in
      while peer.request() != nil { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") }
    }
    defer { server.stop() }
    let client = Client()
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!

    for _ in 0..<100 { #expect(await client.send(Client.Request(.get, url)).status == 200) }

    #expect(server.connections == 1)
  }

  @Test func `20 exchanges at once all end`() async throws {
    try await TestServer.run { server in
      let client = Client()
      let statuses = await withTaskGroup(of: Int?.self) { group in
        for _ in 0..<20 {
          group.addTask { await client.send(Client.Request(.get, server.url("/stream"))).status }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }

      #expect(statuses == Array(repeating: 200, count: 20))
    }
  }

  // MARK: - Answers that are not whole

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhej\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhej",
  ])
  func `a cut answer is cut, and what came is there`(answer: String) async throws {
    let outcome = try await send(script: answering(answer))

    #expect(outcome.status == 200)
    #expect(outcome.body == Array("hej".utf8))
    #expect(outcome.failure.isCut)
  }

  @Test func `a cut after a megabyte keeps the megabyte`() async throws {
    let outcome = try await send { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n")
      peer.send([UInt8](repeating: 0x61, count: 1 << 20))
    }

    #expect(outcome.body.count == 1 << 20)
    #expect(outcome.failure.isCut)
  }

  @Test func `a server that goes away before it answers is a cut`() async throws {
    let closed = try await send { _ = $0.request() }
    let reset = try await send { peer in
      _ = peer.request()
      peer.reset()
    }

    for outcome in [closed, reset] {
      #expect(outcome.status == nil)
      #expect(outcome.body.isEmpty)
      #expect(outcome.failure.isCut)
    }
  }

  @Test func `a reset in the middle is a cut`() async throws {
    let outcome = try await send { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhej")
      usleep(50_000)
      peer.reset()
    }

    #expect(outcome.status == 200)
    #expect(outcome.failure.isCut)
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0", "HTTP/1.1 abc\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func `what is no HTTP is a failure and no crash`(answer: String) async throws {
    let outcome = try await send(script: answering(answer))

    #expect(outcome.failure != nil)
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhej"])
  func `a silent server is a stall, after what it said`(beginning: String) async throws {
    let outcome = try await send(client: Client(stallMilliseconds: 100)) { peer in
      _ = peer.request()
      peer.send(beginning)
      peer.waitForEnd()
    }

    #expect(outcome.failure == .stalled(milliseconds: 100))
    #expect(outcome.body == Array(beginning.suffix(beginning.isEmpty ? 0 : 3).utf8))
  }

  @Test func `a slow answer that keeps coming is no stall`() async throws {
    let outcome = try await send(client: Client(stallMilliseconds: 2000)) { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<30 {
        usleep(100_000)
        peer.send("1\r\n\n\r\n")
      }
      peer.send("0\r\n\r\n")
    }

    #expect(outcome.failure == nil)
    #expect(outcome.body.count == 30)
  }

  @Test func `an answer larger than allowed is stopped`() async throws {
    let outcome = try await send(client: Client(bodyBytesMax: 100_000)) { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
      peer.send([UInt8](repeating: 0x61, count: 100_000_000))
    }

    #expect(outcome.failure == .tooLarge(bytesMax: 100_000))
    #expect(outcome.body.count <= 100_000)
  }

  @Test func `nobody there is unreachable`() async throws {
    let server = try ScriptedServer { _ in }
    server.stop()
    let refused = URL(string: "http://127.0.0.1:\(server.port)/")!
    let unknown = URL(string: "http://nowhere.invalid/")!

    for url in [refused, unknown] {
      let outcome = await Client().send(Client.Request(.get, url))
      #expect(outcome.status == nil)
      #expect(outcome.failure.isUnreachable, "\(String(describing: outcome.failure))")
    }
  }

  @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "nothing", "http:///", "data:,hej"])
  func `an address of another kind is unreachable`(address: String) async throws {
    let outcome = await Client().send(Client.Request(.get, URL(string: address)!))

    #expect(outcome.failure.isUnreachable, "\(outcome)")
  }

  @Test func `a server without TLS is not trusted`() async throws {
    try await TestServer.run { server in
      let url = URL(string: "https://127.0.0.1:\(server.port)/")!
      let outcome = await Client().send(Client.Request(.get, url))

      guard case .untrusted = outcome.failure else {
        Issue.record("\(String(describing: outcome.failure))")
        return
      }
    }
  }

  @Test func `cancelling the task ends the exchange`() async throws {
    let asked = Signal()
    let server = try ScriptedServer { peer in
      _ = peer.request()
      asked.give()
      peer.waitForEnd()
    }
    defer { server.stop() }
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!
    let client = Client()
    let task = Task { await client.send(Client.Request(.get, url)) }
    await asked.wait()
    task.cancel()

    #expect(await task.value.failure == .cancelled)
  }

  @Test func `a task that is cancelled already sends nothing`() async throws {
    let url = URL(string: "http://127.0.0.1:9/")!
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await Client().send(Client.Request(.get, url))
    }

    #expect(await task.value.failure == .cancelled)
  }

  /// A session that is not invalidated keeps its sockets and its queue.
  @Test func `clients that are let go leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await TestServer.run { server in
        func open() throws -> Int {
          try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        _ = await Client().send(Client.Request(.get, server.url("/")))
        let before = try open()
        for _ in 0..<50 {
          #expect(await Client().send(Client.Request(.get, server.url("/"))).status == 200)
        }
        // Sessions end on their own queues.
        for _ in 0..<200 where try open() > before + 20 {
          try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try open() <= before + 20)
      }
    }
  }
}

extension TestServer {
  func url(_ path: String) -> URL { URL(string: "http://127.0.0.1:\(port)\(path)")! }
}

extension Client.Failure? {
  fileprivate var isCut: Bool {
    if case .cut = self { return true }
    return false
  }

  fileprivate var isUnreachable: Bool {
    if case .unreachable = self { return true }
    return false
  }
}
