import HTTP
import Testing

@Suite("A server starts and stops without losing anyone", .timeLimit(.minutes(5)))
struct ShutdownTests {
  @Test func `what is in flight is finished, and the answer says that it is the last`() async throws
  {
    let (begun, released) = (Signal(), Signal())
    let routes = [
      Route(.get, "/") { _ in
        begun.give()
        await released.wait()
        return Response(.ok, type: "text/plain", Array("klart".utf8))
      }
    ]
    try await TestServer.run(routes) { server in
      let port = server.port
      let peer = try await offPool { try RawPeer(port: port) }
      peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      await begun.wait()
      async let stopped: Void = server.server.shutdown()
      let answer = try await offPool {
        // The shutdown has begun when no further caller is taken.
        while let caller = try? RawPeer(port: port) { caller.close() }
        released.give()
        return try peer.answer()
      }
      peer.close()
      await stopped

      #expect(answer.text == "klart")
      #expect(answer.closes)
    }
  }

  @Test func `a stream under way is finished`() async throws {
    let (begun, released) = (Signal(), Signal())
    let routes = [
      Route(.get, "/") { _ in
        Response(
          .ok,
          body: .stream { writer in
            try await writer.write([0x61])
            begun.give()
            await released.wait()
            try await writer.write([0x62])
          })
      }
    ]
    try await TestServer.run(routes) { server in
      let port = server.port
      let peer = try await offPool { try RawPeer(port: port) }
      peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      await begun.wait()
      async let stopped: Void = server.server.shutdown()
      let answer = try await offPool {
        while let caller = try? RawPeer(port: port) { caller.close() }
        released.give()
        defer { peer.close() }
        return try peer.answer()
      }
      await stopped

      #expect(answer.text == "ab")
    }
  }

  @Test func `idle connections are closed at once`() async throws {
    try await TestServer.run { server in
      let port = server.port
      let peer = try await offPool {
        let peer = try RawPeer(port: port)
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try peer.answer()
        return peer
      }
      await server.server.shutdown()

      #expect(try await offPool { try peer.rest() }.isEmpty)
    }
  }

  @Test func `what outlasts the grace period is cancelled`() async throws {
    let (begun, cancelled) = (Signal(), Signal())
    let routes = [
      Route(.get, "/") { _ in
        begun.give()
        try? await Task.sleep(for: .seconds(60))
        cancelled.give()
        return Response(.ok)
      }
    ]
    var limits = Server.Limits()
    limits.graceMillisecondsMax = 30
    try await TestServer.run(routes, limits: limits) { server in
      let port = server.port
      let peer = try await offPool { try RawPeer(port: port) }
      peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      await begun.wait()
      await server.server.shutdown()

      #expect(try await offPool { try peer.rest() }.isEmpty)
      await cancelled.wait()
    }
  }

  @Test func `two shutdowns both return`() async throws {
    try await TestServer.run { server in
      async let first: Void = server.server.shutdown()
      async let second: Void = server.server.shutdown()
      _ = await (first, second)
    }
  }

  @Test func `a port in use and an address that is none have sentences`() async throws {
    try await TestServer.run { server in
      let taken = Server.Configuration(
        host: "127.0.0.1", port: UInt16(server.port), now: { TestServer.now })
      let proxied = Server.Configuration(
        host: "::1", port: 0, proxies: ["nginx"], now: { TestServer.now })
      let nowhere = Server.Configuration(host: "biblioteket", port: 0, now: { TestServer.now })

      await #expect(throws: Server.Failure.addressInUse(host: "127.0.0.1", port: server.port)) {
        try await Server(taken, router: Router([])) { _ in }.start()
      }
      await #expect(throws: Server.Failure.notAnAddress("biblioteket")) {
        try await Server(nowhere, router: Router([])) { _ in }.start()
      }
      await #expect(throws: Server.Failure.notAnAddress("nginx")) {
        try await Server(proxied, router: Router([])) { _ in }.start()
      }
    }
  }

  @Test func `localhost is 127.0.0.1`() async throws {
    let configuration = Server.Configuration(host: "localhost", port: 0, now: { TestServer.now })
    let server = Server(configuration, router: Router([])) { _ in }
    let (host, port) = try await server.start()
    await server.shutdown()

    #expect(host == "127.0.0.1")
    #expect(port > 0)
  }

  @Test func `every exchange is reported once`() async throws {
    try await TestServer.run { server in
      _ = try await server.answers(
        "GET /seen?secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      _ = try await server.answers("PUT / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      _ = try await server.answers("BAD\r\n\r\n")

      let reported = server.events.all.map { event -> String in
        switch event {
        case .answered(let client, let method, let path, let status, _):
          "\(client) \(method) \(path) \(status)"
        case .refused(let client, let status, _): "\(client) \(status)"
        case .cut, .exhausted: "\(event)"
        }
      }
      #expect(reported == ["127.0.0.1 GET /seen 200", "127.0.0.1 PUT / 405", "127.0.0.1 400"])
    }
  }
}
