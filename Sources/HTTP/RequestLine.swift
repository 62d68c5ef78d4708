/// `method SP request-target SP HTTP-version`, each space exactly one (RFC 9112 §3).
struct RequestLine: Sendable {
  static let methodBytesMax = 32
  static let targetBytesMax = 8 * 1024

  let method: String
  let target: String
  let minorVersion: Int

  /// - Parameter line: without its CRLF, its beginning checked.
  init(_ line: ArraySlice<UInt8>) throws(Refusal) {
    let parts = line.split(separator: .space, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty else { throw .requestLine }
    guard parts[0].allSatisfy(\.isToken) else { throw .requestLine }
    minorVersion = try Self.minorVersion(parts[2])
    guard parts[1].allSatisfy(\.isTarget) else { throw .target }
    method = String(decoding: parts[0], as: UTF8.self)
    target = String(decoding: parts[1], as: UTF8.self)
  }

  /// Refuses early what no continuation can mend: another protocol, a method or a target without end.
  static func check(beginning line: ArraySlice<UInt8>) throws(Refusal) {
    let method = line.prefix(methodBytesMax + 1).prefix { $0.isToken }
    guard method.count <= methodBytesMax else { throw .methodUnknown }
    guard let separator = line.dropFirst(method.count).first else { return }
    // A lone CR may be the first half of an empty line's CRLF.
    let isEmptyLine = method.isEmpty && separator == .carriageReturn
    guard separator == .space || isEmptyLine else { throw .requestLine }
    let rest = line.dropFirst(method.count + 1)
    guard rest.count > targetBytesMax else { return }
    guard rest.prefix(targetBytesMax + 1).contains(.space) else { throw .targetTooLong }
  }

  /// `HTTP/` and two digits with a dot between, in capitals (RFC 9112 §2.3).
  private static func minorVersion(_ version: ArraySlice<UInt8>) throws(Refusal) -> Int {
    let bytes = Array(version)
    guard bytes.count == 8, bytes.starts(with: "HTTP/".utf8), bytes[6] == UInt8(ascii: "."),
      bytes[5].isDigit, bytes[7].isDigit
    else { throw .requestLine }
    guard bytes[5] == UInt8(ascii: "1") else { throw .version }
    return bytes[7] == UInt8(ascii: "0") ? 0 : 1
  }
}
