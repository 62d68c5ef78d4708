import Catalogue
import FoundationEssentials
public import Storage

/// Rows for a terminal, and the same as JSON for a program. A tuple, so that the programs can print it without
/// knowing this module.
public typealias Listing = (
  columns: [(heading: String, isNumber: Bool)], rows: [[String]], json: String
)

/// What both programs list.
public enum Lists {
  /// Records that are not deleted, newest first.
  ///
  /// - Parameters:
  ///   - type: nil for all.
  ///   - from: the first day, `YYYY-MM-DD`; nil for no bound. `to`: the last.
  public static func records(
    _ rows: Rows, type: String?, from: String?, to: String?
  ) async throws -> Listing {
    let found = try await rows(
      """
      SELECT record.scope, record.type, record.id, record.date,
        coalesce((SELECT json_extract(unit.fields, '$.name') FROM record AS unit
          WHERE unit.scope = 'county' AND unit.type = 'unit' AND unit.id = record.unit),
          record.unit),
        record.life, record.open, record.fields,
        EXISTS (SELECT 1 FROM change INDEXED BY change_of_record
          WHERE change.scope = record.scope
          AND change.record = record.id AND change.type = record.type AND change.n IS NULL)
      FROM record
      WHERE record.life <> 'deleted' AND record.scope <> 'county'
        AND (?1 IS NULL OR record.type = ?1) AND (?2 IS NULL OR record.date >= ?2)
        AND (?3 IS NULL OR record.date <= ?3)
      ORDER BY record.date DESC, record.type, record.id
      """,
      [type, from, to].map { $0.map { .text($0) } ?? .null })
    let records = try found.map(RecordLine.init)
    return (
      [
        ("id", false), ("typ", false), ("datum", false), ("enhet", false), ("läge", false),
        ("frågor", true), ("uppgifter", false),
      ],
      records.map {
        [
          String($0.id.prefix(8)), $0.type, $0.date ?? "", $0.unit ?? "", $0.state,
          "\($0.openItems)", $0.summary,
        ]
      }, try json(records)
    )
  }

  /// One record: its fields, every rival value with who said so, and its history.
  public static func record(_ view: RecordView) throws -> Listing {
    var rows: [[String]] = []
    for field in view.fields {
      rows.append([
        field.name, "\(field.value)", field.candidates == nil ? "" : "visas tills vidare",
      ])
      for candidate in field.candidates ?? [] {
        rows.append(["", "\(candidate.value)", candidate.said.map(said).joined(separator: "; ")])
      }
    }
    for change in view.history {
      rows.append([
        change.apart.map(decided) ?? change.kind, told(change),
        said(change) + (change.n == nil ? ", sparad här" : ", mottagen"),
      ])
    }
    return ([("fält", false), ("värde", false), ("vem", false)], rows, try json(view))
  }

  /// Open questions, one line for each value somebody said.
  public static func inbox(_ questions: [QuestionView]) throws -> Listing {
    let rows = questions.flatMap { question -> [[String]] in
      let start = [
        String(question.id.prefix(8)), question.kind, question.records.first.map(subject) ?? "",
      ]
      let fields = question.records.flatMap(\.fields)
      let rivals = question.fields.flatMap { name in
        (fields.first { $0.name == name }?.candidates ?? []).map { candidate in
          start + [name, "\(candidate.value)", candidate.said.map(said).joined(separator: "; ")]
        }
      }
      if question.change != nil { return set(apart: question, start) }
      return rivals.isEmpty
        ? [start + ["", "", question.records.map(\.id).joined(separator: " ")]] : rivals
    }
    return (
      [
        ("fråga", false), ("slag", false), ("om", false), ("fält", false), ("värde", false),
        ("vem", false),
      ], rows, try json(questions)
    )
  }

