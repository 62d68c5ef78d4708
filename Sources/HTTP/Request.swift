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
  /// The decoded values of the route pattern's `{names}`.
  public internal(set) var parameters: [String: String] = [:]

  /// For calling a `Router` without a connection. Nil when the target is not one.
  public init?(
    _ method: Method, _ target: String, headers: Headers = [:], body: [UInt8] = [],
    client: String = "127.0.0.1"
  ) {
    guard let target = Target(target, method: method.rawValue) else { return nil }
    let host = target.host?.text ?? headers["Host"] ?? ""
    let origin = Origin(client: client, scheme: "http", host: host)
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
  }

  /// The fields of a submitted form; nil when the body is none.
  public var form: Query? {
    let type = headers["Content-Type"]?.prefix { $0 != ";" }.trimmingBlanks() ?? ""
    guard type.equalsIgnoringCase("application/x-www-form-urlencoded") else { return nil }
    guard let text = String(validating: body, as: UTF8.self) else { return nil }
    return Query(text[...])
  }

  /// Whether the client already holds the representation with this entity tag, so that making it again
  /// can be spared: answer `Response(.notModified)` with the tag then.
  public func holds(etag: String) -> Bool {
    headers.all("If-None-Match").contains { EntityTags($0).contain(etag) }
  }
}
