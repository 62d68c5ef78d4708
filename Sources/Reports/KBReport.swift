public import Catalogue
import FoundationEssentials
import Storage

/// The National Library's (KB) questions on activities and visits, answered for a year.
public struct KBReport: Equatable, Sendable {
  public let year: Int
  /// The questions, in KB's order. Every list of cells follows them.
  public let indicators: [Indicator]
  /// By municipality code.
  public let municipalities: [Municipality]
  /// Nil in a report on one municipality.
  public let county: County?

  public struct Municipality: Equatable, Sendable {
    /// Four digits.
    public let code: String
    public let name: String
    public let cells: [Cell]
  }

  public struct County: Equatable, Sendable {
    /// The sums of what is known.
    public let cells: [Cell]
    /// For each question, how many municipalities the sum goes without.
    public let missing: [Int]

    fileprivate init(of municipalities: [Municipality], questions: Int) {
      let columns = (0..<questions).map { column in municipalities.map { $0.cells[column] } }
      cells = columns.map(KBReport.sum)
      missing = columns.map { $0.count { $0 == .unknown } }
    }
  }

  /// - Parameter scope: only this municipality; nil for all in the register and all that recorded.
  public init(
    year: Int, scope: String?, catalogue: Catalogue, rows: @escaping Rows
  ) async throws {
    let days = try DaysOfYear(year)
    let register = try await Register(rows: rows)
    let activities = try await ActivityCounts(days, rows: rows)
    let visits = try await VisitCounts(days, kinds: register.kinds, rows: rows)
    let recorded = activities.scopes.union(visits.scopes).union(register.names.keys)
    let scopes = scope.map { [$0] } ?? recorded.filter(Self.isMunicipality).sorted()
    let questions = Questions(catalogue: catalogue, lastDay: days.last)
    let municipalities = scopes.map { scope in
      Municipality(
        code: scope, name: register.names[scope] ?? scope,
        cells: catalogue.indicators.map {
          questions.cell($0, scope: scope, activities: activities, visits: visits)
        })
    }
    self.year = year
    self.indicators = catalogue.indicators
    self.municipalities = municipalities
    county =
      scope == nil ? County(of: municipalities, questions: catalogue.indicators.count) : nil
  }

  /// Hospital libraries answer a questionnaire of their own, and the county answers none.
  private static func isMunicipality(_ scope: String) -> Bool {
    scope.utf8.count == 4 && scope.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  fileprivate static func sum(_ cells: [Cell]) -> Cell {
    let figures = cells.compactMap(\.figure)
    if figures.isEmpty {
      return !cells.isEmpty && cells.allSatisfy { $0 == .notAsked } ? .notAsked : .unknown
    }
    return .known(figures.reduce(.zero, +))
  }
}

/// The units of the county, as the register has them now.
private struct Register {
  /// By unit id.
  private(set) var kinds: [String: UnitKind] = [:]
  /// Of municipalities, by scope.
  private(set) var names: [String: String] = [:]

  init(rows: Rows) async throws {
    for row in try await rows(Self.sql, []) {
      guard let id = row[0].text else { throw ReportError.unreadable(column: "id") }
      guard let unit = UnitFacts(try Said(fields: row[1], candidates: .null).fields) else {
        continue
      }
      kinds[id] = unit.kind
      if names[unit.scope] == nil, !unit.municipality.isEmpty {
        names[unit.scope] = unit.municipality
      }
    }
  }

  private static let sql = """
    SELECT id, fields
    FROM record
    WHERE scope = 'county' AND type = 'unit' AND life IN ('alive', 'edit-delete')
    ORDER BY id
    """
}

/// How a question of KB is answered from the counts.
private struct Questions {
  /// The first day of each category that did not always hold.
  private var firstDays: [String: CivilDate] = [:]
  private var categories: [String: (code: String, childrenOnly: Bool)] = [:]
  private let lastDay: CivilDate

  init(catalogue: Catalogue, lastDay: CivilDate) {
    self.lastDay = lastDay
    if case .choice(let choices)? = catalogue.type("activity")?["category"]?.kind {
      for choice in choices { firstDays[choice.code] = choice.firstDay }
    }
    for indicator in catalogue.indicators {
      if case .occasions(let code, let childrenOnly) = indicator.figure {
        categories[indicator.code] = (code, childrenOnly)
      }
    }
  }

  func cell(
    _ indicator: Indicator, scope: String, activities: ActivityCounts, visits: VisitCounts
  ) -> Cell {
    switch indicator.figure {
    case .visits: return visits.figure(scope: scope).map(Cell.known) ?? .unknown
    case .occasions(let code, let childrenOnly):
      let figure = activities.figure(
        scope: scope, categories: [code], childrenOnly: childrenOnly)
      if let first = firstDays[code], first > lastDay, figure?.upper ?? 0 == 0 { return .notAsked }
      return figure.map(Cell.known) ?? .unknown
    case .sum(let parts):
      // Not the sum of the rows: an activity whose category is disputed is open in two of them, but
      // counts once in any case.
      let summed = parts.compactMap { categories[$0] }
      let figure = activities.figure(
        scope: scope, categories: Set(summed.map(\.code)),
        childrenOnly: summed.allSatisfy(\.childrenOnly))
      return figure.map(Cell.known) ?? .unknown
    }
  }
}
