/// What a field holds. Equality and order are those of the UTF-8 bytes: Swift's own `==` takes the composed and
/// the decomposed ö for equal, and two nodes in other languages would not.
public enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case text(String)
  case texts([String])

  /// Integers reach ±(2^53 − 1), the range every JSON reader keeps exact (RFC 8259 §6).
  public static let integerMax: Int64 = 9_007_199_254_740_991

  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.text(let a), .text(let b)): sameBytes(a, b)
    case (.texts(let a), .texts(let b)): a.count == b.count && zip(a, b).allSatisfy(sameBytes)
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    canonical.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  /// The value as JSON, the one way to write it.
  public var canonical: [UInt8] { json.bytes }

  public var json: JSON {
    switch self {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let number): .integer(number)
    case .text(let text): .text(text)
    case .texts(let texts): .array(texts.map { .text($0) })
    }
  }

  /// - Returns: nil for an object, or an array that holds anything but strings.
  public init?(_ json: JSON) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .integer(let number): self = .integer(number)
    case .text(let text): self = .text(text)
    case .array(let items):
      var texts: [String] = []
      for item in items {
        guard case .text(let text) = item else { return nil }
        texts.append(text)
      }
      self = .texts(texts)
    case .object: return nil
    }
  }
}

func sameBytes(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}

func precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
