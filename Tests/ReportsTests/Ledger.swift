import CSQLite
import Catalogue
import Foundation
import Reports
import Storage

/// A record as the fold leaves it in the derived tables.
struct Row {
  var scope = "1715"
  var type: String
  var id: String
  var key: KeyParts?
  var fields: [String: Answer]
  var candidates: [String: [Answer]] = [:]
  var life = "alive"
  var mergedInto: String?
  var open = 0
}

/// A journal's database whose derived rows the tests write themselves, so that every state can be had,
/// also those that take two branches and a lost network to come about.
final class Ledger {
  private let folder: URL
  private let handle: OpaquePointer?
  let rows: Rows

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "journal.sqlite").path
    _ = try Journal(path: path, random: { 1 })
    var handle: OpaquePointer?
    sqlite3_open(path, &handle)
    self.handle = handle
    let reader = try Reader(path: path)
    rows = { sql, bindings in try await reader.rows(sql, bindings) }
  }

  deinit {
    sqlite3_close(handle)
    try? FileManager.default.removeItem(at: folder)
  }

  func write(_ rows: [Row]) throws {
    try execute("BEGIN")
    for row in rows { try execute(Self.insert(row)) }
    try execute("COMMIT")
  }

  /// The register as the county publishes it, in `county`.
  func register(_ units: [String: UnitFacts]) throws {
    try write(
      units.map { Row(scope: "county", type: "unit", id: $0.key, fields: $0.value.answers) })
  }

  func report(_ year: Int, scope: String? = nil) async throws -> KBReport {
    try await KBReport(year: year, scope: scope, catalogue: .builtIn, rows: rows)
  }

  private func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw LedgerError(sql: sql, message: String(cString: sqlite3_errmsg(handle)))
    }
  }

  private static func insert(_ row: Row) -> String {
    let unit = row.key?.unit ?? text(row.fields["unit"])
    let date = row.key?.date ?? text(row.fields["date"])
    let key = row.key.map { json([$0.type, $0.unit, $0.date, $0.granularity, $0.counter]) }
    let candidates = row.candidates.isEmpty ? nil : json(row.candidates.mapValues(plain))
    let values = [
      row.scope, row.type, row.id, unit, date, row.life, row.mergedInto, "[]", key,
      json(row.fields.mapValues(plain)), candidates,
    ].map(quoted)
    return """
      INSERT INTO record (scope, type, id, unit, date, life, merged_into, heads, key, fields,
        candidates, open, beside)
      VALUES (\(values.joined(separator: ", ")), \(row.open), 0)
      """
  }

  private static func text(_ answer: Answer?) -> String? {
    if case .text(let text)? = answer { text } else { nil }
  }

  private static func quoted(_ text: String?) -> String {
    text.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL"
  }

  private static func json(_ object: Any) -> String {
    let data = (try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  private static func plain(_ answers: [Answer]) -> Any { answers.map { plain($0) as Any } }

  private static func plain(_ answer: Answer) -> Any {
    switch answer {
    case .null: NSNull()
    case .bool(let bool): bool
    case .integer(let number): number
    case .text(let text): text
    case .texts(let texts): texts
    }
  }
}

struct LedgerError: Error {
  let sql: String
  let message: String
}

extension KBReport {
  func cell(_ code: String, _ municipality: String = "1715") -> Cell? {
    guard let column = indicators.firstIndex(where: { $0.code == code }) else { return nil }
    return municipalities.first { $0.code == municipality }?.cells[column]
  }

  func figure(_ code: String, _ municipality: String = "1715") -> Figure? {
    cell(code, municipality)?.figure
  }
}

extension Figure {
  static func settled(_ value: Int64) -> Figure {
    Figure(value: value, lower: value, upper: value, openItems: 0)
  }
}
