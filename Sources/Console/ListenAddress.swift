/// Where a server listens, as a person writes it: `127.0.0.1:8700`, `[::1]:0`. Port 0 takes any free one.
public struct ListenAddress: Equatable, Sendable {
  public let host: String
  public let port: UInt16

  public init(_ text: String) throws(UsageError) {
    guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
      let port = UInt16(text[text.index(after: colon)...])
    else { throw .notAListenAddress(text) }
    var host = text[..<colon]
    if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { throw .notAListenAddress(text) }
    self.host = String(host)
    self.port = port
  }
}
