// At the aggregator: the door. A change that is stored and breaks a rule gets a verdict; it is never refused and
// never lost, and a person can release it.

internal import Catalogue
internal import Replication

extension Journal {
  /// Judges what has just been stored: once, at its first arrival without a valid seal.
  func judge(_ admitted: [Admission.Admitted], in scope: Scope, now: Int64) throws {
    var heads: [RecordKey: [ChangeID]] = [:]
    for arrival in admitted {
      switch arrival.provenance {
      case .sealed:
        if try isQuarantined(arrival.change, in: scope) {
          try decide(.released, reason: "sealed", about: arrival.change, in: scope, now: now, &heads)
        }
      case .unsealed:
        let reason = Refusal.unsealed.code
        try decide(
          .quarantined, reason: reason, about: arrival.change, in: scope, now: now, &heads)
      case .own:
        if let reason = try reasonForQuarantine(arrival.change, in: scope) {
          try decide(
            .quarantined, reason: reason, about: arrival.change, in: scope, now: now, &heads)
        }
      }
    }
  }

  private func isQuarantined(_ change: Change, in scope: Scope) throws -> Bool {
    let fold = Fold(try connection.entries(scope, change.type, change.record))
    return fold.verdicts.contains { $0.target == change.id && $0.status == .quarantined }
  }

  /// The code of the first rule the change breaks that must not be broken even by an older version. It looks at the
  /// change alone: none of these rules asks what the record said before.
  private func reasonForQuarantine(_ change: Change, in scope: Scope) throws -> String? {
    guard change.kind == .put, catalogue.type(change.type) != nil else { return nil }
    let fields = Dictionary(
      change.fields.map { ($0.name, Answer($0.value)) }, uniquingKeysWith: { first, _ in first })
    let entry = Entry(
      type: change.type, key: change.key.map(KeyParts.init), answers: fields, standing: [:])
    var context = try context(of: entry, in: scope, today: nil)
    context.counted = []
    return catalogue.check(entry, context: context)
      .first { $0.severity == .hard && Self.judgedCodes.contains($0.code) }?.code
  }

  /// What the door looks at. A field or a code that this version does not know is no offence: a newer branch wrote
  /// it. Nor is an unknown unit: after a rollback the register may still be on its way back.
  static let judgedCodes: Set<String> = [
    "bad-date", "bad-granularity", "out-of-range", "unit-elsewhere", "week-not-monday", "wrong-kind",
    "wrong-place",
  ]

  /// Writes a verdict of the program into the record of the change it is about.
  ///
  /// - Parameter heads: of the records judged so far; a record of thousands of changes is folded once.
  private func decide(
    _ status: Verdict.Status, reason: String, about change: Change, in scope: Scope, now: Int64,
    _ heads: inout [RecordKey: [ChangeID]]
  ) throws {
    let place = RecordKey(type: change.type, record: change.record)
    let open =
      try heads[place] ?? Fold(try connection.entries(scope, place.type, place.record)).heads
    let seen = Array(open.prefix(Change.seenMax))
    let draft = Draft(
      kind: .verdict, type: change.type, record: change.record, key: change.key, seen: seen,
      verdict: Verdict(target: change.id, status: status, reason: reason, person: nil))
    let author = Draft.Author(by: "", at: now, catalogue: catalogue.version)
    let verdict = try draft.change(by: author, group: nil, using: &random)
    try connection.append(verdict, to: scope, mine: true)
    try arrive([verdict], in: scope, at: now)
    heads[place] = [verdict.id] + open.dropFirst(seen.count)
  }
}
