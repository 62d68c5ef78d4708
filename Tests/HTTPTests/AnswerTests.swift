import HTTP
import Testing

@Suite("An answer says what the RFCs demand of it", .timeLimit(.minutes(5)))
struct AnswerTests {
  private func answer(_ bytes: String, toHead: Bool = false) async throws -> RawAnswer {
    try await TestServer.run { server in
      try await server.peer { peer in
        peer.send(bytes)
        return try peer.answer(toHead: toHead)
      }
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "\0\r\n\r\n",
  ])
  func `RFC 9110 §6.6.1: every answer has the date`(request: String) async throws {
    #expect(try await answer(request).headers["date"] == "Mon, 02 Mar 2026 10:00:00 GMT")
  }

  @Test func `RFC 9110 §9.3.2: HEAD answers as GET does, without content`() async throws {
    let get = try await answer("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    let head = try await answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", toHead: true)

    #expect(head.head == get.head)
    #expect(head.headers["content-length"] == "3")
  }

  @Test(arguments: ["/", "/stream", "/nowhere", "/tagged"])
  func `RFC 9112 §6.3: no byte of content follows the answer to HEAD`(path: String) async throws {
    try await TestServer.run { server in
      let bytes = try await server.peer { peer in
        peer.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return try peer.rest()
      }

      #expect(bytes.suffix(4).elementsEqual("\r\n\r\n".utf8))
      #expect(String(decoding: bytes, as: UTF8.self).components("\r\n\r\n") == 1)
    }
  }

  @Test func `RFC 9110 §8.6: 204 and 304 say no length`() async throws {
    let gone = try await answer("DELETE /nothing HTTP/1.1\r\nHost: a\r\n\r\n")
    let held = try await answer("GET /tagged HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n")

    #expect(gone.status == 204)
    #expect(held.status == 304)
    for answer in [gone, held] {
      #expect(answer.headers["content-length"] == nil)
      #expect(answer.headers["transfer-encoding"] == nil)
    }
  }

  @Test(arguments: [
    ("\"v1\"", 304), ("W/\"v1\"", 304), ("\"v0\", \"v1\"", 304), ("\"a,\\\", \"v1\"", 304),
    ("*", 304),
    ("\"v2\"", 200), ("v1", 200), ("\"v1", 200), ("\"\"", 200), ("", 200),
  ])
  func `RFC 9110 §13.1.2: 304 when If-None-Match names the tag`(
    tags: String, status: Int
  ) async throws {
    let answer = try await answer(
      "GET /tagged HTTP/1.1\r\nHost: a\r\nIf-None-Match: \(tags)\r\n\r\n")

    #expect(answer.status == status)
    #expect(answer.headers["etag"] == "\"v1\"")
    #expect(answer.headers["cache-control"] == "no-cache")
    #expect((answer.headers["content-type"] == nil) == (status == 304))
  }

  @Test func `RFC 9110 §15.5.6: 405 names the methods that are taken`() async throws {
    let answer = try await answer("PUT / HTTP/1.1\r\nHost: a\r\n\r\n")

    #expect(answer.headers["allow"] == "GET, HEAD, OPTIONS")
    #expect(answer.headers["content-type"] == "application/problem+json")
    #expect(answer.text.contains("\"code\":\"method-not-allowed\""))
  }

  @Test func `RFC 9112 §4: the space before an empty reason stays`() async throws {
    let routes = [Route(.get, "/") { _ in Response(Status(299)) }]
    try await TestServer.run(routes) { server in
      let (answers, _) = try await server.answers("GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 1)

      #expect(answers.first?.head.hasPrefix("HTTP/1.1 299 \r\n") == true)
    }
  }

  @Test func `RFC 9110 §5.5: a route cannot split an answer or frame it itself`() async throws {
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          headers: [
            "X": "a\r\nY: b", "Bad name": "c", "content-length": "99", "Transfer-Encoding": "gzip",
            "Connection": "close", "Date": "now",
          ], body: .bytes([0x61]))
      }
    ]
    try await TestServer.run(routes) { server in
      let (answers, _) = try await server.answers("GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 1)

      let headers = try #require(answers.first).headers
      #expect(headers.keys.sorted() == ["content-length", "date", "x"])
      #expect(headers["x"] == "a  Y: b")
      #expect(headers["content-length"] == "1")
    }
  }

  @Test func `head and body leave in one write`() async throws {
    try await TestServer.run { server in
      let first = try await server.peer { peer in
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return try peer.firstPiece()
      }

      #expect(String(decoding: first, as: UTF8.self).hasSuffix("\r\n\r\nhej"))
    }
  }

  @Test func `it is served over IPv6 as well`() async throws {
    try await TestServer.run(host: "::1") { server in
      let port = server.port
      let answer = try await offPool {
        let peer = try RawPeer(port: port, host: "::1")
        peer.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n")
        return try peer.answer()
      }

      #expect(answer.text == "http a ::1")
    }
  }

  @Test func `listening on all of IPv6 takes IPv4 callers by their own address`() async throws {
    try await TestServer.run(host: "::") { server in
      let (answers, _) = try await server.answers("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n", count: 1)

      #expect(answers.first?.text == "http a 127.0.0.1")
    }
  }
}

extension String {
  /// How often a separator stands in the text.
  fileprivate func components(_ separator: String) -> Int {
    split(separator: separator, omittingEmptySubsequences: false).count - 1
  }
}
