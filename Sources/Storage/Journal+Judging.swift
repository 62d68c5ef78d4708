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
    let roll = try rollCall(for: admission, in: scope, now: now)
    // Everything in `county` is the aggregator's own word.
    for action in Self.actions(in: scope == .county ? [] : admission.admitted) {
      guard let reason = try reasonForQuarantine(action, roll, in: scope) else { continue }
      for change in action.map(\.change) {
        try decide(.quarantined, reason: reason, about: change, in: scope, now: now, &heads)
      }
    }
    let proven = admission.proven.map { Admission.Admitted(change: $0, provenance: .own) }
    for action in Self.actions(in: proven) {
      let reason = try action.compactMap { try reasonForQuarantine($0.change, in: scope) }.first
      for change in action.map(\.change) {
        let verdict = Verdict(
          target: change.id, status: reason == nil ? .released : .quarantined,
          reason: reason ?? DoorReason.sealed.rawValue, person: nil)
        try write([draft(verdict, about: change, in: scope)], in: scope, at: now)
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

  private func reasonForQuarantine(
    _ action: [Admission.Admitted], _ roll: RollCall, in scope: Scope
  ) throws -> String? {
    for arrival in action {
      if case .unsealed = arrival.provenance { return DoorReason.unsealed.rawValue }
      let reason =
        try roll.reasonForQuarantine(arrival)
        ?? reasonForQuarantine(arrival.change, in: scope)
      guard let reason else { continue }
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

extension Journal {
  private func rollCall(for admission: Admission, in scope: Scope, now: Int64) throws -> RollCall {
    var roll = RollCall(
      catalogue: catalogue, carrier: admission.device, grants: try grants(in: scope), now: now)
    for arrival in admission.admitted {
      let device = roll.bringer(of: arrival)
      if roll.ceilings[device] == nil { roll.ceilings[device] = .some(try ceiling(of: device)) }
    }
    return roll
  }
}

/// Who may write what, for the changes of one exchange.
private struct RollCall {
  let catalogue: Catalogue
  let carrier: DeviceID
  let grants: [String: [Grant]]?
  let now: Int64
  /// nil for a device that the register does not know.
  var ceilings: [DeviceID: String?] = [:]

  func bringer(of arrival: Admission.Admitted) -> DeviceID {
    if case .sealed(let receipt) = arrival.provenance { receipt.device } else { carrier }
  }

  /// A change that returns is asked what was true when it first arrived. The register may still be on its way back, so
  /// only a role that is known to have ended counts against it.
  func reasonForQuarantine(_ arrival: Admission.Admitted) -> String? {
    let change = arrival.change
    guard change.kind?.isEdit == true else { return nil }
    var writer = Writer(
      alias: change.by, ceiling: ceilings[bringer(of: arrival)] ?? nil,
      grants: grants.map { $0[change.by] ?? [] }, received: now)
    guard case .sealed(let receipt) = arrival.provenance else {
      return catalogue.objection(to: writer, writing: change.type)?.code
    }
    writer.received = receipt.received
    let objection = catalogue.objection(to: writer, writing: change.type)?.code
    return objection == DoorReason.noRole.rawValue ? nil : objection
  }
}
