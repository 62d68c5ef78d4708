public import Catalogue
public import Storage

/// Records for somebody who has asked for them. Codes, days and figures stand as they are; what people wrote in their own
/// words, and who they are, is masked unless it was asked for. Personal numbers always are.
public struct Disclosure: Sendable {
  /// What may be asked for beside.
  public enum Part: String, Sendable, CaseIterable {
    case texts, contacts, staff
  }

  /// Which records; nil for no bound. Days are `YYYY-MM-DD`.
  public struct Selection: Sendable {
    var scope: String?
    var type: String?
    var from: String?
    var to: String?

    public init(scope: String?, type: String?, from: String?, to: String?) {
      self.scope = scope
      self.type = type
      self.from = from
      self.to = to
    }
  }

  private let records: [Disclosed]
  private let fields: [String]

  public init(_ selection: Selection, showing parts: Set<Part>, catalogue: Catalogue, rows: Rows)
    async throws
  {
    let found = try await rows(
      """
      SELECT record.scope, record.type, record.id, record.date,
        coalesce((SELECT json_extract(unit.fields, '$.name') FROM record AS unit
          WHERE unit.scope = 'county' AND unit.type = 'unit' AND unit.id = record.unit),
          record.unit), record.fields, record.candidates,
        (SELECT json_extract(CAST(change.line AS TEXT), '$.by')
          FROM change INDEXED BY change_of_record
          WHERE change.scope = record.scope AND change.record = record.id
            AND change.type = record.type ORDER BY change.local LIMIT 1)
      FROM record
      WHERE record.life <> 'deleted' AND record.scope <> 'county'
        AND (?1 IS NULL OR record.scope = ?1) AND (?2 IS NULL OR record.type = ?2)
        AND (?3 IS NULL OR record.date >= ?3) AND (?4 IS NULL OR record.date <= ?4)
      ORDER BY record.scope, record.type, record.date, record.id
      """,
      [selection.scope, selection.type, selection.from, selection.to].map {
        $0.map { .text($0) } ?? .null
      })
    let mask = Mask(parts: parts, catalogue: catalogue)
    records = try found.map { try Disclosed($0, mask) }
    fields = Set(records.flatMap(\.fields.keys)).sorted()
  }

  public var count: Int { records.count }

  public var csv: String {
    let head = ["scope", "typ", "post", "datum", "enhet", "vem"] + fields
    return CSV.excel.text(
      [head]
        + records.map { record in
          [
            record.scope, record.type, record.id, record.date ?? "", record.unit ?? "", record.by,
          ] + fields.map { record.fields[$0] ?? "" }
        })
  }

  public func json() throws -> String { try Lists.json(records) }
}

/// One record as it is handed out.
private struct Disclosed: Encodable {
  let scope: String
  let type: String
  let id: String
  let date: String?
  let unit: String?
  let by: String
  let fields: [String: String]

  init(_ row: [SQLValue], _ mask: Mask) throws {
    scope = row[0].text ?? ""
    let type = row[1].text ?? ""
    self.type = type
    id = row[2].text ?? ""
    date = row[3].text
    unit = row[4].text
    by = mask.over(author: row[7].text ?? "")
    let said = try Said(fields: row[5], candidates: row[6])
    let names = said.fields.keys.filter { !$0.hasPrefix("_") }
    fields = Dictionary(
      uniqueKeysWithValues: names.map { name in
        // Where people disagree, all of what they said stands in the log and is handed out.
        let values = said.possible(name).map { mask.over($0 ?? .null, name, type) }
        return (name, values.filter { !$0.isEmpty }.joined(separator: " | "))
      })
  }
}

private struct Mask {
  let parts: Set<Disclosure.Part>
  let catalogue: Catalogue

  func over(author: String) -> String {
    parts.contains(.staff) || author.isEmpty ? CSV.asText(author) : Catalogue.masked
  }

  func over(_ answer: Answer, _ field: String, _ type: String) -> String {
    guard answer != .null else { return "" }
    let text = "\(answer)"
    guard catalogue.isFreeText(answer, field: field, type: type) else { return text }
    guard parts.contains(.texts), !text.isEmpty else { return text.isEmpty ? "" : Catalogue.masked }
    return CSV.asText(Catalogue.masking(text, contacts: parts.contains(.contacts)))
  }
}
