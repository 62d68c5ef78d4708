/// What stands in one field of an entry. `null` is an answer too: the field was emptied.
public enum Answer: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case text(String)
  case texts([String])
}

/// Ids, codes and keys are equal when their bytes are: `==` would take two spellings of é for one.
func sameBytes(_ one: String, _ other: String) -> Bool {
  one.utf8.elementsEqual(other.utf8)
}

extension Answer: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .integer(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .texts(let texts): try container.encode(texts)
    }
  }
}

extension Answer: CustomStringConvertible {
  /// As a person reads it: an empty field is a dash.
  public var description: String {
    switch self {
    case .null: "–"
    case .bool(let flag): flag ? "ja" : "nej"
    case .integer(let number): "\(number)"
    case .text(let text): text
    case .texts(let texts): texts.joined(separator: ", ")
    }
  }
}
