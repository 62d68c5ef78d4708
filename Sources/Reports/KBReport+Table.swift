public import Catalogue

extension KBReport {
  /// For a terminal: a line for each question, a column for each municipality and the county. What is
  /// disputed has a star and is explained below.
  public func table(_ language: Language) -> String {
    let names = municipalities.map(\.name) + (county == nil ? [] : [countyName(language)])
    let columns = municipalities.map(\.cells) + (county.map { [$0.cells] } ?? [])
    let heads = [["\(year)", ""] + names]
    let lines = indicators.indices.map { row in
      [indicators[row].code, indicators[row].labels[language]]
        + columns.map { Self.text(of: $0[row]) }
    }
    return Self.aligned(heads + lines) + remarks(names: names, columns: columns, language)
  }

  /// A thin space between thousands would not survive every terminal, so there is none.
  private static func text(of cell: Cell) -> String {
    switch cell {
    case .known(let figure): "\(figure.value)" + (figure.isDisputed ? "*" : "")
    case .unknown: "?"
    case .notAsked: "-"
    }
  }

  /// Two columns of words to the left, the figures to the right.
  private static func aligned(_ lines: [[String]]) -> String {
    let widths = (lines.first ?? []).indices.map { column in
      lines.map { $0[column].count }.max() ?? 0
    }
    return lines.map { line in
      let cells = zip(line, widths).enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
        return column < 2 ? cell.0 + blanks : blanks + cell.0
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }

  private func remarks(names: [String], columns: [[Cell]], _ language: Language) -> String {
    var lines: [String] = []
    for (name, cells) in zip(names, columns) {
      for (indicator, cell) in zip(indicators, cells) {
        guard let figure = cell.figure, figure.isDisputed else { continue }
        let (low, high, items) = (figure.lower, figure.upper, figure.openItems)
        lines.append(
          Text(
            sv: "* \(name) \(indicator.code): \(low)–\(high), öppna ärenden: \(items)",
            en: "* \(name) \(indicator.code): \(low)–\(high), open items: \(items)")[language])
      }
    }
    lines += missing(language)
    return lines.isEmpty ? "" : "\n" + lines.map { $0 + "\n" }.joined()
  }

  /// Questions in a row that miss equally many municipalities share a line.
  private func missing(_ language: Language) -> [String] {
    var lines: [String] = []
    var rest = Array(zip(indicators.map(\.code), county?.missing ?? []))[...]
    while let (first, count) = rest.first {
      let run = rest.prefix { $0.1 == count }
      rest = rest.dropFirst(run.count)
      guard count > 0, let last = run.last?.0 else { continue }
      let codes = first == last ? first : "\(first)–\(last)"
      lines.append(
        Text(
          sv: "\(codes): kommuner utan uppgift i länets summa: \(count)",
          en: "\(codes): municipalities missing from the county's sum: \(count)")[language])
    }
    return lines
  }
}
