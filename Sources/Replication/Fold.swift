// State is a pure function of the set of changes. This is the only place where it is computed; order of arrival,
// repetition, copies and restores cannot matter here because nothing here can see them.

/// A change as a node holds it.
public struct LogEntry: Sendable, Equatable {
  public let change: Change
  /// nil until the aggregator has stored the change.
  public var receipt: Receipt?

  public init(_ change: Change, receipt: Receipt? = nil) {
    self.change = change
    self.receipt = receipt
  }

  /// Orders competing values until a person decides. Never the truth: one of the two clocks may be wrong.
  var apparentTime: Int64 { min(change.at, receipt?.received ?? change.at) }
}

/// What a record says when all its changes are laid together.
public struct Fold: Equatable, Sendable {
  public enum Life: String, Sendable {
    /// Nothing that counts is known of the record.
    case absent
    case alive
    case deleted
    /// Deleted by one person and edited by another who had not seen it; shown whole until a person decides.
    case editDelete = "edit-delete"
  }

  public struct Field: Equatable, Sendable {
    public let name: String
    /// Sorted by their JSON. More than one: a conflict.
    public let candidates: [Candidate]
    /// The candidate that is shown meanwhile.
    public let provisional: Value
  }

  public struct Candidate: Equatable, Sendable {
    public let value: Value
    /// The newest puts that say so; empty for a sum of incs alone.
    public let changes: [ChangeID]
  }

  /// A change that a verdict keeps out until a person decides, or of which the program erased a part.
  public struct Apart: Hashable, Sendable {
    public let change: ChangeID
    /// The names of the fields that nothing written since has set; empty for a delete.
    public let fields: [String]
  }

  public struct HeldVerdict: Equatable, Sendable {
    /// The change that says so.
    public let change: ChangeID
    public let verdict: Verdict
    public var target: ChangeID { verdict.target }
    public var status: Verdict.Status { verdict.status }
  }

  public let life: Life
  /// Sorted by name. Empty unless the record is shown.
  public let fields: [Field]
  public let heads: [ChangeID]
  /// The verdicts that hold, sorted by target and facet.
  public let verdicts: [HeldVerdict]
  /// What is quarantined and would say something if it were released, and what the program erased and nobody has said
  /// anew, sorted by change.
  public let apart: [Apart]
  /// True when somebody edited the record without knowing that it had been merged into another.
  public let isEditedBesideMerge: Bool
  /// The records that tell of the same thing, sorted. A deleted one goes on tying together what it tied when it was
  /// deleted: of A = B = C, A and C are still the same without B.
  public let links: [RecordID]

  public subscript(name: String) -> Field? { fields.first { sameBytes($0.name, name) } }

  public var conflicts: [Field] { fields.filter { $0.candidates.count > 1 } }

  /// Links a record to another that tells of the same thing; null undoes it.
  public static let sameAs = "_same_as"
  /// The ids of records that look alike and are not.
  public static let distinctFrom = "_distinct_from"

  /// - Parameters:
  ///   - entries: of one record, in any order.
  ///   - seen: when given, only what is at or below these changes: the record as their author saw it.
  public init(_ entries: [LogEntry], asSeenIn seen: [ChangeID]? = nil) {
    let entries = seen.map { Self.entries(entries, atOrBelow: $0) } ?? entries
    let builder = FoldBuilder(entries)
    heads = builder.graph.heads
    verdicts = builder.verdicts
    let sides = builder.sides
    life = sides.life
    fields = builder.fields(of: sides.live)
    isEditedBesideMerge = builder.isEditedBesideMerge(sides.live)
    links = builder.links(of: sides)
    apart = builder.apart
  }

  private static func entries(_ entries: [LogEntry], atOrBelow seen: [ChangeID]) -> [LogEntry] {
    let graph = RecordGraph(entries.lazy.map(\.change))
    let tops = seen.compactMap(graph.position)
    let below = graph.below(tops)
    return entries.filter { entry in
      guard let position = graph.position(of: entry.change.id) else { return false }
      return tops.contains(position) || below.contains(position)
    }
  }
}

/// The fold in steps: exclude, settle deletes against edits, then field by field.
struct FoldBuilder {
  let graph: RecordGraph
  let verdicts: [Fold.HeldVerdict]
  /// By position.
  private let apparentTimes: [Int64]
  private let counting: [Int]

