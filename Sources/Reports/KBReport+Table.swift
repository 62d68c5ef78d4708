public import Catalogue

extension KBReport {
  /// For a terminal: headings, then a line for each question with its code, its label, and a figure for each
  /// municipality and the county. What is disputed has a star, and `remarks` has more about it.
  public func grid(_ language: Language) -> [[String]] {
    let headings = [Text(sv: "Fråga", en: "Question"), Text(sv: "Benämning", en: "Label")]
    let columns = columns(language)
    let rows = indicators.indices.map { row in
      [indicators[row].code, indicators[row].labels[language]]
        + columns.map { Self.text(of: $0.cells[row]) }
    }
    return [headings.map { $0[language] } + columns.map(\.name)] + rows
  }

  /// The ranges that disputed figures span, and what the county's sums go without.
  public func remarks(_ language: Language) -> [String] {
    let ranges = columns(language).flatMap { name, _, cells in
      zip(indicators, cells).compactMap { indicator, cell -> String? in
        guard let figure = cell.figure, figure.isDisputed else { return nil }
        let (low, high, items) = (figure.lower, figure.upper, figure.openItems)
        return Text(
          sv: "* \(name) \(indicator.code): \(low)–\(high), öppna ärenden: \(items)",
          en: "* \(name) \(indicator.code): \(low)–\(high), open items: \(items)")[language]
      }
    }
    return ranges + missing(language)
  }

  /// A thin space between thousands would not survive every terminal, so there is none.
  private static func text(of cell: Cell) -> String {
    switch cell {
    case .known(let figure): "\(figure.value)" + (figure.isDisputed ? "*" : "")
    case .unknown: "?"
    case .notAsked: "-"
    }
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
