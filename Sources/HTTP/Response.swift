/// What a route answers. `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are the
/// connection's own and ignored here.
public struct Response: Sendable {
  public enum Body: Sendable {
    case bytes([UInt8])
    /// Called after the head is decided. To throw in the middle cuts the connection, so that the peer
    /// cannot take half an answer for a whole one (RFC 9112 §8).
    case stream(@Sendable (BodyWriter) async throws -> Void)
  }

  public var status: Status
  public var headers: Headers
  public var body: Body

  public init(_ status: Status, headers: Headers = [:], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// - Parameter type: the media type, for example `text/csv; charset=utf-8`.
  public init(_ status: Status, type: String, _ bytes: [UInt8]) {
    self.init(status, headers: ["Content-Type": type], body: .bytes(bytes))
  }
}

extension Response {
  /// The same answer, or 304 when the request's `If-None-Match` names its `ETag` (RFC 9110 §15.4.5).
  func revalidated(for request: Request) -> Response {
    guard status == .ok, request.method == .get || request.method == .head,
      let etag = headers["ETag"], request.holds(etag: etag)
    else { return self }
    var answer = Response(.notModified)
    for field in headers.fields where Self.isKeptIn304(field.name) { answer.headers.add(field) }
    return answer
  }

  private static func isKeptIn304(_ name: String) -> Bool {
    ["Cache-Control", "Content-Location", "ETag", "Expires", "Vary", "Set-Cookie"]
      .contains { $0.equalsIgnoringCase(name) }
  }
}
