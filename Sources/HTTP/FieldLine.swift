extension Headers.Field {
  /// Reads one line without its CRLF (RFC 9112 §5). Used for header and for trailer sections.
  init(line: ArraySlice<UInt8>) throws(Refusal) {
    guard let first = line.first, !first.isBlank else { throw .foldedLine }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .fieldName }
    let name = line[..<colon]
    if let last = name.last, last.isBlank { throw .blankBeforeColon }
    guard !name.isEmpty, name.allSatisfy(\.isToken) else { throw .fieldName }
    var value = line[(colon + 1)...]
    guard value.allSatisfy(\.isFieldContent) else { throw .fieldValue }
    while value.first?.isBlank == true { value.removeFirst() }
    while value.last?.isBlank == true { value.removeLast() }
    self.init(
      name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
  }

  /// Writes the line. Names that are no tokens are left out and control characters in values become
  /// spaces, so that no value can end a line and begin another (RFC 9110 §5.5).
  func append(to head: inout [UInt8]) {
    guard !name.isEmpty, name.utf8.allSatisfy(\.isToken) else { return }
    guard !Self.owned.contains(where: { $0.equalsIgnoringCase(name) }) else { return }
    head += name.utf8
    head += ": ".utf8
    head += value.utf8.lazy.map { $0.isFieldContent ? $0 : .space }
    head += "\r\n".utf8
  }

  /// The connection writes these itself.
  private static let owned = ["Connection", "Content-Length", "Date", "Transfer-Encoding"]
}
