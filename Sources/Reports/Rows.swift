import Catalogue
import FoundationEssentials
public import Storage

/// One `SELECT` on current values: `Journal.rows`.
public typealias Rows =
  @Sendable (_ sql: String, _ bindings: [SQLValue]) async throws -> [[SQLValue]]

extension Answer {
  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  var date: CivilDate? { text.flatMap { CivilDate($0) } }
}

/// A record's values and, where people disagree, everything they said.
struct Said {
  let fields: [String: Answer]
  let candidates: [String: [Answer]]

  /// - Parameters:
  ///   - fields: a JSON object of values.
  ///   - candidates: a JSON object of arrays of values, or null.
  init(fields: SQLValue, candidates: SQLValue) throws(ReportError) {
    guard let json = fields.text else { throw .unreadable(column: "fields") }
    self.fields = try Self.decode(json, column: "fields")
    self.candidates =
      try candidates.text.map { json throws(ReportError) in
        try Self.decode(json, column: "candidates")
      } ?? [:]
  }

  /// Everything that a field may turn out to be, and what it is meanwhile first. Nil is an empty field.
  func possible(_ field: String) -> [Answer?] {
    let provisional = fields[field]
    return [provisional] + (candidates[field] ?? []).filter { $0 != provisional }
  }

  private static func decode<Object: Decodable>(
    _ json: String, column: String
  ) throws(ReportError) -> Object {
    do {
      return try JSONDecoder().decode(Object.self, from: Data(json.utf8))
    } catch {
      throw .unreadable(column: column)
    }
  }
}

public enum ReportError: Error, Equatable, CustomStringConvertible {
  case unreadable(column: String)
  case noSuchYear(Int)

  public var description: String {
    switch self {
    case .unreadable(let column):
      "Databasens härledda tabeller kan inte läsas (\(column)). Kör rebuild och försök igen. / "
        + "The derived tables of the database cannot be read (\(column)). Run rebuild and try again."
    case .noSuchYear(let year):
      "Året \(year) finns inte. Skriv fyra siffror, till exempel 2026. / "
        + "There is no year \(year). Write four digits, for example 2026."
    }
  }
}
