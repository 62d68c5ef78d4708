import HTTP
import Testing

/// `X-Forwarded-*` as sent to `/seen`, which answers scheme, host and client.
@Suite("Only a trusted proxy says where a request comes from", .timeLimit(.minutes(5)))
struct ForwardedTests {
  private func seen(_ fields: String, proxies: Set<String>) async throws -> String? {
    try await TestServer.run(proxies: proxies) { server in
      let request = "GET /seen HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n"
      return try await server.answers(request, count: 1).answers.first?.text
    }
  }

  @Test(arguments: [Set<String>(), ["10.0.0.1"], ["::1"]])
  func `from anyone else the fields are only text`(proxies: Set<String>) async throws {
    let fields = "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b"

    #expect(try await seen(fields, proxies: proxies) == "http a 127.0.0.1")
  }

  @Test(arguments: [
    ("X-Forwarded-For: 1.2.3.4", "http a 1.2.3.4"),
    ("X-Forwarded-For: 2001:db8::1", "http a 2001:db8::1"),
    ("X-Forwarded-For: 2001:DB8:0::1", "http a 2001:db8::1"),
    ("X-Forwarded-For: ::ffff:1.2.3.4", "http a 1.2.3.4"),
    ("X-Forwarded-For: 6.6.6.6, 1.2.3.4", "http a 1.2.3.4"),
    ("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4", "http a 1.2.3.4"),
    ("X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.1", "http a 1.2.3.4"),
    ("X-Forwarded-For: 10.0.0.1", "http a 10.0.0.1"),
    ("X-Forwarded-For: 1.2.3.4, evil", "http a 127.0.0.1"),
    ("X-Forwarded-For: 1.2.3.4, evil, 10.0.0.1", "http a 10.0.0.1"),
    ("X-Forwarded-For:", "http a 127.0.0.1"),
    ("X-Forwarded-Proto: https", "https a 127.0.0.1"),
    ("X-Forwarded-Proto: HTTPS", "https a 127.0.0.1"),
    ("X-Forwarded-Proto: gopher", "http a 127.0.0.1"),
    ("X-Forwarded-Proto: http, https", "https a 127.0.0.1"),
    ("X-Forwarded-Host: b.example:8443", "http b.example:8443 127.0.0.1"),
    ("X-Forwarded-Host: b/evil", "http a 127.0.0.1"),
    ("Forwarded: for=1.2.3.4;proto=https", "http a 127.0.0.1"),
  ])
  func `a proxy's fields count from the right`(fields: String, expected: String) async throws {
    #expect(try await seen(fields, proxies: ["127.0.0.1", "10.0.0.1"]) == expected)
  }
}

@Suite("RFC 9110 §5.6.7: dates", .timeLimit(.minutes(5)))
struct DateTests {
  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    (.max / 1000, "Fri, 31 Dec 9999 23:59:59 GMT"),
  ])
  func `the clock of the caller is written as a date`(second: Int64, expected: String) async throws
  {
    let configuration = Server.Configuration(host: "127.0.0.1", port: 0, now: { second * 1000 })
    let server = Server(configuration, router: Router([])) { _ in }
    let (_, port) = try await server.start()
    let answer = try await offPool {
      let peer = try RawPeer(port: port)
      peer.send(PersistenceTests.get)
      return try peer.answer()
    }
    await server.shutdown()

    #expect(answer.headers["date"] == expected)
  }
}
