/// RFC 4180, in the two ways that are asked for.
enum CSV {
  /// For people: what a Swedish Excel opens by a double click. A byte order mark, semicolons.
  case excel
  /// For programs: no mark, commas.
  case plain

  /// Lines end in CR LF; a cell that needs quotes has them (RFC 4180 §2).
  func text(_ rows: [[String]]) -> String {
    let mark = self == .excel ? "\u{FEFF}" : ""
    return mark
      + rows.map { $0.map(quoted).joined(separator: separator) + "\r\n" }.joined()
  }

  private var separator: String {
    switch self {
    case .excel: ";"
    case .plain: ","
    }
  }

  private func quoted(_ cell: String) -> String {
    let cell = tamed(cell).unicodeScalars
    guard cell.contains(where: { "\",;\r\n".unicodeScalars.contains($0) }) else {
      return String(cell)
    }
    return "\"" + cell.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  /// A spreadsheet computes a cell that begins like a formula, whether or not it stands in quotes (CWE-1236). Behind an
  /// apostrophe it is text.
  private func tamed(_ cell: String) -> String {
    Int64(cell) == nil ? Self.asText(cell) : cell
  }

  /// What a person wrote, so that no spreadsheet computes it.
  static func asText(_ words: String) -> String {
    guard let first = words.unicodeScalars.first, formulaSigns.contains(first) else {
      return words
    }
    return "'" + words
  }

  private static let formulaSigns = Set("=+-@\t\r\n＝＋－＠".unicodeScalars)
}
