/// The authority a request names: what stands in `Host` or in an absolute target, without user
/// information (RFC 9110 §7.2, RFC 3986 §3.2).
struct Host: Equatable, Sendable {
  let text: String

  /// Nil unless it is `uri-host [":" port]` with a host that is not empty (RFC 9110 §4.2.1) and a port
  /// that exists.
  init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    let end: Int
    if bytes.first == UInt8(ascii: "[") {
      guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let address = bytes[1..<close]
      guard address.contains(UInt8(ascii: ":")) else { return nil }
      guard Address(String(decoding: address, as: UTF8.self)) != nil else { return nil }
      end = close + 1
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      guard end > 0, bytes[..<end].allSatisfy(\.isHostName) else { return nil }
      guard PercentEncoding.decode(Substring(text).utf8) != nil else { return nil }
    }
    guard Self.isPort(bytes[end...]) else { return nil }
    self.text = String(text)
  }

  private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    let digits = bytes.dropFirst()
    guard first == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy(\.isDigit) else {
      return false
    }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
  }
}
