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
    let isPlain = cell.unicodeScalars.allSatisfy { !"\",;\r\n".unicodeScalars.contains($0) }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
