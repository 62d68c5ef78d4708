public import Replication

/// Writes changes for tests: every one is new, and the same seed writes the same bytes.
public struct Pen {
  public var random: SeededRandom
  public var at: Int64 = 1_762_160_000_000
  public var by = "anl"
  public var catalogue = "Zk3vQmJq7bWcR5tYxN0pLg"

  public init(seed: UInt64 = 1) { random = SeededRandom(seed: seed) }

  public mutating func newID<Subject>() -> ID<Subject> { ID(using: &random) }

  public mutating func put(
    _ fields: [String: Value], in record: RecordID, seeing seen: [Change] = []
  ) throws -> Change {
    try write(.put, fields, in: record, seeing: seen.map(\.id))
  }

  public mutating func inc(
    _ fields: [String: Int64], in record: RecordID, seeing seen: [Change] = [],
    tally: TallyID? = nil
  ) throws -> Change {
    let values = fields.mapValues { Value.integer($0) }
    return try write(.inc, values, in: record, seeing: seen.map(\.id), tally: tally)
  }

  public mutating func del(in record: RecordID, seeing seen: [Change]) throws -> Change {
    try write(.del, [:], in: record, seeing: seen.map(\.id))
  }

  /// - Parameter person: nil when the program judges.
  public mutating func judge(
    _ target: Change, _ status: Verdict.Status, by person: String?, seeing seen: [Change]
  ) throws -> Change {
    let verdict = Verdict(
      target: target.id, status: status, reason: "test", person: person,
      erasure: status == .erased ? .init(fields: ["note"], seal: Hash(of: [])) : nil)
    return try write(.verdict, [:], in: target.record, seeing: seen.map(\.id), verdict: verdict)
  }

  public mutating func write(
    _ kind: Change.Kind, _ fields: [String: Value], in record: RecordID, seeing seen: [ChangeID],
    tally: TallyID? = nil, verdict: Verdict? = nil
  ) throws -> Change {
    let draft = Draft(
      kind: kind, type: "activity", record: record, seen: seen,
      fields: fields.map { Change.Field($0.key, $0.value) }, tally: tally, verdict: verdict)
    let author = Draft.Author(by: by, at: at, catalogue: catalogue)
    return try draft.change(by: author, group: nil, using: &random)
  }

  /// Of a type that this version may not know.
  public mutating func change(
    type: String, _ fields: [String: Value], in record: RecordID
  ) throws -> Change {
    let draft = Draft(
      kind: .put, type: type, record: record, seen: [],
      fields: fields.map { Change.Field($0.key, $0.value) })
    return try draft.change(
      by: Draft.Author(by: by, at: at, catalogue: catalogue), group: nil, using: &random)
  }

  /// A count at a door, with its natural key.
  public mutating func visits(
    _ count: Value, on key: NaturalKey, seeing seen: [ChangeID]
  ) throws -> Change {
    let draft = Draft(
      kind: .put, type: key.type, record: key.record, key: key, seen: seen,
      fields: [Change.Field("count", count), Change.Field("method", .text("reading"))])
    return try draft.change(
      by: Draft.Author(by: by, at: at, catalogue: catalogue), group: nil, using: &random)
  }

  public mutating func clicks(
    _ count: Int64, on key: NaturalKey, seeing seen: [ChangeID] = []
  ) throws -> Change {
    let draft = Draft(
      kind: .inc, type: key.type, record: key.record, key: key, seen: seen,
      fields: [Change.Field("count", .integer(count))])
    return try draft.change(
      by: Draft.Author(by: by, at: at, catalogue: catalogue), group: nil, using: &random)
  }

  /// Parts of one action.
  ///
  /// - Parameter count: how many the action claims to have; nil for the truth.
  public mutating func group(
    _ parts: [(fields: [String: Value], record: RecordID)], count: Int? = nil
  ) throws -> [Change] {
    let id: GroupID = newID()
    return try parts.enumerated().map { index, part in
      try member(
        part.fields, in: part.record,
        of: Change.Group(id: id, index: index, count: count ?? parts.count))
    }
  }

  public mutating func member(
    _ fields: [String: Value], in record: RecordID, seeing seen: [ChangeID] = [],
    of group: Change.Group
  ) throws -> Change {
    let draft = Draft(
      kind: .put, type: "activity", record: record, seen: seen,
      fields: fields.map { Change.Field($0.key, $0.value) })
    return try draft.change(
      by: Draft.Author(by: by, at: at, catalogue: catalogue), group: group, using: &random)
  }
}
