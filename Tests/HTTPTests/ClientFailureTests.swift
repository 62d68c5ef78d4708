import Foundation
import Glibc
import HTTP
import TestSupport
import Testing

@Suite("The client says how far an answer came", .timeLimit(.minutes(5)))
struct ClientFailureTests {
  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhej\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhej",
  ])
  func `a cut answer is cut, and what came is there`(answer: String) async throws {
    let outcome = try await exchange(script: ScriptedPeer.answering(answer))

    #expect(outcome.status == 200)
    #expect(outcome.body == Array("hej".utf8))
    #expect(outcome.failure.isCut)
  }

  @Test func `a cut after a megabyte keeps the megabyte`() async throws {
    let outcome = try await exchange { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n")
      peer.send([UInt8](repeating: 0x61, count: 1 << 20))
    }

    #expect(outcome.body.count == 1 << 20)
    #expect(outcome.failure.isCut)
  }

  @Test func `a server that goes away before it answers is a cut`() async throws {
    let closed = try await exchange { _ = $0.request() }
    let reset = try await exchange { peer in
      _ = peer.request()
      peer.reset()
    }

    for outcome in [closed, reset] {
      #expect(outcome.status == nil)
      #expect(outcome.body.isEmpty)
      #expect(outcome.failure.isCut)
    }
  }

  /// One Dispatch source for both directions lost some of these, and the exchange stalled.
  @Test func `no close and no reset goes unheard`() async throws {
    let server = try ScriptedServer { peer in
      if peer.request()?.contains("/reset") == true { peer.reset() }
    }
    defer { server.stop() }
    let client = Client()
    let urls = ["close", "reset"].map { URL(string: "http://127.0.0.1:\(server.port)/\($0)")! }

    for _ in 0..<200 {
      async let closed = client.send(Client.Request(.get, urls[0]))
      async let reset = client.send(Client.Request(.get, urls[1]))
      let failures = await [closed.failure, reset.failure]
      #expect(failures.allSatisfy { $0.isCut })
    }
  }

  @Test func `a reset in the middle is a cut`() async throws {
    let outcome = try await exchange { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhej")
      usleep(50_000)
      peer.reset()
    }

    #expect(outcome.status == 200)
    #expect(outcome.failure.isCut)
  }

  @Test(
    arguments: [
      "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0", "HTTP/1.1 abc\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ], Client.Transport.allCases)
  func `what is no HTTP is a failure and no crash`(
    answer: String, transport: Client.Transport
  ) async throws {
    let server = try ScriptedServer(ScriptedPeer.answering(answer))
    defer { server.stop() }
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!
    let outcome = await Client().send(Client.Request(.get, url), over: transport)

    #expect(outcome.failure != nil)
  }

  /// Not over URLSession, which traps when the cut is inside the head.
  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\nh\r\n2\r\nej\r\n0\r\nT: v\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhej",
  ])
  func `RFC 9112 §8: a cut after any byte is seen`(answer: String) async throws {
    let bytes = Array(answer.utf8)
    let server = try ScriptedServer { peer in
      let cut = peer.request().flatMap { Int($0.dropFirst(5).prefix { $0.isNumber }) } ?? 0
      peer.send(Array(bytes[..<cut]))
    }
    defer { server.stop() }
    let client = Client()

    for cut in 0...bytes.count {
      let url = URL(string: "http://127.0.0.1:\(server.port)/\(cut)")!
      let outcome = await client.send(Client.Request(.get, url))
      #expect((outcome.failure == nil) == (cut == bytes.count), "cut at \(cut)")
      #expect(Array("hej".utf8).starts(with: outcome.body))
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\nContent-Length: 3\n\nhej",
    "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 3\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\nhej",
    "HTTP/1.1 101 Switching Protocols\r\n\r\nhej", "HTTP/2 200\r\n\r\nhej",
    "HTTP/1.1 2000 OK\r\n\r\nhej",
  ])
  func `RFC 9112 §6.3: what two readers could read differently is worthless`(
    answer: String
  ) async throws {
    let server = try ScriptedServer(ScriptedPeer.answering(answer))
    defer { server.stop() }
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!
    let outcome = await Client().send(Client.Request(.get, url))

    #expect(outcome.failure.isCut)
    #expect(outcome.body.isEmpty)
  }

  @Test func `RFC 9112 §9.3.1: a request that can be repeated survives a closing connection`()
    async throws
  {
    // Each connection answers once and is closed by the next request.
    let server = try ScriptedServer { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      _ = peer.request()
    }
    defer { server.stop() }
    let client = Client()
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!
    let first = await client.send(Client.Request(.get, url))
    let repeated = await client.send(Client.Request(.put, url, body: [1]))
    let post = await client.send(Client.Request(.post, url, body: [1]))

    #expect(first.failure == nil)
    #expect(repeated.failure == nil)
    #expect(post.failure.isCut)
    #expect(server.connections == 2)
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhej"])
  func `a silent server is a stall, after what it said`(beginning: String) async throws {
    let outcome = try await exchange(client: Client(stallMilliseconds: 5000)) { peer in
      _ = peer.request()
      peer.send(beginning)
      peer.waitForEnd()
    }

    #expect(outcome.failure == .stalled(milliseconds: 5000))
    #expect(outcome.body == Array(beginning.suffix(beginning.isEmpty ? 0 : 3).utf8))
  }

  /// The pieces come twenty times as often as they must, or a busy machine would make a stall of them.
  @Test func `a slow answer that keeps coming is no stall`() async throws {
    let outcome = try await exchange(client: Client(stallMilliseconds: 20_000)) { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<22 {
        sleep(1)
        peer.send("1\r\n\n\r\n")
      }
      peer.send("0\r\n\r\n")
    }

    #expect(outcome.failure == nil)
    #expect(outcome.body.count == 22)
  }

  @Test func `an answer larger than allowed is stopped`() async throws {
    let outcome = try await exchange(client: Client(bodyBytesMax: 100_000)) { peer in
      _ = peer.request()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
      peer.send([UInt8](repeating: 0x61, count: 100_000_000))
    }

    #expect(outcome.failure == .tooLarge(bytesMax: 100_000))
  }

  @Test(arguments: Client.Transport.allCases)
  func `nobody there is unreachable`(transport: Client.Transport) async throws {
    let server = try ScriptedServer(isListening: false) { _ in }
    defer { server.stop() }
    let refused = URL(string: "http://127.0.0.1:\(server.port)/")!
    let unknown = URL(string: "http://nowhere.invalid/")!

    for url in [refused, unknown] {
      let outcome = await Client().send(Client.Request(.get, url), over: transport)
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

  @Test(arguments: Client.Transport.allCases)
  func `cancelling the task ends the exchange`(transport: Client.Transport) async throws {
    let asked = Signal()
    let server = try ScriptedServer { peer in
      _ = peer.request()
      asked.give()
      peer.waitForEnd()
    }
    defer { server.stop() }
    let url = URL(string: "http://127.0.0.1:\(server.port)/")!
    let client = Client()
    let task = Task { await client.send(Client.Request(.get, url), over: transport) }
    await asked.wait()
    task.cancel()

    #expect(await task.value.failure == .cancelled)
  }

  @Test(arguments: Client.Transport.allCases)
  func `a task that is cancelled already sends nothing`(transport: Client.Transport) async throws {
    let url = URL(string: "http://127.0.0.1:9/")!
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await Client().send(Client.Request(.get, url), over: transport)
    }

    #expect(await task.value.failure == .cancelled)
  }

  @Test func `clients that are let go leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
      try await TestServer.run { server in
        func open() throws -> Int {
          try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        _ = await Client().send(Client.Request(.get, server.url("/")), over: .session)
        let before = try open()
        for _ in 0..<50 {
          let client = Client()
          for transport in Client.Transport.allCases {
            let request = Client.Request(.get, server.url("/"))
            #expect(await client.send(request, over: transport).status == 200)
          }
        }
        // Sockets are closed when Dispatch has let go of them.
        for _ in 0..<6000 where try open() > before + 20 {
          try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try open() <= before + 20)
      }
    }
  }

  /// 2 000 mutated answers over our sockets, in a process of its own because a trap would end it.
  @Test func `nothing a server sends brings the client down`() async {
    await #expect(processExitsWith: .success) {
      let server = try ScriptedServer { peer in
        var random = SeededRandom(
          seed: UInt64(peer.request()?.split(separator: "/")[1].prefix { $0.isNumber } ?? "") ?? 0)
        peer.send(AnswerMutation.next(using: &random))
      }
      let client = Client(stallMilliseconds: 60_000)
      for seed in 0..<2000 {
        let url = URL(string: "http://127.0.0.1:\(server.port)/\(seed)")!
        _ = await client.send(Client.Request(.get, url))
      }
      server.stop()
    }
  }
}

/// Valid answers with some bytes changed.
private enum AnswerMutation {
  static let seeds = [
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: a=b; Path=/; Expires=0\r\n\r\nhej",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"a\"\r\n\r\n1\r\nh\r\n2\r\nej\r\n0\r\n\r\n",
    "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 2\r\n\r\nno",
    "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n",
    "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nhej",
  ]

  static func next(using random: inout SeededRandom) -> [UInt8] {
    var bytes = Array(seeds.randomElement(using: &random)!.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 3: bytes.removeSubrange(place...)
      default:
        let token = ["\r\n", "\r\n\r\n", "\0", ":", ";", "-1", "99999999999999999999", "å", " "]
        bytes.insert(contentsOf: token.randomElement(using: &random)!.utf8, at: place)
      }
    }
    return bytes
  }
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
