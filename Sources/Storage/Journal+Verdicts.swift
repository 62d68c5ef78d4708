// At the aggregator: what people decide about changes.

internal import Catalogue
public import Replication

/// What a person at the region says about a change.
public enum Judgement: String, Sendable {
  /// It counts after all.
  case release = "released"
  /// It never does.
  case decline = "declined"

  var status: Verdict.Status { self == .release ? .released : .declined }
}

/// A change about which a verdict holds.
public struct JudgedChange: Encodable, Sendable {
  public let scope: String
  public let type: String
  public let record: String
  public let change: String
  public let status: String
  public let reason: String
  /// What the reason says to people.
  public let sentence: String
  /// nil when the program decided.
  public let person: String?
  /// When, milliseconds since 1970.
  public let at: Int64
}

extension Journal {
  /// Releases or declines a change, with the whole action it belongs to.
  ///
  /// - Parameters:
  ///   - change: its id, or an unambiguous beginning of at least four characters.
  ///   - reason: a sentence that its author will read.
  ///   - person: who decides.
  /// - Returns: the changes it was said about.
  public func judge(
    _ change: String, _ judgement: Judgement, reason: String, by person: String, at now: Int64
  ) throws -> [ChangeID] {
    guard authority != nil else { throw JournalError.notTheAggregator }
    try checkName(reason, called: "--reason")
    try checkName(person, called: "--by")
    return try connection.transaction {
      let (scope, target) = try found(change)
      guard target.kind?.isEdit == true, scope != .county else {
        throw JournalError.notAnEntry(change)
      }
      let action = try wholeAction(of: target, in: scope)
      let drafts = try action.map { member in
        let verdict = Verdict(
          target: member.id, status: judgement.status, reason: reason, person: person)
        return try draft(verdict, about: member, in: scope)
      }
      try write(drafts, in: scope, at: now)
      return action.map(\.id)
    }
  }

  /// Writes verdicts as one action of the aggregator.
  func write(_ drafts: [Draft], in scope: Scope, at now: Int64) throws {
    let changes = try finish(drafts, by: Author(by: "", at: now, today: nil))
    for change in changes { try connection.append(change, to: scope, mine: true) }
    try arrive(changes, in: scope, at: now)
    try refold(Set(changes.map { RecordKey(type: $0.type, record: $0.record) }), in: scope)
  }

  /// A verdict has seen every earlier one about its target, or it would not be the newest.
  func draft(_ verdict: Verdict, about target: Change, in scope: Scope) throws -> Draft {
    let entries = try connection.entries(scope, target.type, target.record)
    let graph = RecordGraph(entries.map(\.change))
    let earlier = graph.changes.indices.filter {
      graph.changes[$0].verdict?.target == verdict.target
    }
    let isAbove = { (head: ChangeID) in
      graph.position(of: head).map { position in
        earlier.contains { $0 == position || graph.isBefore($0, position) }
      } ?? false
    }
    let heads = graph.heads.filter(isAbove) + graph.heads.filter { !isAbove($0) }
    // One place is left for the verdict before, when two of an action are about one record.
    return Draft(
      kind: .verdict, type: target.type, record: target.record, key: target.key,
      seen: Array(heads.prefix(Change.seenMax - 1)), verdict: verdict)
  }

  func found(_ prefix: String) throws -> (Scope, Change) {
    var found: [(Scope, Change)] = []
    for scope in try scopesHeld() where prefix.utf8.count >= 4 {
      found += try connection.rows(
        """
        SELECT id, line FROM change
        WHERE scope = ?1 AND id >= ?2 AND substr(id, 1, length(?2)) = ?2 ORDER BY id LIMIT 2
        """, .text(scope.name), .text(prefix)
      ) { (scope, try Change(held: $0, at: 0)) }
    }
    guard found.count == 1 else { throw JournalError.unknownChange(prefix) }
    return found[0]
  }

  private func scopesHeld() throws -> [Scope] {
    try connection.rows("SELECT DISTINCT scope FROM arrival ORDER BY scope") {
      $0[0].text.flatMap(Scope.init)
    }.compactMap(\.self)
  }

  /// What was stored with a change as one action, in its order; the change alone when it is no part of one.
  func wholeAction(of change: Change, in scope: Scope) throws -> [Change] {
    guard change.group != nil else { return [change] }
    return try connection.rows(
      """
      SELECT other.id, other.line FROM change JOIN change AS other INDEXED BY change_of_action
        ON other.scope = change.scope AND other.action = change.action
          AND other.device IS change.device AND other.received IS change.received
      WHERE change.scope = ?1 AND change.id = ?2 ORDER BY other.local
      """, .text(scope.name), .id(change.id)
    ) { try Change(held: $0, at: 0) }
  }

  /// The verdicts that hold.
  ///
  /// - Parameters:
  ///   - scope: nil for all.
  ///   - isOpen: whether only those that wait for a person are wanted.
  public func verdicts(in scope: Scope?, isOpen: Bool) throws -> [JudgedChange] {
    try connection.rows(
      """
      SELECT verdict.scope, verdict.type, verdict.record, target, status, reason, person, at
      FROM verdict WHERE (?1 IS NULL OR verdict.scope = ?1)
        AND (NOT ?2 OR status = 'quarantined' AND EXISTS (SELECT 1 FROM item WHERE item.scope = verdict.scope
          AND item.type = verdict.type AND item.record = verdict.record
          AND item.change = verdict.target))
      ORDER BY verdict.scope, at, target
      """, .text(scope?.name), .flag(isOpen)
    ) { row in
      let reason = row[5].text ?? ""
      return JudgedChange(
        scope: row[0].text ?? "", type: row[1].text ?? "", record: row[2].text ?? "",
        change: row[3].text ?? "", status: row[4].text ?? "", reason: reason,
        sentence: DoorReason.sentence(of: reason), person: row[6].text, at: row[7].integer ?? 0)
    }
  }
}
