/// Rows under headings, for a terminal: text to the left, numbers to the right.
public struct TextTable: Sendable {
  public enum Column: Sendable {
    case text(String)
    case number(String)

    var heading: String {
      switch self {
      case .text(let heading), .number(let heading): heading
      }
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  public init(_ columns: [Column]) { self.columns = columns }

  /// - Parameter rows: a cell for every column each.
  public init(_ columns: [(heading: String, isNumber: Bool)], rows: [[String]]) {
    self.init(columns.map { $0.isNumber ? .number($0.heading) : .text($0.heading) })
    for row in rows { add(row) }
  }

  /// - Parameter row: one cell for every column.
  public mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row.map(visible))
  }

  /// Headings, a rule and the rows, each line with its line feed and without blanks at its end.
  public func render() -> String {
    let lines = [columns.map { visible($0.heading) }] + rows
    let widths = columns.indices.map { index in
      lines.map { Console.columns($0[index]) }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    var rendered = lines.map { line($0, widths) }
    rendered.insert(rule, at: 1)
    return rendered.map { $0 + "\n" }.joined()
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let aligned = columns.indices.map { index in
      switch columns[index] {
      case .text: padded(cells[index], to: widths[index])
      case .number: blanks(widths[index] - Console.columns(cells[index])) + cells[index]
      }
    }
    var line = aligned.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
