// A second fold, written to be believed rather than to be fast: sets where `Replication` has bit rows, and a
// structure that follows the prose of Protocol/README.md sentence by sentence. It shares with the first one only
// the reading of lines. Where the two differ, one of them is wrong.

public import Replication

public enum Oracle {
  /// What a record says.
  public struct State: Equatable, Sendable {
    /// `absent`, `alive`, `deleted` or `edit-delete`.
    public let life: String
    /// Sorted by name; empty unless the record is shown.
    public let fields: [Field]
    /// The records said to be the same, sorted; a deleted record's are those it had when it was deleted.
    public let links: [RecordID]

    public subscript(name: String) -> Field? { fields.first { $0.name == name } }
  }

  public struct Field: Equatable, Sendable {
    public let name: String
    /// The distinct values as canonical JSON, sorted by their bytes. More than one: a conflict.
    public let candidates: [String]
    /// The candidate that is shown until a person decides.
    public let provisional: String

    public static func == (left: Field, right: Field) -> Bool {
      left.name == right.name && left.provisional.utf8.elementsEqual(right.provisional.utf8)
        && left.candidates.elementsEqual(right.candidates) { $0.utf8.elementsEqual($1.utf8) }
    }
  }

  /// The state of every record that `entries` speak of, whatever their order and however often they come.
  public static func state(of entries: [LogEntry]) -> [RecordID: State] {
    Dictionary(grouping: entries, by: \.change.record).mapValues { fold($0) }
  }

  /// The state of one record.
  ///
  /// - Parameter below: when given, only what is at or below these changes counts, verdicts included: a
  ///   published figure.
  public static func fold(_ entries: [LogEntry], below: Set<ChangeID>? = nil) -> State {
    var graph = OracleGraph(entries)
    if let below { graph.keep(atOrBelow: below) }
    let excluded = graph.excluded
    let counting = graph.changes.values.filter { change in
      [.put, .inc, .del].contains(change.kind) && !excluded.contains(change.id)
    }
    return OracleFold(graph: graph, counting: counting).state
  }
}

extension Oracle.State {
  /// What `Replication` says, in the oracle's words.
  public init(_ fold: Fold) {
    life = fold.life.rawValue
    fields = fold.fields.map { field in
      Oracle.Field(
        name: field.name, candidates: field.candidates.map { Oracle.json($0.value) },
        provisional: Oracle.json(field.provisional))
    }
    links = fold.links
  }
}

extension Oracle {
  static func json(_ value: Value) -> String { String(decoding: value.canonical, as: UTF8.self) }
}

/// One record's changes, as far as all their ancestors are there.
struct OracleGraph {
  private(set) var changes: [ChangeID: Change] = [:]
  private(set) var ancestors: [ChangeID: Set<ChangeID>] = [:]
  private var received: [ChangeID: Int64] = [:]

  init(_ entries: [LogEntry]) {
    var waiting: [ChangeID: Change] = [:]
    for entry in entries {
      waiting[entry.change.id] = entry.change
      if let receipt = entry.receipt { received[entry.change.id] = receipt.received }
    }
    var laterOf: [ChangeID: [Change]] = [:]
    for change in waiting.values {
      for id in change.seen { laterOf[id, default: []].append(change) }
    }
    var ready = waiting.values.filter(\.seen.isEmpty)
    while let change = ready.popLast() {
      guard ancestors[change.id] == nil else { continue }
      ancestors[change.id] = change.seen.reduce(into: Set(change.seen)) { all, id in
        all.formUnion(ancestors[id] ?? [])
      }
      changes[change.id] = change
      ready += (laterOf[change.id] ?? []).filter { $0.seen.allSatisfy { ancestors[$0] != nil } }
    }
  }

  mutating func keep(atOrBelow heads: Set<ChangeID>) {
    let inside = heads.reduce(into: heads) { $0.formUnion(ancestors[$1] ?? []) }
    changes = changes.filter { inside.contains($0.key) }
  }

  func isBefore(_ earlier: ChangeID, _ later: ChangeID) -> Bool {
    ancestors[later]?.contains(earlier) ?? false
  }

  func time(of change: Change) -> Int64 { min(change.at, received[change.id] ?? change.at) }

  /// The targets of the door verdicts that hold and keep a change out.
  var excluded: Set<ChangeID> { targets(ofAny: [.declined, .quarantined]) }

  /// Those that wait for a person: a decline beside a quarantine is the stricter.
  var quarantined: Set<ChangeID> {
    targets(ofAny: [.quarantined]).subtracting(targets(ofAny: [.declined]))
  }

