import Catalogue
import Replication
import Storage
import TestSupport

/// What a node showed, and what it should have shown by the simulation's own reckoning.
struct Look: Sendable {
  var places: [Place: Standing] = [:]

  struct Standing: Sendable {
    /// Changes when anything in the log of the record does.
    let signature: [SQLValue]
    let entries: [LogEntry]
    let fold: Fold
    let links: [RecordID]
    let key: NaturalKey?
    /// The questions the record asks by itself, as rows of the table of questions.
    let questions: Set<[SQLValue]>
    var ids: Set<ChangeID> { Set(entries.map(\.change.id)) }

    func show(_ field: String) -> Value? { fold[field]?.provisional }
    var isShown: Bool { fold.life == .alive || fold.life == .editDelete }
  }

  func ids(in scope: Scope? = nil) -> Set<ChangeID> {
    places.filter { scope == nil || $0.key.scope == scope?.name }.values
      .reduce(into: []) { $0.formUnion($1.ids) }
  }
}

extension Look.Standing {
  /// The row of the table of records that the log alone calls for, without what other records add.
  func row(_ place: Place) -> [SQLValue] {
    let state = Oracle.fold(entries)
    let fields = state.fields.map { "\"\($0.name)\":\($0.provisional)" }
    let rivals = state.fields.filter { $0.candidates.count > 1 }
      .map { "\"\($0.name)\":[\($0.candidates.joined(separator: ","))]" }
    let heads = fold.heads.map { "\"\($0)\"" }.joined(separator: ",")
    return [
      .text(place.scope), .text(place.type), .text(place.record.description),
      text(key?.unit.description ?? show("unit")?.shownText),
      text(key?.date ?? show("date")?.shownText), .text(state.life),
      .integer(fold.isEditedBesideMerge ? 1 : 0), .text("[\(heads)]"),
      text(key.map { String(decoding: $0.json.bytes, as: UTF8.self) }),
      .text("{\(fields.joined(separator: ","))}"),
      rivals.isEmpty ? .null : .text("{\(rivals.joined(separator: ","))}"),
    ]
  }

  private func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

  static func questions(
    of state: Oracle.State, _ entries: [LogEntry], at place: Place, under catalogue: Catalogue
  ) -> Set<[SQLValue]> {
    var questions: Set<[SQLValue]> = []
    let type = catalogue.type(place.type)
    let disputed = state.fields.filter { $0.candidates.count > 1 }.map(\.name)
      .filter { type?[$0]?.policy != .latest }
    if !disputed.isEmpty { questions.insert(place.question(.value, fields: disputed)) }
    if state.life == "edit-delete" { questions.insert(place.question(.editDelete)) }
    for (change, fields) in Oracle.apart(entries) {
      questions.insert(place.question(.rule, about: change, fields: fields))
    }
    return questions
  }
}

extension Value {
  var shownText: String? { if case .text(let text) = self { text } else { nil } }
  var shownTexts: [String] { if case .texts(let texts) = self { texts } else { [] } }
  var shownInteger: Int64? { if case .integer(let number) = self { number } else { nil } }
}

extension Place {
  /// A row of the table of questions.
  func question(
    _ kind: InboxItem.Kind, with other: RecordID? = nil, about change: ChangeID? = nil,
    fields: [String] = []
  ) -> [SQLValue] {
    let records = [record, other].compactMap { $0 }.sorted()
    let named = change.map { [$0.description] } ?? records.map(\.description)
    let subject = named.map { Canonical.Element.text($0) }
    let id: ItemID = Canonical(
      ["bokfink-item-1", .text(kind.rawValue), .text(scope), .text(type)] + subject
    ).id()
    let names = fields.map { "\"\($0)\"" }.joined(separator: ",")
    return [
      .text(id.description), .text(scope), .text(kind.rawValue), .text(type),
      .text(records[0].description),
      records.count > 1 ? .text(records[1].description) : .null, .text("[\(names)]"),
      change.map { .text($0.description) } ?? .null,
    ]
  }
}
