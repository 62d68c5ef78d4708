/// The name under which somebody signs in, for example `anna.lind` or `anna.lind@karlstad.se`.
public struct Alias: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String

  /// - Parameter text: 2–64 letters `a–z`, digits, and `.`, `_`, `-`, `@`, beginning with a letter or a digit. Capitals
  ///   are taken for small letters. Anything else returns nil.
  public init?(_ text: String) {
    let bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard (2...64).contains(bytes.count), bytes.allSatisfy(Self.isAllowed),
      let first = bytes.first, !".-_@".utf8.contains(first)
    else { return nil }
    self.text = String(decoding: bytes, as: UTF8.self)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || ".-_@".utf8.contains(byte)
  }

  public var description: String { text }

  public static func < (left: Alias, right: Alias) -> Bool { left.text < right.text }
}
