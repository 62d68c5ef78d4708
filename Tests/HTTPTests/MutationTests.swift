import HTTP
import TestSupport
import Testing

@Suite("Nothing a peer sends brings the server down", .timeLimit(.minutes(5)))
struct MutationTests {
  static let routes = [
    Route(.get, "/") { _ in Response(.ok, type: "text/plain", Array("hej".utf8)) },
    Route(.get, "/seen") {
      Response(.ok, type: "text/plain", Array("\($0.query.pairs.count)".utf8))
    },
    Route(.get, "/tagged") { _ in Response(.ok, headers: ["ETag": "\"v1\""], body: .bytes([0x61]))
    },
    Route(.get, "/stream") { _ in
      Response(.ok, body: .stream { try await $0.write([0x61, 0x62]) })
    },
    Route(.post, "/echo", bodyBytesMax: 1000) {
      Response(.ok, type: "text/plain", Array("\($0.body.count)".utf8))
    },
    Route(.delete, "/nothing") { _ in Response(.noContent) },
  ]

  static let statuses: Set<Int> = [
    100, 200, 204, 304, 400, 404, 405, 413, 414, 415, 417, 431, 501, 505,
  ]

  /// 8 × 1 500 = 12 000 mutations, each on a connection of its own that is half-closed after it. All
  /// that comes back until the server closes must be whole answers with a status that can be meant.
  /// A server that forgot to let go of bodies would run into its own limit here and answer 503.
  @Test(arguments: UInt64(0)..<8)
  func `a mutated request gets well-formed answers or the close`(seed: UInt64) async throws {
    var limits = Server.Limits()
    limits.bodyBytesMax = 20_000
    try await TestServer.run(Self.routes, limits: limits) { server in
      let port = server.port
      try await offPool {
        var random = SeededRandom(seed: 1000 + seed)
        for number in 0..<1500 {
          let bytes = Mutation.next(using: &random)
          let peer = try RawPeer(port: port)
          peer.send(bytes)
          peer.finishSending()
          var rest = try peer.rest()[...]
          peer.close()
          while !rest.isEmpty {
            let read = try RawAnswer.read(rest, toHead: false, atEnd: true)
            let (answer, used) = try #require(read, "seed \(seed), number \(number): cut answer")
            #expect(Self.statuses.contains(answer.status), "seed \(seed), number \(number)")
            rest = rest.dropFirst(used)
          }
        }
      }

      let (answers, _) = try await server.answers(PersistenceTests.get, count: 1)
      #expect(answers.map(\.status) == [200])
    }
  }
}
