import Foundation
import Glibc
import HTTP
import Testing

@Suite("Nobody takes more time or room than is theirs", .timeLimit(.minutes(5)))
struct LimitTests {
  private static func limits(_ change: (inout Server.Limits) -> Void) -> Server.Limits {
    var limits = Server.Limits()
    change(&limits)
    return limits
  }

  @Test(arguments: [
    "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", "\r\nG", "G",
  ])
  func `RFC 9110 §15.5.9: a head that does not end is answered 408`(head: String) async throws {
    let limits = Self.limits { $0.headMillisecondsMax = 40 }
    try await TestServer.run(limits: limits) { server in
      let (answers, closed) = try await server.answers(head)

      #expect(answers.map(\.status) == [408])
      #expect(answers.first?.closes == true)
      #expect(closed)
    }
  }

  @Test func `a head that drips in is not forgiven for its drops`() async throws {
    let limits = Self.limits { $0.headMillisecondsMax = 60 }
    try await TestServer.run(limits: limits) { server in
      let status = try await server.peer { peer in
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n")
        // Each drop comes well within the limit; the server must count from the first.
        for _ in 0..<400 where !peer.sawEnd {
          peer.send("X: a\r\n")
          usleep(5000)
          if try peer.hasBytes() { break }
        }
        return try peer.answer().status
      }

      #expect(status == 408)
    }
  }

  @Test(arguments: [
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a",
  ])
  func `RFC 9110 §15.5.9: a body that does not end is answered 408`(request: String) async throws {
    let limits = Self.limits { $0.stallMillisecondsMax = 40 }
    try await TestServer.run(limits: limits) { server in
      let (answers, closed) = try await server.answers(request)

      #expect(answers.map(\.status) == [408])
      #expect(closed)
    }
  }

  @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n"])
  func `RFC 9112 §9.5: a connection without a request is closed in silence`(
    before: String
  ) async throws {
    let limits = Self.limits { $0.idleMillisecondsMax = 40 }
    try await TestServer.run(limits: limits) { server in
      let (answers, closed) = try await server.answers(before)

      #expect(answers.allSatisfy { $0.status == 200 })
      #expect(closed)
    }
  }

  @Test func `a peer that does not close after the last answer is closed`() async throws {
    let limits = Self.limits { $0.lingerMillisecondsMax = 40 }
    try await TestServer.run(limits: limits) { server in
      try await server.peer { peer in
        peer.send("GET / HTTP/1.0\r\n\r\n")
        _ = try peer.rest()
        // Only a reset ends the writing of one who never stops.
        while peer.canSend("x") { usleep(1000) }
      }
    }
  }

