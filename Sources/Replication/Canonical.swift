internal import Digest

/// What every hash and code other than a change's id is taken over: a JSON array of texts and integers.
public struct Canonical: ExpressibleByArrayLiteral, Sendable {
  public enum Element: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, Sendable {
    case text(String)
    case integer(Int64)

    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral number: Int64) { self = .integer(number) }
  }

  public var elements: [Element]

  public init(_ elements: [Element]) { self.elements = elements }
  public init(arrayLiteral elements: Element...) { self.init(elements) }

  public var bytes: [UInt8] {
    let items: [JSON] = elements.map {
      switch $0 {
      case .text(let text): .text(text)
      case .integer(let number): .integer(number)
      }
    }
    return JSON.array(items).bytes
  }

  public var hash: Hash { Hash(of: bytes) }
  public func id<Subject>() -> ID<Subject> { ID(hash.bytes) }
}

/// A whole SHA-256 or HMAC-SHA256: 32 bytes, written as 43 characters of base64url.
public struct Hash: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]

  public init(of message: [UInt8]) { bytes = SHA256.hash(message) }
  public init(code message: [UInt8], key: [UInt8]) {
    bytes = HMACSHA256.code(of: message, key: key)
  }

  /// - Parameter bytes: 32, as they were stored.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a hash has 32 bytes, not \(bytes.count)")
    self.bytes = bytes
  }

  public init?(_ text: String) {
    guard let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  public var description: String { Base64URL.encode(bytes) }

  /// Takes as long for a wrong guess as for a right one.
  public func equalsInConstantTime(_ other: Hash) -> Bool {
    equalInConstantTime(bytes, other.bytes)
  }
}
