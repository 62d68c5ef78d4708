// What people record. Everything goes through one door, `write`, which keeps the simulation's own account of what the
// author had before.

import Catalogue
import Replication
import Storage

extension Simulation {
  /// Lets a desk write, and notes what came of it.
  ///
  /// - Parameters:
  ///   - seeing: what the author had seen of a record where that is not what the disk holds now.
  ///   - body: writes in one transaction, or in several.
  /// - Returns: the new changes; nil when nothing was saved, because a rule forbade it or the disk failed.
  @discardableResult
  func write(
    _ index: Int, _ what: String, seeing: [Place: Set<ChangeID>] = [:],
    _ body: (Journal) async throws -> Void
  ) async throws -> [Change]? {
    let desk = desks[index]
    let newest = try await newestRow(desk)
    var refused: String?
    do { try await body(desk.disk.journal) } catch let error as JournalError {
      refused = "\(error)"
    } catch let error as SQLiteError {
      refused = "SQLite \(error.code)"
    }
    let rows = try await desk.disk.reader.rows(
      "SELECT scope, type, record, id, line FROM change WHERE local > ?1 ORDER BY local",
      [.integer(newest)])
    var seen: [Place: Set<ChangeID>] = seeing
    var written: [Change] = []
    for row in rows {
      let place = try Place(row)
      guard let id = row[3].text.flatMap(ChangeID.init), let line = row[4].blob else { continue }
      let change = try ledger.read(id, line)
      let had = seen[place] ?? looks[desk.name]?.places[place]?.ids ?? []
      // Puts without fields only gather heads for the last change of their action.
      let isCover = change.group != nil && change.kind == .put && change.fields.isEmpty
      ledger.wrote(change, by: desk.device, having: had, isCover: isCover)
      seen[place] = had.union([id])
      written.append(change)
    }
    trace.note("\(desk.name) \(what)\(refused.map { ": \($0)" } ?? "") \(written.map(\.id))")
    if let refused, !written.isEmpty {
      throw Broken("an action that failed was saved in part", "\(desk.name) \(what): \(refused)")
    }
    try await inspect(desk.node)
    return refused == nil ? written : nil
  }

  private func newestRow(_ desk: Desk) async throws -> Int64 {
    try await desk.disk.reader.rows("SELECT coalesce(max(local), 0) FROM change")[0][0].integer ?? 0
  }

  func author(_ index: Int) -> Author {
    let desk = desks[index]
    return Author(by: "anl", at: desk.watch.now, today: desk.watch.today)
  }

  @discardableResult
  func record(
    _ index: Int, _ what: String, _ intents: [Intent], seeing: [Place: Set<ChangeID>] = [:]
  ) async throws -> [Change]? {
    let scope = desks[index].scope
    let author = author(index)
    return try await write(index, what, seeing: seeing) { journal in
      try await journal.record(intents, in: scope, by: author)
    }
  }
}

// MARK: - Intents

extension Simulation {
  func newActivity(_ index: Int) -> Intent {
    let desk = desks[index]
    let unit = dice.pick(desk.units).map { $0.description } ?? ""
    var fields: [String: Value] = [
      "unit": .text(unit), "date": .text(day()),
      "category": .text(dice.pick(["101", "102"]) ?? ""),
      "children_primary": .bool(dice.percent(70)),
    ]
    if dice.percent(60) { fields["participants_children"] = .integer(Int64(dice.number(0...40))) }
    if dice.percent(30) { fields["title"] = .text(title()) }
    if desk.catalogue.isNewer, dice.percent(50) { fields["prams"] = .integer(3) }
    return Intent(.put(fields), type: "activity", record: dice.id())
  }

  func newVisit(_ index: Int) -> Intent? {
    guard let unit = dice.pick(desks[index].units) else { return nil }
    let key = NaturalKey(
      type: "visit", unit: unit, date: day(), granularity: "day", counter: "")
    let fields: [String: Value] = [
      "method": .text(dice.pick(["reading", "reading_halved"]) ?? ""),
      "count": .integer(Int64(dice.number(0...300))),
    ]
    return Intent(.put(fields), type: "visit", key: key)
  }

