import HTTP
import Testing

/// A request that is refused: what is sent, what is answered, and the rule.
struct RefusedCase: Sendable, CustomTestStringConvertible {
  let section: String
  let what: String
  let status: Int
  let bytes: String

  init(_ section: String, _ what: String, _ status: Int, _ bytes: String) {
    self.section = section
    self.what = what
    self.status = status
    self.bytes = bytes
  }

  var testDescription: String { "RFC \(section): \(what) → \(status)" }
}

/// Each request is followed by a second one. Whoever measured the first differently would answer both.
@Suite("What two readers could read differently is refused", .timeLimit(.minutes(5)))
struct SmugglingTests {
  static let second = "GET / HTTP/1.1\r\nHost: second\r\n\r\n"

  @Test(arguments: requestLines + fields + hosts + lengths + codings + chunks + sizes)
  func `it is refused once, as a problem, and the connection ends`(_ refused: RefusedCase)
    async throws
  {
    try await TestServer.run { server in
      let (answers, closed) = try await server.answers(refused.bytes + Self.second)

      #expect(answers.map(\.status) == [refused.status])
      #expect(answers.first?.closes == true)
      #expect(answers.first?.headers["content-type"] == "application/problem+json")
      #expect(answers.first?.headers["cache-control"] == "no-store")
      #expect(closed)
    }
  }

