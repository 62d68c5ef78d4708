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
}