  init(_ entries: [LogEntry]) {
    graph = RecordGraph(entries.lazy.map(\.change))
    var times = graph.changes.map(\.at)
    for entry in entries {
      guard let position = graph.position(of: entry.change.id) else { continue }
      times[position] = min(times[position], entry.apparentTime)
    }
    apparentTimes = times
    verdicts = Self.verdicts(in: graph)
    let excluded = Set(verdicts.filter { $0.status.excludes }.map(\.target))
    counting = graph.changes.indices.filter { [graph] position in
      let change = graph.changes[position]
      return graph.isWhole(position) && change.kind?.isEdit == true && !excluded.contains(change.id)
    }
  }

  /// Per target and facet the newest by graph; among competitors a person's beats the program's, then the strictest.
  private static func verdicts(in graph: RecordGraph) -> [Fold.HeldVerdict] {
    let positions = graph.changes.indices.filter {
      graph.isWhole($0) && graph.changes[$0].verdict != nil
    }
    let byTarget = Dictionary(grouping: positions) { position in
      let verdict = graph.changes[position].verdict
      return [verdict?.target.description ?? "", verdict?.status.facet.rawValue ?? ""]
    }
    let keys = byTarget.keys.sorted { $0.lexicographicallyPrecedes($1, by: precedes) }
    return keys.compactMap { key in
      let rivals = byTarget[key] ?? []
      let covered = graph.below(rivals)
      let newest = rivals.filter { !covered.contains($0) }.compactMap { position in
        graph.changes[position].verdict.map {
          Fold.HeldVerdict(change: graph.changes[position].id, verdict: $0)
        }
      }
      return newest.max { rank($0) < rank($1) }
    }
  }

  private static func rank(_ held: Fold.HeldVerdict) -> (Int, Verdict.Status, ChangeID) {
    (held.verdict.person != nil ? 1 : 0, held.status, held.change)
  }

  /// A del removes every edit it has seen. It is disputed while an edit that no del has seen stands beside it and
  /// no put or del has seen both; a disputed del with nothing written on top is folded as if it were absent.
  var sides: (life: Fold.Life, live: [Int]) {
    guard !counting.isEmpty else { return (.absent, []) }
    let dels = counting.filter { graph.changes[$0].kind == .del }
    let edits = counting.filter { graph.changes[$0].kind != .del }
    let removed = graph.below(dels)
    let disputed = dels.filter { del in
      let undecided = edits.filter { edit in
        !removed.contains(edit) && !graph.isBefore(edit, del) && !graph.isBefore(del, edit)
      }
      guard !undecided.isEmpty else { return false }
      let decided = graph.below(
        counting.filter { graph.changes[$0].kind != .inc && graph.isBefore(del, $0) })
      return undecided.contains { !decided.contains($0) }
    }
    let asleep = disputed.filter { del in !edits.contains { graph.isBefore(del, $0) } }
    let gone = graph.below(dels.filter { !asleep.contains($0) })
    let live = edits.filter { !gone.contains($0) }
    if live.isEmpty { return (.deleted, []) }
    return (disputed.isEmpty ? .alive : .editDelete, live)
  }

  func fields(of live: [Int]) -> [Fold.Field] {
    var writers: [String: [Writer]] = [:]
    for position in live {
      for field in graph.changes[position].fields {
        writers[field.name, default: []].append(Writer(position: position, value: field.value))
      }
    }
    return writers.keys.sorted(by: precedes).map { name in
      field(name, writers[name] ?? [])
    }
  }

  /// A change that writes a field, and what it writes. A record holds up to 4 096 changes of 200 fields each, so
  /// whatever is done with all of them takes one pass.
  struct Writer {
    let position: Int
    let value: Value
  }

  private func field(_ name: String, _ writers: [Writer]) -> Fold.Field {
    let puts = writers.filter { graph.changes[$0.position].kind == .put }
    let amounts = Amounts(
      writers.filter { graph.changes[$0.position].kind != .put }, in: graph)
    let covered = graph.below(puts.map(\.position))
    let newest = puts.filter { !covered.contains($0.position) }
    let added = amounts.total
    guard !newest.isEmpty else {
      let sum = Value.integer(clamped(added))
      return Fold.Field(
        name: name, candidates: [Fold.Candidate(value: sum, changes: [])], provisional: sum)
    }
    let valued = newest.map { put in
      Writer(position: put.position, value: baseline(put, of: amounts, adding: added))
    }
    // Nearly every field has one newest put: nothing to group, to sort or to choose from.
    if valued.count == 1 {
      let put = valued[0]
      let candidate = Fold.Candidate(
        value: put.value, changes: [graph.changes[put.position].id])
      return Fold.Field(name: name, candidates: [candidate], provisional: put.value)
    }
    let shown = valued.max { appearsEarlier($0.position, $1.position) }
    return Fold.Field(
      name: name, candidates: candidates(valued), provisional: shown?.value ?? .null)
  }