  /// Something of the type that only a newer catalogue knows.
  func newLoan(_ index: Int) -> Intent? {
    guard desks[index].catalogue.isNewer else { return nil }
    return Intent(
      .put(["unit": .text(desks[index].units[0].description), "toys": .integer(2)]),
      type: "toyloan",
      record: dice.id())
  }

  func edit(of place: Place, _ standing: Look.Standing) -> Intent {
    var fields: [String: Value] = [:]
    for _ in 0...dice.number(0...1) {
      switch (place.type, dice.number(0...5)) {
      case ("activity", 0): fields["participants_children"] = .integer(Int64(dice.number(0...40)))
      case ("activity", 1): fields["title"] = .text(title())
      case ("activity", 2): fields["date"] = .text(day())
      case ("activity", 3): fields["category"] = .text(dice.pick(["101", "102", "103"]) ?? "")
      case ("activity", 4): fields["participants_children"] = .null
      case ("activity", _): fields["note"] = .text("anteckning \(step) \(dice.number(0...9))")
      case ("visit", 0...3): fields["count"] = .integer(Int64(dice.number(0...300)))
      case ("visit", 4): fields["staff_deduction"] = .integer(Int64(dice.number(0...3)))
      case ("visit", _): fields["outage"] = .bool(dice.percent(50))
      default: fields["toys"] = .integer(Int64(dice.number(1...5)))
      }
    }
    return intent(.put(fields), at: place, standing)
  }

  func intent(_ deed: Intent.Deed, at place: Place, _ standing: Look.Standing) -> Intent {
    Intent(deed, type: place.type, record: place.record, key: standing.key)
  }

  func title() -> String { dice.pick(["Babyrim", "Sagostund", "Språkcafé", "Sa\u{308}ng"]) ?? "" }

  func day() -> String { "2026-03-0\(dice.number(1...9))" }

  /// Records of the desk's own municipality that people see, without the counters at the doors.
  func shown(_ index: Int, type: String? = nil) -> [(Place, Look.Standing)] {
    let desk = desks[index]
    return (looks[desk.name]?.places ?? [:]).filter { place, standing in
      place.scope == desk.scope.name && standing.isShown && (type == nil || place.type == type)
        && ["activity", "visit", "toyloan"].contains(place.type)
        && standing.key?.counter != Self.doorCounter
    }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  static let doorCounter = "dörr"
}

extension Catalogue {
  var isNewer: Bool { type("toyloan") != nil }

  /// The built-in catalogue with a field and a type more, as a later version may have them.
  static let newer: Catalogue? = {
    let field = #"""
      "fields": [{"name": "prams", "kind": "integer", "min": 0, "max": 99,
        "labels": {"sv": "Barnvagnar", "en": "Prams"}, "help": {"sv": "Antal.", "en": "Number."}},
      """#
    let type = #"""
      {"type": {"name": "toyloan", "labels": {"sv": "Leksakslån", "en": "Toy loan"},
        "place": "municipality", "fields": [
        {"name": "unit", "kind": "unit", "required": true,
        "labels": {"sv": "Bibliotek", "en": "Library"}, "help": {"sv": "Vilket.", "en": "Which."}},
        {"name": "toys", "kind": "integer", "min": 0, "max": 99,
        "labels": {"sv": "Leksaker", "en": "Toys"}, "help": {"sv": "Antal.", "en": "Number."}}]}}
      """#
    let parts = Catalogue.builtIn.parts.map { part in
      part.name == "activity"
        ? Part(name: part.name, text: part.text.replacing("\"fields\": [\n", with: field + "\n"))
        : part
    }
    return try? Catalogue(parts: parts + [Part(name: "toyloan", text: type)])
  }()
}