  @Test func `one connection too many hears 503 while all are being answered`() async throws {
    let limits = Self.limits { $0.connectionsMax = 3 }
    let (released, begun) = (Signal(), Count())
    let routes = [
      Route(.get, "/") { _ in
        begun.add()
        await released.wait()
        return Response(.ok, type: "text/plain", [])
      }
    ]
    try await TestServer.run(routes, limits: limits) { server in
      let port = server.port
      let (refused, statuses) = try await offPool {
        let peers = try (0..<3).map { _ in try RawPeer(port: port) }
        for peer in peers { peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        while begun.value < 3 { usleep(1000) }

        let excess = try RawPeer(port: port)
        let refused = try excess.answer()
        _ = try excess.rest()
        excess.close()
        released.give()
        return (refused, try peers.map { try $0.answer().status })
      }

      #expect(refused.status == 503)
      #expect(refused.headers["retry-after"] == "5")
      #expect(statuses == [200, 200, 200])
    }
  }

  /// Slowloris and its kin: places are held with as little as possible.
  @Test(arguments: [
    "", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  ])
  func `whoever has kept the server waiting longest gives way`(held: String) async throws {
    let limits = Self.limits { $0.connectionsMax = 3 }
    try await TestServer.run(limits: limits) { server in
      let port = server.port
      let (statuses, isOldestClosed) = try await offPool {
        let holders = try (0..<3).map { _ in try RawPeer(port: port) }
        for holder in holders {
          holder.send(held)
          // Answered, and then silent; while it is being answered it would keep its place.
          if held.hasSuffix("\r\n\r\n") { _ = try holder.answer() }
        }
        let statuses = try (0..<6).map { _ -> Int in
          let peer = try RawPeer(port: port)
          defer { peer.close() }
          peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
          return try peer.answer().status
        }
        _ = try holders[0].rest()
        return (statuses, holders[0].sawEnd)
      }

      #expect(statuses == [200, 200, 200, 200, 200, 200])
      #expect(isOldestClosed)
    }
  }

  @Test func `bodies that are too many together are turned away, and then taken again`()
    async throws
  {
    let limits = Self.limits { $0.bodyBytesMax = 100_000 }
    try await TestServer.run(limits: limits) { server in
      let port = server.port
      let statuses = try await offPool {
        let half = String(repeating: "a", count: 60_000)
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60001\r\n\r\n"
        let first = try RawPeer(port: port)
        first.send(head + half)
        // Held until the answer to the second shows that both were counted.
        let second = try RawPeer(port: port)
        second.send(head + half)
        let refused = try Self.whicheverAnswers(first, second)
        let other = refused.peer === first ? second : first
        other.send("b")
        let taken = try other.answer().status
        let third = try RawPeer(port: port)
        third.send(head + half + "b")
        return [refused.status, taken, try third.answer().status]
      }

      #expect(statuses == [503, 200, 200])
    }
  }

  @Test func `answers that nobody takes are room that nobody else has`() async throws {
    let limits = Self.limits { $0.bodyBytesMax = 4 << 20 }
    let answer = [UInt8](repeating: 0x61, count: 24 << 20)
    let routes = [Route(.get, "/") { _ in Response(.ok, type: "text/plain", answer) }]
    try await TestServer.run(routes, limits: limits) { server in
      let port = server.port
      let statuses = try await offPool {
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        let holder = try RawPeer(port: port, receiveBuffer: 4096)
        holder.send(request)
        _ = try holder.firstPiece()
        let second = try RawPeer(port: port)
        second.send(request)
        let refused = try second.answer().status
        holder.reset()
        while true {
          let third = try RawPeer(port: port)
          third.send(request)
          let status = try third.answer().status
          third.close()
          if status == 200 { return [refused, status] }
        }
      }

      #expect(statuses == [503, 200])
    }
  }

  private static func whicheverAnswers(
    _ first: RawPeer, _ second: RawPeer
  ) throws -> (peer: RawPeer, status: Int) {
    while true {
      for peer in [first, second] where try peer.hasBytes() {
        return (peer, try peer.answer().status)
      }
      usleep(1000)
    }
  }

  @Test func `small chunks do not cost more than their bytes`() async throws {
    let routes = [
      Route(.post, "/", bodyBytesMax: 4 << 20) {
        Response(.ok, type: "text/plain", Array("\($0.body.count)".utf8))
      }
    ]
    try await TestServer.run(routes) { server in
      let chunks = String(repeating: "8\r\n12345678\r\n", count: 250_000) + "0\r\n\r\n"
      let answer = try await server.peer { peer in
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let sender = Sender(peer, Array((head + chunks).utf8))
        defer { sender.join() }
        return try peer.answer()
      }

      #expect(answer.text == "2000000")
    }
  }

  // MARK: - In a process of its own

  /// Lowering the number of descriptors would hit every other test in this process.
  @Test func `without descriptors callers wait, nothing spins, and it goes on afterwards`() async {
    await #expect(processExitsWith: .success) {
      try await TestServer.run { server in
        try await offPool { try Self.exhaust(port: server.port) }
        #expect(server.events.all.contains(.exhausted))
      }
    }
  }

  private static func exhaust(port: Int) throws {
    var limit = rlimit(rlim_cur: 64, rlim_max: 64)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    // Both ends are in this process, so half of the descriptors are the server's.
    var peers: [RawPeer] = []
    while let peer = try? RawPeer(port: port) { peers.append(peer) }
    let before = clock()
    usleep(300_000)
    let spent = Double(clock() - before) / Double(CLOCKS_PER_SEC)
    guard spent < 0.15 else { throw RawPeer.Failed(description: "\(spent) s of processor time") }
    for peer in peers.dropLast(5) { peer.close() }
    for peer in peers.suffix(5) {
      peer.send(request)
      guard try peer.answer().status == 200 else { throw RawPeer.Failed(description: "no answer") }
    }
  }

  @Test func `500 waiting routes hold no threads`() async {
    await #expect(processExitsWith: .success) {
      let released = Signal()
      let begun = Count()
      let routes = [
        Route(.get, "/wait") { _ in
          begun.add()
          await released.wait()
          return Response(.ok, type: "text/plain", Array("nu".utf8))
        }
      ]
      try await TestServer.run(routes) { server in
        let port = server.port
        let peers = try await offPool {
          let peers = try (0..<500).map { _ in try RawPeer(port: port) }
          for peer in peers { peer.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") }
          while begun.value < 500 { usleep(1000) }
          return peers
        }
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        #expect(threads < 20, "\(threads) threads")
        released.give()
        let answers = try await offPool { try peers.map { try $0.answer().text } }
        #expect(answers == Array(repeating: "nu", count: 500))
      }
    }
  }

  @Test func `a peer that is gone while it is written to raises no signal`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_DFL)
      let gone = Count()
      let routes = [
        Route(.get, "/") { _ in
          Response(
            .ok,
            body: .stream { writer in
              defer { gone.add() }
              while true { try await writer.write([UInt8](repeating: 0x61, count: 1024)) }
            })
        }
      ]
      try await TestServer.run(routes) { server in
        let port = server.port
        try await offPool {
          for _ in 0..<50 {
            let peer = try RawPeer(port: port)
            peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            // After an end, a reset makes the next write a broken pipe.
            peer.finishSending()
            _ = try peer.firstPiece()
            peer.reset()
          }
          while gone.value < 50 { usleep(1000) }
        }
      }
    }
  }
}
