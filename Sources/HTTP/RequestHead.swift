/// Everything before the body, checked. Made by `RequestParser` only.
package struct RequestHead: Sendable {
  package let method: String
  let target: Target
  /// 0 or 1: a higher minor version is answered as 1.1 (RFC 9110 §2.5).
  let minorVersion: Int
  package let headers: Headers
  /// Nil only in HTTP/1.0.
  let host: Host?
  package let framing: Framing

  /// How the end of the body is found (RFC 9112 §6.3).
  package enum Framing: Equatable, Sendable {
    case length(Int)
    case chunked
  }

  /// Nil for a method nobody here knows.
  var knownMethod: Method? { Method(rawValue: method) }

  var hasBody: Bool { framing != .length(0) }

  /// Whether the peer wants another exchange on this connection (RFC 9112 §9.3). HTTP/1.0 connections
  /// are never kept: its `keep-alive` is optional and goes wrong behind old proxies.
  var keepsAlive: Bool { minorVersion == 1 && !headers.lists("close", in: "Connection") }

  /// Whether the peer holds the body back until it is told to go on (RFC 9110 §10.1.1).
  var awaitsContinue: Bool {
    minorVersion == 1 && hasBody && headers.lists("100-continue", in: "Expect")
  }

  init(
    method: String, target: String, minorVersion: Int, headers: Headers
  ) throws(Refusal) {
    guard let target = Target(target, method: method) else {
      // CONNECT has a target of its own form (RFC 9112 §3.2.3), and nothing to connect to here.
      throw method == "CONNECT" ? .methodUnknown : .target
    }
    self.method = method
    self.target = target
    self.minorVersion = minorVersion
    self.headers = headers
    let host = try Self.host(in: headers, minorVersion: minorVersion)
    self.host = target.host ?? host
    self.framing = try Self.framing(in: headers, minorVersion: minorVersion)
    try checkExpectation()
    try checkContentCoding()
  }

  /// RFC 9112 §3.2: exactly one valid Host in HTTP/1.1, at most one in HTTP/1.0.
  private static func host(in headers: Headers, minorVersion: Int) throws(Refusal) -> Host? {
    let values = headers.all("Host")
    guard values.count <= 1 else { throw .hostRepeated }
    guard let value = values.first else {
      if minorVersion == 0 { return nil }
      throw .hostMissing
    }
    guard let host = Host(value) else { throw .hostInvalid }
    return host
  }

  /// RFC 9112 §6.1–§6.3. Whatever two readers could measure differently is refused.
  private static func framing(in headers: Headers, minorVersion: Int) throws(Refusal) -> Framing {
    let lengths = headers.all("Content-Length")
    let codings = headers.all("Transfer-Encoding")
    if !codings.isEmpty {
      guard minorVersion > 0 else { throw .codingInOldVersion }
      guard lengths.isEmpty else { throw .lengthBesideCoding }
      return try chunked(codings)
    }
    guard lengths.count <= 1 else { throw .lengthRepeated }
    guard let length = lengths.first else { return .length(0) }
    return .length(try number(length))
  }

  private static func chunked(_ codings: [String]) throws(Refusal) -> Framing {
    let names = codings.joined(separator: ",").split(
      separator: ",", omittingEmptySubsequences: false
    )
    .map { $0.trimmingBlanks() }
    let isChunked = names.map { $0.equalsIgnoringCase("chunked") }
    guard isChunked.last == true else { throw .codingInvalid }
    if names.count == 1 { return .chunked }
    guard !isChunked.dropLast().contains(true), !names.contains("") else { throw .codingInvalid }
    throw .codingUnknown
  }

  private static func number(_ text: String) throws(Refusal) -> Int {
    guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit) else { throw .lengthInvalid }
    // A number too large for Int is too large for any route, and is refused as that.
    return Int(text) ?? .max
  }

  private func checkExpectation() throws(Refusal) {
    // In HTTP/1.0 the field is ignored (RFC 9110 §10.1.1).
    guard minorVersion == 1 else { return }
    let expectations = headers.list("Expect")
    guard expectations.allSatisfy({ $0.equalsIgnoringCase("100-continue") }) else {
      throw .expectation
    }
  }

  /// A body read without undoing its coding would be taken for something else (RFC 9110 §8.4).
  private func checkContentCoding() throws(Refusal) {
    let codings = headers.list("Content-Encoding")
    guard codings.allSatisfy({ $0.equalsIgnoringCase("identity") }) else { throw .contentCoding }
  }
}