  static let requestLines: [RefusedCase] = [
    .init("9112 §3", "two spaces after the method", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "two spaces before the version", 400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "a space after the version", 400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
    .init("9112 §3", "a space before the method", 400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "a tab as separator", 400, "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "a space in the target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "no target", 400, "GET HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "no version, as in HTTP/0.9", 400, "GET /\r\n\r\n"),
    .init("9112 §3.1", "a method that is no token", 400, "G{T / HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3.1", "NUL in the method", 400, "GE\0T / HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "9112 §3.2", "a control character in the target", 400,
      "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3.2", "a fragment in the target", 400, "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "9112 §3.2", "a letter beyond ASCII in the target", 400, "GET /å HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3.2", "a backslash in the target", 400, "GET /\\ HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3.2.1", "a target in no form", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "9112 §3.2.2", "an absolute target of another scheme", 400,
      "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3.2.4", "an asterisk without OPTIONS", 400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "9110 §4.2.1", "an absolute target without a host", 400,
      "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "9110 §4.2.4", "user information in the target", 400,
      "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9110 §9.3.6", "CONNECT", 501, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "9112 §3", "a method longer than any", 501,
      String(repeating: "M", count: 33) + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §2.3", "a version in small letters", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §2.3", "a version without its dot", 400, "GET / HTTP/11\r\nHost: a\r\n\r\n"),
    .init("9112 §2.3", "a version of two digits", 400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
    .init(
      "9110 §15.6.6", "a major version from the future", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
    .init("9110 §15.6.6", "the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    .init(
      "3986 §2.1", "a percent sign without digits", 400, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("3986 §2.1", "a percent sign at the end", 400, "GET /?a=% HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init(
      "3986 §2.1", "escaped bytes that are not UTF-8", 400, "GET /%FF HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("3986 §5.2.4", "a step up", 400, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("3986 §5.2.4", "an escaped step up", 400, "GET /a/%2E%2e/b HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("3986 §3.3", "an escaped slash", 400, "GET /a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("3986 §7.3", "an escaped NUL", 400, "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
  ]

  static let fields: [RefusedCase] = [
    .init("9112 §2.2", "a bare LF after the request line", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
    .init("9112 §2.2", "a bare LF after a field", 400, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
    .init("9112 §2.2", "a bare LF as the empty line", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
    .init("9112 §2.2", "a bare CR in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
    .init("9112 §2.2", "a bare CR in the request line", 400, "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §2.2", "CR CR LF", 400, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"),
    .init(
      "9112 §2.2", "white space before the first field", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    .init(
      "9112 §2.2", "only empty lines", 400,
      "\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §5.1", "a space before the colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
    .init(
      "9112 §5.1", "a tab before the colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nX\t: a\r\n\r\n"),
    .init("9112 §5", "a field without a colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
    .init("9112 §5", "a field without a name", 400, "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n"),
    .init(
      "9110 §5.1", "a name that is no token", 400, "GET / HTTP/1.1\r\nHost: a\r\nX(: a\r\n\r\n"),
    .init("9110 §5.1", "a name beyond ASCII", 400, "GET / HTTP/1.1\r\nHost: a\r\nÅ: a\r\n\r\n"),
    .init("9110 §5.5", "NUL in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
    .init("9110 §5.5", "DEL in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n"),
    .init("9112 §5.2", "a folded line", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
    .init(
      "9112 §5.2", "a folded line with a tab", 400,
      "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n"),
    .init(
      "9110 §8.4", "a compressed body", 415,
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"),
    .init(
      "9110 §10.1.1", "another expectation", 417,
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\na"),
  ]

  static let hosts: [RefusedCase] = [
    .init("9112 §3.2", "no Host", 400, "GET / HTTP/1.1\r\n\r\n"),
    .init("9112 §3.2", "no Host beside an absolute target", 400, "GET http://a/ HTTP/1.1\r\n\r\n"),
    .init("9112 §3.2", "two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    .init("9112 §3.2", "two equal Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
    .init(
      "9112 §3.2", "two Hosts in HTTP/1.0", 400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
    .init("9112 §3.2", "an empty Host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    .init("9112 §3.2", "a path in Host", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    .init("9112 §3.2", "user information in Host", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
    .init("9112 §3.2", "a blank in Host", 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    .init("9112 §3.2", "a port that is no number", 400, "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
    .init(
      "9112 §3.2", "a port that does not exist", 400, "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
    .init(
      "9112 §3.2", "two gaps in an IPv6 address", 400, "GET / HTTP/1.1\r\nHost: [1::2::3]\r\n\r\n"),
    .init("9112 §3.2", "IPv4 in brackets", 400, "GET / HTTP/1.1\r\nHost: [1.2.3.4]\r\n\r\n"),
    .init("9112 §3.2", "half an IPv6 address", 400, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
    .init(
      "9112 §3.2.2", "a bad Host beside an absolute target", 400,
      "GET http://a/ HTTP/1.1\r\nHost: @\r\n\r\n"),
  ]

  static let lengths: [RefusedCase] = [
    .init("9112 §6.3", "two lengths", 400, post("Content-Length: 3\r\nContent-Length: 4", "abc")),
    .init(
      "9112 §6.3", "two equal lengths", 400, post("Content-Length: 3\r\nContent-Length: 3", "abc")),
    .init("9112 §6.3", "a list of lengths", 400, post("Content-Length: 3, 3", "abc")),
    .init("9112 §6.3", "an empty length", 400, post("Content-Length:", "")),
    .init("9112 §6.3", "a length with a sign", 400, post("Content-Length: +3", "abc")),
    .init("9112 §6.3", "a negative length", 400, post("Content-Length: -3", "abc")),
    .init("9112 §6.3", "a hexadecimal length", 400, post("Content-Length: 0x3", "abc")),
    .init("9112 §6.3", "a length with a fraction", 400, post("Content-Length: 3.0", "abc")),
    .init("9112 §6.3", "digits that are not ASCII", 400, post("Content-Length: ٣", "abc")),
    .init(
      "9110 §8.6", "a length larger than any number", 413,
      post("Content-Length: 99999999999999999999999", "abc")),
    .init(
      "9110 §15.5.14", "a length above the route's limit", 413, post("Content-Length: 65537", "abc")
    ),
    .init(
      "9110 §15.5.14", "a body where none is taken", 413,
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"),
  ]

  static let codings: [RefusedCase] = [
    .init(
      "9112 §6.1", "a length beside a coding", 400,
      post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
    .init(
      "9112 §6.1", "a coding beside a length", 400,
      post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n")),
    .init(
      "9112 §6.1", "chunked in HTTP/1.0", 400,
      "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    .init(
      "9112 §6.1", "a coding nobody knows before chunked", 501,
      post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
    .init(
      "9112 §6.1", "chunked twice", 400, post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
    .init(
      "9112 §6.1", "chunked twice on two lines", 400,
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
    .init(
      "9112 §6.3", "chunked not last", 400, post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n")),
    .init(
      "9112 §6.3", "another coding alone", 400, post("Transfer-Encoding: identity", "0\r\n\r\n")),
    .init("9112 §6.3", "an empty coding", 400, post("Transfer-Encoding:", "0\r\n\r\n")),
    .init("9112 §6.3", "an empty member", 400, post("Transfer-Encoding: , chunked", "0\r\n\r\n")),
    .init(
      "9112 §7", "a parameter on chunked", 400, post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n")),
    .init("9112 §7", "almost chunked", 400, post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
    .init(
      "9112 §6.1", "chunked behind a control character", 400,
      post("Transfer-Encoding: \u{B}chunked", "0\r\n\r\n")),
  ]

  static let chunks: [RefusedCase] = [
    .init("9112 §7.1", "a size that is no number", 400, chunked("g\r\n")),
    .init("9112 §7.1", "no size", 400, chunked("\r\n")),
    .init("9112 §7.1", "a size with a sign", 400, chunked("-1\r\n")),
    .init("9112 §7.1", "a size with 0x", 400, chunked("0x3\r\nabc\r\n0\r\n\r\n")),
    .init("9112 §7.1", "a blank before the size", 400, chunked(" 3\r\nabc\r\n0\r\n\r\n")),
    .init("9112 §7.1", "a blank after the size", 400, chunked("3 \r\nabc\r\n0\r\n\r\n")),
    .init("9112 §7.1", "a bare LF after the size", 400, chunked("3\nabc\r\n0\r\n\r\n")),
    .init("9112 §7.1", "a bare CR after the size", 400, chunked("3\rabc\r\n0\r\n\r\n")),
    .init("9112 §7.1", "data longer than its size", 400, chunked("3\r\nabcd\r\n0\r\n\r\n")),
    .init("9112 §7.1", "data shorter than its size", 400, chunked("4\r\nabc\r\n0\r\n\r\n")),
    .init("9112 §7.1", "a bare LF after the data", 400, chunked("3\r\nabc\n0\r\n\r\n")),
    .init(
      "9112 §7.1", "size digits without end", 400,
      chunked(String(repeating: "0", count: 17) + "\r\n")),
    .init("9112 §7.1", "a size that would overflow", 413, chunked("FFFFFFFFFFFFFFFF\r\n")),
    .init("9112 §7.1.1", "a bare LF in an extension", 400, chunked("3;a\nabc\r\n0\r\n\r\n")),
    .init(
      "9112 §7.1.1", "a control character in an extension", 400,
      chunked("3;a\u{1}\r\nabc\r\n0\r\n\r\n")),
    .init(
      "9112 §7.1.1", "an extension without end", 400,
      chunked("3;" + String(repeating: "a", count: 5000) + "\r\n")),
    .init("9112 §7.1.2", "a trailer without a colon", 400, chunked("0\r\nX\r\n\r\n")),
    .init("9112 §7.1.2", "a folded trailer", 400, chunked("0\r\nX: a\r\n b\r\n\r\n")),
    .init("9112 §7.1.2", "a bare LF in the trailers", 400, chunked("0\r\nX: a\n\r\n")),
    .init(
      "9112 §7.1.2", "trailers without end", 431,
      chunked("0\r\nX: " + String(repeating: "a", count: 5000))),
    .init("9110 §15.5.14", "chunks above the route's limit", 413, chunked("10001\r\n")),
  ]

  static let sizes: [RefusedCase] = [
    .init(
      "9112 §3", "a target of more than 8 KiB", 414,
      "GET /\(String(repeating: "a", count: 8192)) HTTP/1.1\r\nHost: a\r\n\r\n"),
    .init("9112 §3", "a target without end", 414, "GET /" + String(repeating: "a", count: 20_000)),
    .init(
      "9110 §15.5.15", "fields of more than 16 KiB", 431,
      "GET / HTTP/1.1\r\nHost: a\r\n"
        + String(repeating: "X: \(String(repeating: "a", count: 1000))\r\n", count: 17) + "\r\n"),
    .init(
      "6585 §5", "a field without end", 431,
      "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 20_000)),
    .init(
      "6585 §5", "more than 100 fields", 431,
      "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: 100) + "\r\n"),
  ]

  private static func post(_ fields: String, _ body: String) -> String {
    "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
  }

  private static func chunked(_ body: String) -> String {
    post("Transfer-Encoding: chunked", body)
  }
}
