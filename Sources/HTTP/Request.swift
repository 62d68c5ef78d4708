/// A whole request as a route sees it: framing, limits and percent-encoding are behind it.
public struct Request: Sendable {
  public let method: Method
  /// As sent, still encoded and without the query, for example `/scopes/1780/sync`.
  public let path: String
  /// The decoded parts of the path.
  public let segments: [String]
  public let query: Query
  public let headers: Headers
  public let body: [UInt8]
  /// The authority the client addressed, for example `bokfink.example:8443`. Empty only in HTTP/1.0.
  public let host: String
  /// `http`, or what a trusted proxy said.
  public let scheme: String
  /// The client's IP address; behind a trusted proxy, what the proxy said.
  public let client: String
  /// What one customer of a network provider has for itself: the client's IPv4 address, or the /64 of its IPv6
  /// address. Limits count by this.
  public let network: String
  /// Whether the other end of the connection is a trusted proxy, so that a field only a proxy may set can be believed.
  public let cameThroughProxy: Bool
  /// The decoded values of the route pattern's `{names}`.
  public internal(set) var parameters: [String: String] = [:]

  /// For calling a `Router` without a connection. Nil when the target is not one.
  public init?(
    _ method: Method, _ target: String, headers: Headers = [:], body: [UInt8] = [],
    client: String = "127.0.0.1", cameThroughProxy: Bool = false
  ) {
    guard let target = Target(target, method: method.rawValue) else { return nil }
    let host = target.host?.text ?? headers["Host"] ?? ""
    let origin = Origin(
      client: client, scheme: "http", host: host, cameThroughProxy: cameThroughProxy)
    self.init(method, target, headers: headers, body: body, origin: origin)
  }

  init(
    _ method: Method, _ target: Target, headers: Headers, body: [UInt8], origin: Origin
  ) {
    self.method = method
    self.path = target.path
    self.segments = target.segments
    self.query = target.query
    self.headers = headers
    self.body = body
    self.host = origin.host
    self.scheme = origin.scheme
    self.client = origin.client
    self.network = Address(origin.client)?.network ?? origin.client
    self.cameThroughProxy = origin.cameThroughProxy
  }

  /// The fields of a submitted form; nil when the body is none.
  public var form: Query? {
    let type = headers["Content-Type"]?.prefix { $0 != ";" }.trimmingBlanks() ?? ""
    guard type.equalsIgnoringCase("application/x-www-form-urlencoded") else { return nil }
    guard let text = String(validating: body, as: UTF8.self) else { return nil }
    return Query(text[...])
  }

  /// The value of a cookie (RFC 6265 §5.4); nil when there is none of that name, or several: whichever was
  /// meant, one of them is somebody else's.
  public func cookie(_ name: String) -> String? {
    let values = headers.all("Cookie").flatMap { $0.split(separator: ";") }.compactMap { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return halves.count == 2 && halves[0].trimmingBlanks().utf8.elementsEqual(name.utf8)
        ? halves[1].trimmingBlanks() : nil
    }
    return values.count == 1 ? values[0] : nil
  }

  /// Whether the client already holds the representation with this entity tag, so that making it again
  /// can be spared: answer `Response(.notModified)` with the tag then.
  public func holds(etag: String) -> Bool {
    headers.all("If-None-Match").contains { EntityTags($0).contain(etag) }
  }
}
