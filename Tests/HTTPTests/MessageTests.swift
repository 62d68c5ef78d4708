import HTTP
import Testing

/// A request that is answered: what is sent, what comes back, and the rule.
struct AcceptedCase: Sendable, CustomTestStringConvertible {
  let section: String
  let what: String
  let bytes: String
  let status: Int
  let body: String?

  init(_ section: String, _ what: String, _ bytes: String, _ status: Int = 200, body: String? = nil)
  {
    self.section = section
    self.what = what
    self.bytes = bytes
    self.status = status
    self.body = body
  }

  var testDescription: String { "RFC \(section): \(what) → \(status)" }
}

@Suite("What the RFCs allow is answered", .timeLimit(.minutes(5)))
struct MessageTests {
  /// That the second request is answered shows that the first was measured rightly.
  @Test(arguments: targets + fields + bodies + methods)
  func `it is answered, and so is the next request`(_ accepted: AcceptedCase) async throws {
    try await TestServer.run { server in
      let next = "GET / HTTP/1.1\r\nHost: next\r\n\r\n"
      let (answers, _) = try await server.answers(accepted.bytes + next, count: 2)

      #expect(answers.map(\.status) == [accepted.status, 200])
      if let body = accepted.body { #expect(answers.first?.text == body) }
      #expect(answers.last?.text == "hej")
    }
  }

  static let targets: [AcceptedCase] = [
    .init("9112 §2.2", "an empty line before the request", "\r\n" + get("/")),
    .init("9112 §3.2.1", "origin form", get("/seen"), body: "http a 127.0.0.1"),
    .init("9112 §3.2.1", "origin form with a query", get("/?a=1&b=%20+")),
    .init("9112 §3.2.2", "absolute form", get("http://a/")),
    .init(
      "9112 §3.2.2", "absolute form wins over Host", get("http://b:81/seen"),
      body: "http b:81 127.0.0.1"),
    .init("9112 §3.2.2", "absolute form without a path", get("http://a")),
    .init("9112 §3.2.2", "absolute form with a query and no path", get("http://a?x=1")),
    .init("9110 §4.2.3", "a scheme in capitals", get("HTTP://a/")),
    .init("9112 §3.2.4", "asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 204),
    .init(
      "9112 §3.2.4", "OPTIONS for a server by its address",
      "OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", 204),
    .init("9112 §3", "a target of 8 KiB", get("/?" + String(repeating: "a", count: 8190))),
    .init("9110 §2.5", "a minor version from the future", "GET / HTTP/1.7\r\nHost: a\r\n\r\n"),
    .init(
      "9110 §7.2", "a Host with a port", "GET /seen HTTP/1.1\r\nHost: a.example:8080\r\n\r\n",
      body: "http a.example:8080 127.0.0.1"),
    .init(
      "9110 §7.2", "a Host with IPv4 inside IPv6",
      "GET / HTTP/1.1\r\nHost: [::ffff:1.2.3.4]\r\n\r\n"),
    .init(
      "9110 §7.2", "a Host with an IPv6 address", "GET /seen HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
      body: "http [::1]:80 127.0.0.1"),
  ]

  static let fields: [AcceptedCase] = [
    .init(
      "9110 §5.1", "field names in any case", "GET /seen HTTP/1.1\r\nhOsT: a\r\n\r\n",
      body: "http a 127.0.0.1"),
    .init(
      "9112 §5", "blanks around a value", "GET /seen HTTP/1.1\r\nHost: \t a \t\r\n\r\n",
      body: "http a 127.0.0.1"),
    .init("9112 §5", "no blank before a value", "GET / HTTP/1.1\r\nHost:a\r\n\r\n"),
    .init("9110 §5.5", "an empty value", get("/", "X:")),
    .init("9110 §5.5", "letters beyond ASCII in a value", get("/", "X: åäö")),
    .init("9110 §5.3", "a field that stands there twice", get("/", "X: a\r\nX: b")),
    .init(
      "6585 §5", "100 fields", get("/", (1...99).map { "X\($0): a" }.joined(separator: "\r\n"))),
    .init(
      "9110 §7.8", "an upgrade is not taken up",
      get("/", "Connection: Upgrade\r\nUpgrade: websocket")),
    .init("9110 §14.2", "a range is not cut out", get("/", "Range: bytes=0-0"), body: "hej"),
    .init(
      "9112 §7.4", "TE is not needed", get("/", "TE: trailers, deflate;q=0.5\r\nConnection: TE")),
    .init(
      "9110 §13.1.3", "a condition on a date nobody has",
      get("/", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"), body: "hej"),
  ]

  static let bodies: [AcceptedCase] = [
    .init("9112 §6.2", "a length", post("Content-Length: 5", "abcde"), body: "abcde"),
    .init("9112 §6.3", "no length means no body", post("X: a", ""), body: ""),
    .init("9110 §8.6", "leading zeros", post("Content-Length: 0003", "abc"), body: "abc"),
    .init(
      "9112 §7.1", "chunks", post("Transfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
      body: "abcde"),
    .init(
      "9112 §7", "the coding's name in any case",
      post("transfer-encoding: CHUNKED", "1\r\na\r\n0\r\n\r\n"), body: "a"),
    .init(
      "9112 §7.1", "sizes in capitals and with zeros",
      post("Transfer-Encoding: chunked", "00A\r\n0123456789\r\n000\r\n\r\n"), body: "0123456789"),
    .init("9112 §7.1", "no data", post("Transfer-Encoding: chunked", "0\r\n\r\n"), body: ""),
    .init(
      "9112 §7.1.1", "extensions are ignored",
      post("Transfer-Encoding: chunked", "1;a;b=c;d=\"e f\"\r\na\r\n0;z\r\n\r\n"), body: "a"),
    .init(
      "9110 §5.6.3", "blanks before an extension",
      post("Transfer-Encoding: chunked", "1 \t;a\r\na\r\n0\r\n\r\n"), body: "a"),
    .init(
      "9112 §7.1.2", "trailers are dropped",
      post("Transfer-Encoding: chunked", "1\r\na\r\n0\r\nContent-Length: 9\r\nX: b\r\n\r\n"),
      body: "a"),
    .init(
      "9112 §7.1", "CRLF and digits as data",
      post("Transfer-Encoding: chunked", "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"), body: "\r\n0\r\n\r\n"),
    .init(
      "9110 §8.4", "the coding identity",
      post("Content-Encoding: identity\r\nContent-Length: 1", "a"), body: "a"),
  ]

  static let methods: [AcceptedCase] = [
    .init("9110 §9.1", "a method nobody knows", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    .init(
      "9110 §9.1", "methods in small letters are others", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    .init("9110 §9.3.8", "TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    .init(
      "9110 §15.5.6", "a method this address does not take", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n",
      405),
    .init("9110 §15.5.5", "an address without a route", get("/nowhere"), 404),
    .init("9110 §9.3.7", "OPTIONS", "OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n", 204),
    .init(
      "9110 §15.3.5", "204 has no content", "DELETE /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 204,
      body: ""),
  ]

  private static func get(_ target: String, _ field: String = "X: a") -> String {
    "GET \(target) HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n"
  }

  private static func post(_ fields: String, _ body: String) -> String {
    "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
  }
}
