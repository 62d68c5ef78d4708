import Catalogue
public import FoundationEssentials

extension KBReport {
  /// One object: the year, and for each municipality and the county a figure or null by KB's variable.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(document)
  }

  private var document: Document {
    Document(
      year: year,
      municipalities: municipalities.map { municipality in
        Document.Place(
          code: municipality.code, name: municipality.name,
          figures: answers(municipality.cells, missing: nil))
      },
      county: county.map { answers($0.cells, missing: $0.missing) })
  }

  private func answers(_ cells: [Cell], missing: [Int]?) -> [Document.Answer] {
    indicators.indices.map { column in
      let figure = cells[column].figure
      return Document.Answer(
        variable: indicators[column].code, state: cells[column].state, value: figure?.value,
        lower: figure?.lower, upper: figure?.upper, openItems: figure?.openItems,
        missing: missing?[column])
    }
  }
}

extension Cell {
  fileprivate var state: Document.State {
    switch self {
    case .known: .known
    case .unknown: .unknown
    case .notAsked: .notAsked
    }
  }
}

private struct Document: Encodable {
  let year: Int
  let municipalities: [Place]
  let county: [Answer]?

  struct Place: Encodable {
    let code: String
    let name: String
    let figures: [Answer]
  }

  /// Members that do not apply are left out.
  struct Answer: Encodable {
    let variable: String
    let state: State
    let value: Int64?
    let lower: Int64?
    let upper: Int64?
    let openItems: Int?
    /// How many municipalities the county's sum goes without.
    let missing: Int?
  }

  enum State: String, Encodable {
    case known
    case unknown
    case notAsked
  }
}
