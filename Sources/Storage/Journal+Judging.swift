// At the aggregator: the door. A change that is stored and breaks a rule gets a verdict; it is never refused and
// never lost, and a person can release it.

internal import Catalogue
internal import Replication

extension Journal {
  /// Judges what has just been stored. What comes back with its seal brings the old verdicts along as changes of their
  /// own, and is judged again only where they were lost on the way. What is said of one part of an action holds for all
  /// of it.
  func judge(_ admission: Admission, in scope: Scope, now: Int64) throws {
    var heads: [RecordKey: [ChangeID]] = [:]
    // Everything in `county` is the aggregator's own word.
    for action in Self.actions(in: scope == .county ? [] : admission.admitted) {
      guard let reason = try reasonForQuarantine(action, in: scope) else { continue }
      for change in action.map(\.change) {
        try decide(.quarantined, reason: reason, about: change, in: scope, now: now, &heads)
      }
    }
    let proven = admission.proven.map { Admission.Admitted(change: $0, provenance: .own) }
    for action in Self.actions(in: proven) {
      let reason = try reasonForQuarantine(action, in: scope)
      for change in action.map(\.change) {
        try decide(
          reason == nil ? .released : .quarantined, reason: reason ?? DoorReason.sealed.rawValue,
          about: change,
          in: scope, now: now, &heads)
      }
    }
  }

  /// The parts of an action are stored side by side.
  private static func actions(in admitted: [Admission.Admitted]) -> [[Admission.Admitted]] {
    var actions: [[Admission.Admitted]] = []
    for arrival in admitted {
      if let group = arrival.change.group, group.id == actions.last?.last?.change.group?.id {
        actions[actions.count - 1].append(arrival)
      } else {
        actions.append([arrival])
      }
    }
    return actions
  }

  private func reasonForQuarantine(_ action: [Admission.Admitted], in scope: Scope) throws
    -> String?
  {
    for arrival in action {
      if case .unsealed = arrival.provenance { return DoorReason.unsealed.rawValue }
      guard let reason = try reasonForQuarantine(arrival.change, in: scope) else { continue }
      if case .sealed = arrival.provenance, try isJudged(arrival.change, in: scope) { continue }
      return reason
    }
    return nil
  }

  private func isJudged(_ change: Change, in scope: Scope) throws -> Bool {
    try connection.entries(scope, change.type, change.record).contains { entry in
      entry.change.verdict.map { $0.target == change.id && $0.status.facet == .door } ?? false
    }
  }

  /// The code of the first rule the change breaks that must not be broken even by an older version. It looks at the
  /// change alone: none of these rules asks what the record said before.
  private func reasonForQuarantine(_ change: Change, in scope: Scope) throws -> String? {
    guard change.kind == .put || change.kind == .inc, catalogue.type(change.type) != nil else {
      return nil
    }
    // An amount is no answer: only where and when it was counted can be judged.
    let answers = change.kind == .inc ? [] : change.fields.map { ($0.name, Answer($0.value)) }
    let fields = Dictionary(answers, uniquingKeysWith: { first, _ in first })
    let entry = Entry(
      type: change.type, key: change.key.map(KeyParts.init), answers: fields, standing: [:])
    var context = try context(of: entry, in: scope, today: nil)
    context.counted = []
    return catalogue.check(entry, context: context)
      .first { $0.severity == .hard && DoorReason.isJudged($0.code) }?.code
  }

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
