// A database that replaces another takes over what that one still holds. Lines have the same ids everywhere, so this
// is a union like any other.

internal import Replication

extension Journal {
  static let adoptedLinesMax = 500

  /// Takes over every whole line, and every open row of clicks, of what is left of another database of this agent.
  func adopt(_ wreck: Wreck, at now: Int64) throws -> Backup.Restored {
    let (lines, clicks) = wreck.survey { _, _ in }
    let actions = try wholeActions(of: lines, wreck)
    var restored = Backup.Restored()
    var rest = lines[...]
    while !rest.isEmpty {
      let batch = rest.prefix(Self.adoptedLinesMax)
      rest = rest.dropFirst(batch.count)
      try connection.transaction {
        var touched: [Scope: Set<RecordKey>] = [:]
        for case let kept? in batch.map(wreck.kept(at:)) {
          guard let change = try? Change(held: kept.line, as: kept.id),
            try !connection.holds(kept.scope, kept.id)
          else { continue }
          if let code = kept.code {
            try setAside(change, kept.scope, code: code, at: kept.order)
          } else if let group = change.group, actions[Action(kept.scope, group)]?.isWhole != true {
            restored.leftOut += 1
            continue
          } else {
            try append(change, kept)
            touched[kept.scope, default: []].insert(
              RecordKey(type: change.type, record: change.record))
          }
          restored.carriedOver += 1
        }
        for (scope, places) in touched { try refold(places, in: scope) }
      }
    }
    try connection.transaction { for row in clicks { try adopt(row, at: now) } }
    return restored
  }

  private struct Action: Hashable {
    let scope: Scope
    let group: GroupID

    init(_ scope: Scope, _ group: Change.Group) {
      self.scope = scope
      self.group = group.id
    }
  }

  private struct Parts {
    var ids: Set<ChangeID> = []
    var count = 0
    var isWhole: Bool { ids.count >= count }
  }

  /// Which parts of each action are here or can be taken over: a half may not be.
  private func wholeActions(of lines: [Wreck.Place], _ wreck: Wreck) throws -> [Action: Parts] {
    var actions: [Action: Parts] = [:]
    for case let kept? in lines.lazy.filter({ !$0.isAside }).map(wreck.kept(at:)) {
      guard let change = try? Change(held: kept.line, as: kept.id), let group = change.group else {
        continue
      }
      let action = Action(kept.scope, group)
      if actions[action] == nil {
        let held = try connection.rows(
          "SELECT id FROM change INDEXED BY change_of_action WHERE scope = ?1 AND action = ?2",
          .text(kept.scope.name), .id(group.id)
        ) { $0[0].text.flatMap(ChangeID.init) }
        actions[action] = Parts(ids: Set(held.compactMap { $0 }), count: group.count)
      }
      actions[action]?.ids.insert(change.id)
    }
    return actions
  }

  /// The receipt stays as proof; whether the log still holds the change, the next answer says.
  private func append(_ change: Change, _ kept: Wreck.Kept) throws {
    try connection.append(change, to: kept.scope, mine: kept.isMine)
    guard let receipt = kept.receipt else { return }
    try connection.setReceipt(receipt, of: change.id, in: kept.scope)
    try connection.run(
      "UPDATE change SET n = NULL WHERE scope = ?1 AND id = ?2", .text(kept.scope.name),
      .id(change.id))
  }

  private func setAside(_ change: Change, _ scope: Scope, code: String, at: Int64) throws {
    try connection.run(
      """
      INSERT OR IGNORE INTO aside (id, scope, type, record, line, code, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """,
      .id(change.id), .text(scope.name), .text(change.type), .id(change.record),
      .blob(change.line), .text(code), .integer(at))
  }

  /// Who this agent is, as far as the other database can still say: the backup may be from before it was enrolled.
  func keepIdentity(of path: String) throws {
    let names: [Meta] = [
      .device, .unit, .scope, .aggregatorID, .aggregatorURL, .name, .enrolment, .keepFree,
    ]
    var here: [Meta: SQLValue] = [:]
    if let other = try? Connection(reading: path) {
      for name in names {
        let value = try? other.value("SELECT value FROM meta WHERE name = ?1", .text(name.rawValue))
        here[name] = value ?? nil
      }
    }
    if let scope = here[.scope]?.text, let other = try meta(.scope)?.text, scope != other,
      try standing().saved > 0
    {
      throw BackupError.ofAnother(scope: other, here: scope)
    }
    try setMeta(here.filter { $0.value != .null })
  }
}
