// What must be true of every node after every transaction. Only what changed since the last look is computed anew.

import Replication
import Storage
import TestSupport

extension Simulation {
  /// Looks at a node.
  ///
  /// - Parameter onlyArrivals: whether nothing but an exchange has happened there since the last look.
  func inspect(_ node: Node, onlyArrivals: Bool = false) async throws {
    let before = looks[node.name] ?? Look()
    var look = before
    let reader = node.disk.reader
    let signatures = try await reader.rows(
      """
      SELECT scope, type, record, count(*), sum(local), sum(n), sum(received), max(device),
        sum(length(line))
      FROM change GROUP BY scope, type, record
      """)
    var changed: [Place] = []
    var present: Set<Place> = []
    for row in signatures {
      let place = try Place(row)
      present.insert(place)
      guard look.places[place]?.signature != Array(row.dropFirst(3)) else { continue }
      look.places[place] = try await standing(of: place, row, on: node)
      changed.append(place)
    }
    for place in look.places.keys where !present.contains(place) {
      look.places[place] = nil
      changed.append(place)
    }
    looks[node.name] = look
    changed.sort()
    try await checkRows(look, changed, on: node)
    try await checkQuestions(look, on: node)
    try await checkActions(on: node)
    try await checkNothingVanished(before, look, changed, on: node)
    if onlyArrivals { try checkFigures(before, look, changed, on: node) }
    if node.isCentre { try checkDoor(look, changed) }
  }

  private func standing(
    of place: Place, _ signature: [SQLValue], on node: Node
  ) async throws -> Look.Standing {
    let rows = try await node.disk.reader.rows(
      """
      SELECT id, line, n, received, device, seal FROM change INDEXED BY change_of_record
      WHERE record = ?1 AND type = ?2 AND scope = ?3 ORDER BY local
      """, [.text(place.record.description), .text(place.type), .text(place.scope)])
    let entries = try rows.map { row -> LogEntry in
      guard let id = row[0].text.flatMap(ChangeID.init), let line = row[1].blob else {
        throw Broken("a row of the log is damaged", "\(place) on \(node.name)")
      }
      return LogEntry(try ledger.read(id, line), receipt: Receipt(row, at: 2))
    }
    let fold = Fold(entries)
    let state = Oracle.fold(entries)
    guard Oracle.State(fold) == state else {
      throw Broken("(4) fold and oracle disagree", "\(place) on \(node.name)")
    }
    return Look.Standing(
      signature: Array(signature.dropFirst(3)), entries: entries, fold: fold,
      links: state.links,
      key: entries.lazy.compactMap(\.change.key).first,
      questions: Look.Standing.questions(
        of: state, entries, at: place, under: node.catalogue))
  }

  /// (4) The row of every record is what its log says.
  private func checkRows(_ look: Look, _ changed: [Place], on node: Node) async throws {
    let rows = try await node.disk.reader.rows(
      """
      SELECT scope, type, id, unit, date, life, beside, heads, key, fields, candidates FROM record
      """)
    var shown: [Place: [SQLValue]] = [:]
    for row in rows { shown[try Place(row)] = row }
    for place in changed {
      let expected = look.places[place].flatMap { $0.fold.life == .absent ? nil : $0.row(place) }
      guard shown[place] == expected else {
        throw Broken(
          "(4) a row is not what the log says",
          "\(place) on \(node.name) is \(shown[place] ?? []), should be \(expected ?? [])")
      }
    }
    let known = look.places.filter { $0.value.fold.life != .absent }.keys
    guard Set(shown.keys) == Set(known) else {
      throw Broken("(4) a row without a log, or a log without a row", node.name)
    }
  }

  /// (4) Questions, duplicates and their counts are what the records say together.
  private func checkQuestions(_ look: Look, on node: Node) async throws {
    let duplicates = Duplicates(look)
    let expected = look.places.values.reduce(into: duplicates.questions) {
      $0.formUnion($1.questions)
    }
    let rows = try await node.disk.reader.rows(
      "SELECT id, scope, kind, type, record, other, fields, change FROM item")
    guard Set(rows) == expected else {
      let difference = Set(rows).symmetricDifference(expected)
      throw Broken("(4) the questions are not what the log says", "\(node.name): \(difference)")
    }
    let records = try await node.disk.reader.rows(
      "SELECT scope, type, id, merged_into, open FROM record")
    for row in records {
      let place = try Place(row)
      let hidden = duplicates.hidden[place].map { SQLValue.text($0.description) } ?? .null
      guard row[3] == hidden else {
        throw Broken("(4) who stands for a duplicate", "\(place) on \(node.name): \(row[3])")
      }
      let open = expected.count { question in
        question[1].text == place.scope && question[3].text == place.type
          && [question[4].text, question[5].text].contains(place.record.description)
      }
      guard row[4] == .integer(Int64(open)) else {
        throw Broken(
          "(4) how many questions a record has", "\(place) on \(node.name): \(row[4]), not \(open)")
      }
    }
  }

  /// (5) Actions of honest people are whole or absent.
  private func checkActions(on node: Node) async throws {
    let rows = try await node.disk.reader.rows(
      "SELECT id, scope FROM change WHERE action IS NOT NULL")
    var counts: [String: (held: Int, of: Int)] = [:]
    for row in rows {
      guard let id = row[0].text.flatMap(ChangeID.init), let group = ledger.changes[id]?.group,
        let writer = ledger.writers[id], !hostileDevices.contains(writer)
      else { continue }
      let action = "\(row[1]) \(writer) \(group.id)"
      counts[action] = ((counts[action]?.held ?? 0) + 1, group.count)
    }
    for (action, count) in counts where count.held != count.of {
      throw Broken("(5) part of an action", "\(action) on \(node.name): \(count)")
    }
  }

  /// (1) What a disk holds it keeps, until the disk itself is replaced.
  private func checkNothingVanished(
    _ before: Look, _ look: Look, _ changed: [Place], on node: Node
  ) async throws {
    var gone: Set<ChangeID> = []
    for place in changed {
      gone.formUnion((before.places[place]?.ids ?? []).subtracting(look.places[place]?.ids ?? []))
    }
    let rows = try await node.disk.reader.rows("SELECT id FROM aside")
    let aside = Set(rows.compactMap { $0[0].text.flatMap(ChangeID.init) })
    guard gone.isSubset(of: aside) else {
      throw Broken("(1) an entry vanished", "\(gone.subtracting(aside)) on \(node.name)")
    }
    let both = aside.intersection(look.ids())
    guard both.isEmpty else {
      throw Broken("(1) an entry is held and set aside", "\(both) on \(node.name)")
    }
  }
}

extension Place {
  /// From the columns scope, type and record.
  init(_ row: [SQLValue]) throws {
    guard let scope = row[0].text, let type = row[1].text,
      let record = row[2].text.flatMap(RecordID.init)
    else { throw Broken("a row names no record", "\(row)") }
    self.init(scope: scope, type: type, record: record)
  }
}

extension Receipt {
  /// From the columns n, received, device and seal; nil while the log is not known to hold the change.
  init?(_ row: [SQLValue], at first: Int) {
    guard let n = row[first].integer, let received = row[first + 1].integer,
      let device = row[first + 2].text.flatMap(DeviceID.init),
      let seal = row[first + 3].text.flatMap(Hash.init)
    else { return nil }
    self.init(n: n, received: received, device: device, seal: seal)
  }
}
