import Glibc
import HTTP
import Testing

@Suite("Answers are streamed at the reader's pace", .timeLimit(.minutes(5)))
struct StreamTests {
  @Test func `RFC 9112 §7.1: a streamed answer is chunked, and the connection goes on`()
    async throws
  {
    try await TestServer.run { server in
      let request = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
      let (answers, _) = try await server.answers(request + request, count: 2)

      #expect(answers.map(\.text) == ["etttvåtre", "etttvåtre"])
      #expect(answers.allSatisfy { $0.headers["transfer-encoding"] == "chunked" })
    }
  }

  @Test func `RFC 9112 §6.1: HTTP/1.0 gets no chunks, and the close ends the answer`() async throws
  {
    try await TestServer.run { server in
      let (answers, closed) = try await server.answers("GET /stream HTTP/1.0\r\n\r\n")

      #expect(answers.map(\.text) == ["etttvåtre"])
      #expect(answers.first?.headers["transfer-encoding"] == nil)
      #expect(closed)
    }
  }

  @Test func `RFC 9112 §8: an answer that breaks off has no last chunk`() async throws {
    try await TestServer.run { server in
      let bytes = try await server.peer { peer in
        peer.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
        return try peer.rest()
      }

      #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n4\r\nhalf\r\n"))
      #expect(
        server.events.all.contains { if case .cut(_, "/broken", _) = $0 { true } else { false } })
    }
  }

  @Test func `writing nothing sends the head alone`() async throws {
    let seen = Signal()
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          body: .stream { writer in
            try await writer.write([])
            await seen.wait()
            try await writer.write([0x61])
          })
      }
    ]
    try await TestServer.run(routes) { server in
      let (head, rest) = try await server.peer { peer in
        peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let head = try peer.firstPiece()
        seen.give()
        return (head, try peer.rest())
      }

      #expect(String(decoding: head, as: UTF8.self).hasSuffix("\r\n\r\n"))
      #expect(String(decoding: rest, as: UTF8.self).hasSuffix("\r\n1\r\na\r\n0\r\n\r\n"))
    }
  }

  /// The writer stops when the socket's buffers are full: what it got rid of is what they hold.
  @Test func `a reader that stops reading stops the writer, and is dropped in the end`()
    async throws
  {
    let written = Count()
    let ended = Signal()
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          body: .stream { writer in
            defer { ended.give() }
            while true {
              try await writer.write([UInt8](repeating: 0x61, count: 64 * 1024))
              written.add()
            }
          })
      }
    ]
    var limits = Server.Limits()
    limits.stallMillisecondsMax = 1000
    try await TestServer.run(routes, limits: limits) { server in
      let port = server.port
      let peer = try await offPool {
        let peer = try RawPeer(port: port, receiveBuffer: 64 * 1024)
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return peer
      }
      await ended.wait()
      peer.close()

      #expect(written.value > 0)
      #expect(written.value * 64 * 1024 < 16 << 20)
    }
  }

  @Test func `a slow reader gets everything`() async throws {
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          body: .stream { writer in
            for piece in 0..<64 {
              try await writer.write([UInt8](repeating: UInt8(piece), count: 40_000))
            }
          })
      }
    ]
    try await TestServer.run(routes) { server in
      let port = server.port
      let answer = try await offPool {
        let peer = try RawPeer(port: port, receiveBuffer: 4096)
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return try peer.answer()
      }

      #expect(answer.body.count == 64 * 40_000)
      #expect((0..<64).allSatisfy { answer.body[$0 * 40_000] == UInt8($0) })
    }
  }

  // MARK: - A peer that goes

  /// Reports when the route has begun and when it was cancelled.
  private static func waiting(_ begun: Signal, _ cancelled: Signal) -> [Route] {
    [
      Route(.get, "/") { _ in
        begun.give()
        try? await Task.sleep(for: .seconds(60))
        if Task.isCancelled { cancelled.give() }
        return Response(.ok)
      },
      Route(.get, "/stream") { _ in
        Response(
          .ok,
          body: .stream { writer in
            try await writer.write([0x61])
            begun.give()
            do { try await Task.sleep(for: .seconds(60)) } catch { cancelled.give() }
          })
      },
    ]
  }

  @Test(arguments: ["/", "/stream"])
  func `a peer that resets cancels its route`(path: String) async throws {
    let (begun, cancelled) = (Signal(), Signal())
    try await TestServer.run(Self.waiting(begun, cancelled)) { server in
      let port = server.port
      let peer = try await offPool { try RawPeer(port: port) }
      peer.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      await begun.wait()
      peer.reset()

      await cancelled.wait()
    }
  }

  @Test(arguments: ["/", "/stream"])
  func `a peer that closes cancels its route after a moment`(path: String) async throws {
    let (begun, cancelled) = (Signal(), Signal())
    var limits = Server.Limits()
    limits.lingerMillisecondsMax = 50
    try await TestServer.run(Self.waiting(begun, cancelled), limits: limits) { server in
      let port = server.port
      let peer = try await offPool { try RawPeer(port: port) }
      peer.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      await begun.wait()
      peer.close()

      await cancelled.wait()
    }
  }

  @Test func `a writer hears that its peer is gone`() async throws {
    let (begun, gone) = (Signal(), Signal())
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          body: .stream { writer in
            begun.give()
            do {
              while true { try await writer.write([UInt8](repeating: 0x61, count: 64 * 1024)) }
            } catch is PeerGone {
              gone.give()
            }
          })
      }
    ]
    try await TestServer.run(routes) { server in
      let port = server.port
      let peer = try await offPool { try RawPeer(port: port) }
      peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      await begun.wait()
      peer.close()

      await gone.wait()
    }
  }

  @Test func `no reset in the middle of a stream goes unheard`() async throws {
    let ended = Count()
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          body: .stream { writer in
            defer { ended.add() }
            while true { try await writer.write([UInt8](repeating: 0x61, count: 256 * 1024)) }
          })
      }
    ]
    try await TestServer.run(routes) { server in
      let port = server.port
      try await offPool {
        for number in 0..<200 {
          let peer = try RawPeer(port: port, receiveBuffer: number % 2 == 0 ? 4096 : nil)
          peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
          _ = try peer.firstPiece()
          peer.reset()
        }
        // Well before the 40 seconds after which a stalled reader is dropped.
        for _ in 0..<3500 where ended.value < 200 { usleep(10_000) }
      }

      #expect(ended.value == 200)
    }
  }

  @Test func `a writer kept after its answer writes to nobody`() async throws {
    let kept = KeptWriter()
    let routes = [
      Route(.get, "/") { _ in Response(.ok, body: .stream { await kept.keep($0) }) },
      Route(.get, "/late") { _ in
        let heard = await kept.write("smuggled")
        return Response(.ok, type: "text/plain", Array(heard.utf8))
      },
    ]
    try await TestServer.run(routes) { server in
      let (answers, _) = try await server.answers(
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /late HTTP/1.1\r\nHost: a\r\n\r\n", count: 2)

      #expect(answers.map(\.text) == ["", "gone"])
    }
  }

  private actor KeptWriter {
    private var writer: BodyWriter?

    func keep(_ writer: BodyWriter) { self.writer = writer }

    func write(_ text: String) async -> String {
      do {
        try await writer?.write(Array(text.utf8))
        return "written"
      } catch {
        return "gone"
      }
    }
  }
}
