/// Header fields in the order they came. Names are compared without regard to case (RFC 9110 §5.1).
public struct Headers: Equatable, Sendable {
  public struct Field: Equatable, Sendable {
    public let name: String
    public let value: String
  }

  public private(set) var fields: [Field] = []

  public init() {}

  /// The first value of that name. Setting replaces every field of the name; nil removes them.
  public subscript(name: String) -> String? {
    get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
    set {
      fields.removeAll { $0.name.equalsIgnoringCase(name) }
      if let newValue { add(name, newValue) }
    }
  }

  public mutating func add(_ name: String, _ value: String) {
    add(Field(name: name, value: value))
  }

  mutating func add(_ field: Field) { fields.append(field) }

  public func all(_ name: String) -> [String] {
    fields.lazy.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
  }

  /// The members of a comma-separated list, over all fields of the name, without empty ones
  /// (RFC 9110 §5.6.1.2). Not for fields whose members may hold quoted commas.
  public func list(_ name: String) -> [String] {
    all(name).flatMap { $0.split(separator: ",") }.map { $0.trimmingBlanks() }.filter {
      !$0.isEmpty
    }
  }

  func lists(_ member: String, in name: String) -> Bool {
    list(name).contains { $0.equalsIgnoringCase(member) }
  }
}

extension Headers: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }
}

extension StringProtocol {
  /// ASCII only: other letters in field names and tokens do not occur.
  func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count
      && utf8.elementsEqual(other.utf8) { $0.asciiLowercase == $1.asciiLowercase }
  }

  /// Without optional whitespace, SP and HTAB, at both ends (RFC 9110 §5.6.3).
  func trimmingBlanks() -> String {
    let rest = drop { $0 == " " || $0 == "\t" }
    guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...last])
  }
}
