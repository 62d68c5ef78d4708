/// The named values of a query or of a submitted form, decoded, in the order they came.
public struct Query: Sendable {
  public let pairs: [(name: String, value: String)]

  public init() { pairs = [] }

  /// Nil for broken percent-encoding and for what is not UTF-8. `+` means a space.
  public init?(_ encoded: Substring) {
    var pairs: [(name: String, value: String)] = []
    for part in encoded.utf8.split(separator: UInt8(ascii: "&")) {
      let halves = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true) else { return nil }
      guard halves.count == 2 else {
        pairs.append((name, ""))
        continue
      }
      guard let value = PercentEncoding.decode(halves[1], plusIsSpace: true) else { return nil }
      pairs.append((name, value))
    }
    self.pairs = pairs
  }

  /// The first value of that name.
  public subscript(name: String) -> String? {
    pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  public func all(_ name: String) -> [String] {
    pairs.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
  }
}
