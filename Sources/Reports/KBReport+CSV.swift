public import Catalogue

extension KBReport {
  /// For people: a line for each municipality and question, with what is still open about it.
  public func list(_ language: Language) -> String {
    let lines = columns(language).flatMap { name, code, cells in
      zip(indicators, cells).map { indicator, cell in
        [name, code, "\(year)", indicator.code, indicator.labels[language]]
          + Self.columns(of: cell, language)
      }
    }
    return CSV.excel.text([Self.header(language)] + lines)
  }

  /// For programs: a line for each municipality, a column for each question, named as KB names them.
  /// What is unknown or was not asked is empty.
  public func matrix() -> String {
    let header = ["municipality", "code", "year"] + indicators.map(\.code)
    let lines = municipalities.map { municipality in
      [municipality.name, municipality.code, "\(year)"]
        + municipality.cells.map { $0.figure.map { "\($0.value)" } ?? "" }
    }
    return CSV.plain.text([header] + lines)
  }

  /// The municipalities, and the county where it is asked about.
  func columns(_ language: Language) -> [(name: String, code: String, cells: [Cell])] {
    let county = self.county.map { county in
      (name: Text(sv: "Länet", en: "The county")[language], code: "", cells: county.cells)
    }
    return municipalities.map { ($0.name, $0.code, $0.cells) } + [county].compactMap(\.self)
  }

  private static func header(_ language: Language) -> [String] {
    switch language {
    case .sv:
      [
        "Kommun", "Kod", "År", "Fråga", "Benämning", "Värde", "Lägst", "Högst", "Öppna ärenden",
        "Anmärkning",
      ]
    case .en:
      [
        "Municipality", "Code", "Year", "Question", "Label", "Value", "Lowest", "Highest",
        "Open items", "Remark",
      ]
    }
  }

  private static func columns(of cell: Cell, _ language: Language) -> [String] {
    switch cell {
    case .known(let figure):
      ["\(figure.value)", "\(figure.lower)", "\(figure.upper)", "\(figure.openItems)", ""]
    case .unknown: ["", "", "", "", Text(sv: "okänt", en: "unknown")[language]]
    case .notAsked:
      ["", "", "", "", Text(sv: "ingen fråga det året", en: "not asked that year")[language]]
    }
  }
}
