import HTTP
import Testing

@Suite("One connection carries many exchanges, in order", .timeLimit(.minutes(5)))
struct PersistenceTests {
  static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test func `RFC 9112 §9.3: a connection is kept`() async throws {
    try await TestServer.run { server in
      let bodies = try await server.peer { peer in
        try (0..<20).map { _ in
          peer.send(Self.get)
          return try peer.answer().text
        }
      }

      #expect(bodies == Array(repeating: "hej", count: 20))
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: X, Close\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: X\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
  ])
  func `RFC 9112 §9.6: the last answer says so, and nothing after it is read`(
    request: String
  ) async throws {
    try await TestServer.run { server in
      let (answers, closed) = try await server.answers(request + Self.get)

      #expect(answers.map(\.status) == [200])
      #expect(answers.first?.closes == true)
      #expect(closed)
    }
  }

  @Test func `RFC 9112 §9.3.2: pipelined requests are answered in order`() async throws {
    let routes = [
      Route(.post, "/{name}", bodyBytesMax: 100) { request in
        // The first route is the slowest.
        for _ in 0..<(request.parameters["name"] == "0" ? 1000 : 0) { await Task.yield() }
        return Response(.ok, type: "text/plain", request.body)
      }
    ]
    try await TestServer.run(routes) { server in
      let requests = (0..<200).map { number in
        "POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n\(100 + number)"
      }
      let (answers, _) = try await server.answers(requests.joined(), count: 200)

      #expect(answers.map(\.text) == (0..<200).map { "\(100 + $0)" })
    }
  }

  @Test func `RFC 9112 §9.3.2: more requests than are read ahead are answered all the same`()
    async throws
  {
    try await TestServer.run { server in
      let count = 400
      let request = "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 1000))\r\n\r\n"
      let statuses = try await server.peer { peer in
        // Sent from another thread, because the server stops reading when it is far behind.
        let sender = Sender(peer, Array(String(repeating: request, count: count).utf8))
        defer { sender.join() }
        return try (0..<count).map { _ in try peer.answer().status }
      }

      #expect(statuses.allSatisfy { $0 == 200 })
    }
  }

  @Test func `RFC 9112 §9.6: a half-closed peer still gets its answers`() async throws {
    try await TestServer.run { server in
      let bytes = try await server.peer { peer in
        peer.send(Self.get + "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
        peer.finishSending()
        return try peer.rest()
      }

      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.matches(of: /HTTP\/1\.1 200 OK\r\n/).count == 3)
    }
  }

  @Test func `RFC 9112 §9.6: a refusal is read even by a peer that is still sending`() async throws
  {
    try await TestServer.run { server in
      let (answer, rest, wasRefused) = try await server.peer { peer in
        peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n")
        peer.send([UInt8](repeating: 0x61, count: 8 << 20))
        return (try peer.answer(), try peer.rest(), peer.wasRefused)
      }

      #expect(answer.status == 413)
      #expect(answer.closes)
      #expect(rest.isEmpty)
      #expect(!wasRefused, "a reset can destroy an answer that is not read yet")
    }
  }

  @Test func `RFC 9112 §9.3: a body nobody reads ends the connection`() async throws {
    try await TestServer.run { server in
      let (answers, closed) = try await server.answers(
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n" + Self.get)

      #expect(answers.map(\.status) == [404])
      #expect(answers.first?.closes == true)
      #expect(closed)
    }
  }

  @Test func `RFC 9112 §8: half a request is dropped when the peer goes`() async throws {
    try await TestServer.run { server in
      let bytes = try await server.peer { peer in
        peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        peer.finishSending()
        return try peer.rest()
      }

      #expect(bytes.isEmpty)
      #expect(server.events.all.isEmpty)
    }
  }

  @Test func `a request is understood one byte at a time`() async throws {
    try await TestServer.run { server in
      let request =
        "\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
      let answer = try await server.peer { peer in
        for byte in request.utf8 { peer.send([byte]) }
        return try peer.answer()
      }

      #expect(answer.text == "ab")
    }
  }
}

@Suite("RFC 9110 §10.1.1: who waits for 100 is not kept waiting", .timeLimit(.minutes(5)))
struct ContinueTests {
  private static func post(_ fields: String, version: String = "1.1", path: String = "/echo")
    -> String
  {
    "POST \(path) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n"
  }

  @Test(arguments: [
    post("Expect: 100-continue\r\nContent-Length: 3"),
    post("expect: 100-CONTINUE\r\nContent-Length: 3"),
  ])
  func `100 comes before the body and the answer after it`(request: String) async throws {
    try await TestServer.run { server in
      let answers = try await server.peer { peer in
        peer.send(request)
        let interim = try peer.answer()
        peer.send("abc")
        return [interim, try peer.answer()]
      }

      #expect(answers.map(\.status) == [100, 200])
      #expect(answers[0].headers.isEmpty)
      #expect(answers[1].text == "abc")
    }
  }

  @Test func `chunked bodies are invited too`() async throws {
    try await TestServer.run { server in
      let answers = try await server.peer { peer in
        peer.send(Self.post("Expect: 100-continue\r\nTransfer-Encoding: chunked"))
        let interim = try peer.answer()
        peer.send("3\r\nabc\r\n0\r\n\r\n")
        return [interim, try peer.answer()]
      }

      #expect(answers.map(\.status) == [100, 200])
    }
  }

  @Test(arguments: [
    ("a body that is too large", post("Expect: 100-continue\r\nContent-Length: 65537"), 413),
    ("no route", post("Expect: 100-continue\r\nContent-Length: 3", path: "/nowhere"), 404),
    ("another method", post("Expect: 100-continue\r\nContent-Length: 3", path: "/"), 405),
    ("another expectation", post("Expect: 100-continue, tea\r\nContent-Length: 3"), 417),
  ])
  func `a final answer spares the body, and the connection ends`(
    why: String, request: String, status: Int
  ) async throws {
    try await TestServer.run { server in
      let (answers, closed) = try await server.answers(request)

      #expect(answers.map(\.status) == [status], "\(why)")
      #expect(answers.first?.closes == true)
      #expect(closed)
    }
  }

  @Test(arguments: [
    ("the body is already here", post("Expect: 100-continue\r\nContent-Length: 3") + "abc"),
    ("no body is announced", post("Expect: 100-continue\r\nContent-Length: 0")),
    (
      "HTTP/1.0 knows no 100",
      post("Expect: 100-continue\r\nContent-Length: 3", version: "1.0") + "abc"
    ),
    (
      "HTTP/1.0 ignores every expectation",
      post("Expect: tea\r\nContent-Length: 3", version: "1.0") + "abc"
    ),
  ])
  func `no 100 is sent when`(why: String, request: String) async throws {
    try await TestServer.run { server in
      let (answers, _) = try await server.answers(request, count: 1)

      #expect(answers.map(\.status) == [200], "\(why)")
    }
  }

  @Test func `RFC 9112 §9.3.2: 100 waits for the answers before it`() async throws {
    try await TestServer.run { server in
      let statuses = try await server.peer { peer in
        peer.send(PersistenceTests.get + Self.post("Expect: 100-continue\r\nContent-Length: 3"))
        let first = [try peer.answer(), try peer.answer()]
        peer.send("abc")
        return (first + [try peer.answer()]).map(\.status)
      }

      #expect(statuses == [200, 100, 200])
    }
  }
}
