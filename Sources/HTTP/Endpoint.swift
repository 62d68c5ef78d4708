import Foundation

/// Where a plain request goes, and how it is addressed there.
struct Endpoint: Hashable, Sendable {
  let host: String
  let port: UInt16

  /// Nil unless the address names a host.
  init?(_ url: URL) {
    guard let host = url.host(percentEncoded: false), !host.isEmpty else { return nil }
    guard let port = UInt16(exactly: url.port ?? 80), port > 0 else { return nil }
    self.host = host.trimmingCharacters(in: ["[", "]"])
    self.port = port
  }

  /// The value of `Host` (RFC 9110 §7.2).
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 80 ? name : "\(name):\(port)"
  }
}

extension Client.Request {
  /// The request as it is sent (RFC 9112 §3, §6.2), or nil when the address has no lawful target.
  func bytes(to endpoint: Endpoint) -> [UInt8]? {
    guard let components = URLComponents(url: url, resolvingAgainstBaseURL: true) else {
      return nil
    }
    var target = components.percentEncodedPath.isEmpty ? "/" : components.percentEncodedPath
    if let query = components.percentEncodedQuery { target += "?\(query)" }
    guard target.utf8.allSatisfy(\.isTarget), Host(endpoint.authority) != nil else { return nil }
    var bytes = Array(
      "\(method.rawValue) \(target) HTTP/1.1\r\nHost: \(endpoint.authority)\r\n".utf8)
    for field in headers.fields where !field.name.equalsIgnoringCase("Host") {
      field.append(to: &bytes)
    }
    if !body.isEmpty || [.post, .put, .patch].contains(method) {
      bytes += "Content-Length: \(body.count)\r\n".utf8
    }
    bytes += "\r\n".utf8
    return bytes + body
  }
}