  /// The org units of the register, or of `scope`.
  public static func units(_ rows: Rows, scope: String?) async throws -> Listing {
    let found = try await rows(
      """
      SELECT id, json_extract(fields, '$.scope'), json_extract(fields, '$.municipality'),
        json_extract(fields, '$.name'), json_extract(fields, '$.kind'),
        json_extract(fields, '$.sigel'), json_extract(fields, '$.valid_from'),
        json_extract(fields, '$.valid_to')
      FROM record WHERE scope = 'county' AND type = 'unit' AND life <> 'deleted'
        AND (?1 IS NULL OR json_extract(fields, '$.scope') = ?1)
      ORDER BY 2, 4, 1
      """, [scope.map { .text($0) } ?? .null])
    let names = ["id", "scope", "municipality", "name", "kind", "sigel", "valid_from", "valid_to"]
    let units = found.map { row in
      Dictionary(uniqueKeysWithValues: zip(names, row.map { $0.text }))
    }
    return (
      names.map { ($0, false) }, found.map { row in row.map { $0.text ?? "" } }, try json(units)
    )
  }

  /// What `verify` found: the state of every scope, and what does not add up.
  public static func proof(_ digests: [ScopeDigest], _ found: [Discrepancy]) throws -> Listing {
    struct Proof: Encodable {
      let scopes: [ScopeDigest]
      let ok: Bool
      let found: [String]
    }
    let sentences = found.map(\.description)
    return (
      [("scope", false), ("arrivals", true), ("changes", true), ("state digest", false)],
      digests.map { [$0.scope, "\($0.n)", "\($0.changes)", $0.digest] }
        + sentences.map { ["!", "", "", $0] },
      try json(Proof(scopes: digests, ok: found.isEmpty, found: sentences))
    )
  }

  /// One line of JSON, members in the order of their names.
  public static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// What a person knows a record by: its type, its date and its title, category or counter.
  private static func subject(_ view: RecordView) -> String {
    let value = { (name: String) in
      view.fields.first { $0.name == name && $0.value != .null }.map { "\($0.value)" }
    }
    let date = view.key.map { $0[2] } ?? value("date")
    let what = view.key.map { $0[4] } ?? value("title") ?? value("category")
    return [view.type, date, what].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// What a change says: its fields, or its decision about another.
  private static func told(_ change: ChangeView) -> String {
    if let verdict = change.verdict {
      return "\(decided(verdict.status)) \(verdict.target.prefix(8)): \(verdict.sentence)"
    }
    return change.fields.keys.sorted().map { "\($0)=\(change.fields[$0] ?? .null)" }
      .joined(separator: " ")
  }

  static func said(_ change: ChangeView) -> String {
    let by = change.verdict?.person ?? (change.by.isEmpty ? "Bokfink" : change.by)
    return "\(by) \(time(change.at))"
  }
}

private let builtInUnits = Dictionary(
  uniqueKeysWithValues: OrgUnit.builtIn.map { ($0.id, $0.facts.name) })

private struct RecordLine: Encodable {
  let scope: String
  let type: String
  let id: String
  let date: String?
  let unit: String?
  let life: String
  let openItems: Int64
  let waiting: Bool
  let fields: [String: Answer]

  init(_ row: [SQLValue]) throws {
    scope = row[0].text ?? ""
    type = row[1].text ?? ""
    id = row[2].text ?? ""
    date = row[3].text
    // Before its first contact an agent has no register.
    unit = row[4].text.map { builtInUnits[$0] ?? $0 }
    life = row[5].text ?? ""
    openItems = row[6].integer ?? 0
    fields = try Said(fields: row[7], candidates: .null).fields
    waiting = row[8].integer == 1
  }

  /// The words of the pages: saved here, or received.
  var state: String {
    if openItems > 0 { return "kräver åtgärd" }
    return waiting ? "sparad här" : "mottagen"
  }

  var summary: String {
    let names = ["title", "category", "count", "method", "participants_total"]
    return names.compactMap { name in
      fields[name].flatMap { $0 == .null ? nil : "\(name)=\($0)" }
    }.joined(separator: " ")
  }
}
