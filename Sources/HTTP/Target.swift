/// A request target in one of the forms this server answers (RFC 9112 §3.2).
struct Target: Sendable {
  /// As sent, without the query: `/branches/Karlstad%20C`, or `*`.
  let path: String
  /// The decoded parts between the slashes; empty for `*` and for `/`.
  let segments: [String]
  let query: Query
  /// The authority of an absolute-form target, which wins over `Host` (RFC 9112 §3.2.2).
  let host: Host?

  /// Nil for what is in no form, and for paths that could be read as something else further on:
  /// `.` and `..`, encoded slashes, backslashes and control characters.
  init?(_ text: String, method: String) {
    guard text.utf8.allSatisfy(\.isTarget) else { return nil }
    var rest = text[...]
    var host: Host?
    if text.utf8.first != UInt8(ascii: "/") && text != "*" {
      guard let absolute = Self.splitAbsolute(text) else { return nil }
      host = absolute.host
      rest = absolute.rest
    }
    // The asterisk is for OPTIONS alone, and an absolute target with an empty path then means it
    // (RFC 9112 §3.2.4).
    let asksServer = method == Method.options.rawValue && (rest == "*" || rest.isEmpty)
    if asksServer {
      self.init(path: "*", segments: [], query: Query(), host: host)
      return
    }
    let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?"))
    let path = rest[..<(mark ?? rest.endIndex)]
    guard let segments = Self.segments(of: path.utf8) else { return nil }
    guard let query = mark.map({ Query(rest[$0...].dropFirst()) }) ?? Query() else { return nil }
    self.init(path: path.isEmpty ? "/" : String(path), segments: segments, query: query, host: host)
  }

  private init(path: String, segments: [String], query: Query, host: Host?) {
    self.path = path
    self.segments = segments
    self.query = query
    self.host = host
  }

  /// The scheme is compared without regard to case (RFC 9110 §4.2.3). User information is refused
  /// (RFC 9110 §4.2.4): no `Host` has an `@`.
  private static func splitAbsolute(_ text: String) -> (host: Host, rest: Substring)? {
    for scheme in ["http://", "https://"] where text.prefix(scheme.count).equalsIgnoringCase(scheme)
    {
      let afterScheme = text.dropFirst(scheme.count)
      let end = afterScheme.firstIndex { $0 == "/" || $0 == "?" } ?? afterScheme.endIndex
      guard let host = Host(afterScheme[..<end]) else { return nil }
      return (host, afterScheme[end...])
    }
    return nil
  }

  private static func segments(of path: Substring.UTF8View) -> [String]? {
    guard let first = path.first else { return [] }
    guard first == UInt8(ascii: "/") else { return nil }
    guard path.count > 1 else { return [] }
    var segments: [String] = []
    let parts = path.dropFirst()
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for part in parts {
      guard let segment = PercentEncoding.decode(part) else { return nil }
      guard segment != ".", segment != "..", segment.utf8.allSatisfy(isInSegment) else {
        return nil
      }
      segments.append(segment)
    }
    return segments
  }

  private static func isInSegment(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\")
  }
}