  private func targets(ofAny wanted: [Verdict.Status]) -> Set<ChangeID> {
    let verdicts = changes.values.compactMap { change in change.verdict.map { (change.id, $0) } }
    let doors = verdicts.filter { $0.1.status.facet == .door }
    return Set(
      doors.map(\.1.target).filter { target in
        let rivals = doors.filter { $0.1.target == target }
        let newest = rivals.filter { rival in !rivals.contains { isBefore(rival.0, $0.0) } }.map(
          \.1)
        let byPeople = newest.filter { $0.person != nil }
        let statuses = (byPeople.isEmpty ? newest : byPeople).map(\.status)
        return wanted.contains { statuses.contains($0) }
      })
  }
}

/// The fold of the changes that count.
struct OracleFold {
  let graph: OracleGraph
  let counting: [Change]

  var state: Oracle.State {
    if counting.isEmpty { return Oracle.State(life: "absent", fields: [], links: []) }
    let edits = counting.filter { $0.kind != .del }
    let dels = counting.filter { $0.kind == .del }
    let disputed = dels.filter { del in
      edits.contains { edit in
        isBeside(edit, del) && !isDecided(del, edit) && !dels.contains { isBefore(edit, $0) }
      }
    }
    let asleep = disputed.filter { del in !edits.contains { isBefore(del, $0) } }
    let awake = dels.filter { !asleep.contains($0) }
    let live = edits.filter { edit in !awake.contains { isBefore(edit, $0) } }
    if live.isEmpty {
      let older = dels.filter { del in dels.contains { isBefore(del, $0) } }
      let last = edits.filter { edit in !older.contains { isBefore(edit, $0) } }
      return Oracle.State(life: "deleted", fields: [], links: links(in: last))
    }
    let names = Set(live.flatMap { $0.fields.map(\.name) }).sorted()
    return Oracle.State(
      life: disputed.isEmpty ? "alive" : "edit-delete",
      fields: names.map { field($0, in: live) }, links: links(in: live))
  }

  private func links(in edits: [Change]) -> [RecordID] {
    let merges = edits.filter { $0.kind == .put }.compactMap { change in
      change.fields.first { $0.name == "_same_as" }.map { (change: change, value: $0.value) }
    }
    let newest = merges.filter { merge in !merges.contains { isBefore(merge.change, $0.change) } }
    let named = newest.compactMap { merge -> RecordID? in
      guard case .text(let id) = merge.value else { return nil }
      return RecordID(id)
    }
    return Set(named).sorted()
  }

  private func isBefore(_ earlier: Change, _ later: Change) -> Bool {
    graph.isBefore(earlier.id, later.id)
  }

  private func isBeside(_ one: Change, _ other: Change) -> Bool {
    !isBefore(one, other) && !isBefore(other, one)
  }

  /// A put or a del that has seen both has settled which of them holds. A click settles nothing.
  private func isDecided(_ del: Change, _ edit: Change) -> Bool {
    counting.contains { $0.kind != .inc && isBefore(del, $0) && isBefore(edit, $0) }
  }

  private func field(_ name: String, in live: [Change]) -> Oracle.Field {
    let writers = live.compactMap { change in
      change.fields.first { $0.name == name }.map { (change: change, value: $0.value) }
    }
    let puts = writers.filter { $0.change.kind == .put }
    let incs = writers.filter { $0.change.kind == .inc }
    let newest = puts.filter { put in !puts.contains { isBefore(put.change, $0.change) } }
    if newest.isEmpty {
      let sum = Oracle.json(.integer(clamped(total(incs))))
      return Oracle.Field(name: name, candidates: [sum], provisional: sum)
    }
    let valued = newest.map { put in
      guard case .integer(let base) = put.value, !incs.isEmpty else {
        return (change: put.change, value: put.value)
      }
      let absorbed = total(incs.filter { isBefore($0.change, put.change) })
      return (put.change, .integer(clamped(Int128(base) + total(incs) - absorbed)))
    }
    let shown = valued.max { left, right in
      let times = (graph.time(of: left.change), graph.time(of: right.change))
      return times.0 == times.1 ? left.change.id < right.change.id : times.0 < times.1
    }
    let distinct = Set(valued.map(\.value)).map(Oracle.json)
    return Oracle.Field(
      name: name, candidates: distinct.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
      provisional: shown.map { Oracle.json($0.value) } ?? "")
  }

  /// A row of clicks that was copied with a disk counts once, with the most that any copy reached.
  private func total(_ incs: [(change: Change, value: Value)]) -> Int128 {
    var sum: Int128 = 0
    var rows: [TallyID: Int128] = [:]
    for inc in incs {
      guard case .integer(let amount) = inc.value else { continue }
      guard let row = inc.change.tally else {
        sum += Int128(amount)
        continue
      }
      rows[row] = max(rows[row] ?? 0, Int128(amount))
    }
    return rows.values.reduce(sum, +)
  }

  private func clamped(_ sum: Int128) -> Int64 {
    let most = Int128(9_007_199_254_740_991)
    return Int64(min(most, max(-most, sum)))
  }
}
