/// The value of `If-None-Match`: `*`, or a list of entity tags (RFC 9110 §13.1.2).
struct EntityTags {
  private let isAny: Bool
  private let opaque: [Substring]

  /// Members that are no entity tags are passed over; they match nothing.
  init(_ value: String) {
    isAny = value.trimmingBlanks() == "*"
    var opaque: [Substring] = []
    var rest = value[...]
    while let open = rest.firstIndex(of: "\"") {
      let afterOpen = rest[open...].dropFirst()
      guard let close = afterOpen.firstIndex(of: "\"") else { break }
      opaque.append(afterOpen[..<close])
      rest = afterOpen[close...].dropFirst()
    }
    self.opaque = opaque
  }

  /// Weak comparison, `W/` makes no difference (RFC 9110 §8.8.3.2).
  func contain(_ etag: String) -> Bool {
    if isAny { return true }
    let tag = (etag.hasPrefix("W/") ? etag.dropFirst(2) : etag[...])
    guard tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\"") else { return false }
    let inner = tag.dropFirst().dropLast().utf8
    return opaque.contains { $0.utf8.elementsEqual(inner) }
  }
}