  /// The distinct values, sorted by their JSON.
  private func candidates(_ valued: [Writer]) -> [Fold.Candidate] {
    let byJSON = Dictionary(grouping: valued) { $0.value.canonical }
    return byJSON.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { _, group in
      Fold.Candidate(
        value: group[0].value, changes: group.map { graph.changes[$0.position].id }.sorted())
    }
  }

  /// A put on a counter is a baseline: it absorbs the incs it had seen, and a click nobody had seen still counts.
  private func baseline(_ put: Writer, of amounts: Amounts, adding added: Int128) -> Value {
    guard case .integer(let base) = put.value, !amounts.isEmpty else { return put.value }
    let seen = amounts.total(within: graph.ancestors(of: put.position))
    return .integer(clamped(Int128(base) + added - seen))
  }

  private func clamped(_ sum: Int128) -> Int64 {
    Int64(max(-Int128(Value.integerMax), min(Int128(Value.integerMax), sum)))
  }

  private func appearsEarlier(_ left: Int, _ right: Int) -> Bool {
    let (a, b) = (apparentTimes[left], apparentTimes[right])
    return a == b ? graph.changes[left].id < graph.changes[right].id : a < b
  }

  func isEditedBesideMerge(_ live: [Int]) -> Bool {
    let merges = live.filter { sameAs($0) != nil }
    let covered = graph.below(merges)
    let newest = merges.filter { !covered.contains($0) && sameAs($0) != .null }
    guard !newest.isEmpty else { return false }
    return live.contains { edit in
      !newest.contains(edit)
        && !newest.contains { graph.isBefore($0, edit) || graph.isBefore(edit, $0) }
    }
  }

  func links(of sides: (life: Fold.Life, live: [Int])) -> [RecordID] {
    let speaking = sides.life == .deleted ? lastEdits : sides.live
    let writers = speaking.compactMap { position in
      sameAs(position).map { Writer(position: position, value: $0) }
    }
    guard !writers.isEmpty else { return [] }
    return field(Fold.sameAs, writers).candidates
      .compactMap { candidate -> RecordID? in
        guard case .text(let id) = candidate.value else { return nil }
        return RecordID(id)
      }
      .sorted()
  }

  /// The edits that a deleted record showed until its newest dels.
  private var lastEdits: [Int] {
    let dels = counting.filter { graph.changes[$0].kind == .del }
    let covered = graph.below(dels)
    let gone = graph.below(dels.filter(covered.contains))
    return counting.filter { graph.changes[$0].kind != .del && !gone.contains($0) }
  }

  private func sameAs(_ position: Int) -> Value? {
    graph.changes[position].fields.first { $0.name == Fold.sameAs }?.value
  }
}

extension FoldBuilder {
  /// Who writes what was set apart anew, with it in sight, or deletes it, has answered the question.
  var apart: [Fold.Apart] {
    let quarantined = verdicts.filter { $0.status == .quarantined }
    let excluded = Set(verdicts.filter { $0.status.excludes }.map(\.target))
    // A person who erases something is asked nothing; whoever wrote what the program erased has to say it anew.
    let erased = verdicts.filter {
      $0.status == .erased && $0.verdict.person == nil && !excluded.contains($0.target)
    }
    return (quarantined + erased).compactMap { verdict in
      guard let position = graph.position(of: verdict.target), graph.isWhole(position) else {
        return nil
      }
      let later = counting.filter { graph.isBefore(position, $0) }.map { graph.changes[$0] }
      let change = graph.changes[position]
      guard change.kind?.isEdit == true, !later.contains(where: { $0.kind == .del }) else {
        return nil
      }
      if change.kind == .del {
        return later.contains { $0.kind == .put } ? nil : Fold.Apart(change: change.id, fields: [])
      }
      let written = Set(later.filter { $0.kind == .put }.flatMap(\.fields).map(\.name))
      let said = verdict.verdict.erasure?.fields ?? change.fields.map(\.name)
      let open = said.filter { !written.contains($0) }
      return open.isEmpty ? nil : Fold.Apart(change: change.id, fields: open)
    }.sorted { $0.change < $1.change }
  }
}

extension Change.Kind {
  /// Verdicts and locks are decisions about edits, never edits.
  public var isEdit: Bool { self == .put || self == .inc || self == .del }
}

extension Verdict.Status {
  /// An excluded change stays in the graph, can be seen and covered, and writes nothing.
  public var excludes: Bool { self == .quarantined || self == .declined }
}
