/// How one response is put on the wire: the head, and how its body is framed (RFC 9112 §6, §7.1).
struct Transmission {
  enum Framing: Equatable {
    /// The head says it all: HEAD, 204, 304.
    case none
    case length
    case chunked
    /// HTTP/1.0 knows no chunks; the connection's end is the body's (RFC 9112 §6.3, rule 8).
    case untilClose
  }

  let head: [UInt8]
  let framing: Framing

  /// - Parameters:
  ///   - closes: whether this is the last answer on the connection, which is then announced
  ///     (RFC 9112 §9.6).
  ///   - date: the value of `Date` (RFC 9110 §6.6.1).
  init(_ response: Response, isHead: Bool, minorVersion: Int, closes: Bool, date: String) {
    framing = Self.framing(of: response, isHead: isHead, minorVersion: minorVersion)
    var head: [UInt8] = []
    head.reserveCapacity(256)
    head += "HTTP/1.1 \(response.status.code) \(response.status.phrase)\r\nDate: \(date)\r\n".utf8
    for field in response.headers.fields { field.append(to: &head) }
    switch response.body {
    case .bytes(let bytes) where !response.status.isBodiless:
      head += "Content-Length: \(bytes.count)\r\n".utf8
    case .stream where framing == .chunked: head += "Transfer-Encoding: chunked\r\n".utf8
    default: break
    }
    if closes || framing == .untilClose { head += "Connection: close\r\n".utf8 }
    head += "\r\n".utf8
    self.head = head
  }

  private static func framing(
    of response: Response, isHead: Bool, minorVersion: Int
  ) -> Framing {
    if isHead || response.status.isBodiless { return .none }
    if case .bytes = response.body { return .length }
    return minorVersion == 0 ? .untilClose : .chunked
  }

  /// A piece of a streamed body with its framing.
  func frame(_ bytes: [UInt8]) -> [UInt8] {
    // An empty chunk would end the body.
    guard framing == .chunked, !bytes.isEmpty else { return framing == .none ? [] : bytes }
    return Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [
      .carriageReturn, .lineFeed,
    ]
  }

  /// What follows the last piece.
  var end: [UInt8] { framing == .chunked ? Array("0\r\n\r\n".utf8) : [] }
}
