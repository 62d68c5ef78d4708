// At the aggregator: what is erased for good. A verdict says it, every node that holds the line puts the stub in its
// place, and a list beside the database sees to it that no backup brings it back.

internal import Catalogue
public import Replication

extension Journal {
  /// What a command that erases did.
  public struct Erased: Equatable, Sendable {
    public let changes: [ChangeID]
    /// The names of the fields, sorted.
    public let fields: [String]
  }

  /// Erases fields of one change, or of every change of a record, here at once and at the agents as soon as they hear.
  ///
  /// - Parameters:
  ///   - name: the id of a change or a record, or an unambiguous beginning of at least four characters.
  ///   - fields: which; nil for all that may be erased.
  ///   - reason: a sentence that the authors will read. What is erased must not stand in it.
  ///   - person: who decides.
  @discardableResult
  public func erase(
    _ name: String, fields: [String]?, reason: String, by person: String, at now: Int64
  ) throws -> Erased {
    guard authority != nil else { throw JournalError.notTheAggregator }
    try checkName(reason, called: "--reason")
    try checkName(person, called: "--by")
    return try connection.transaction {
      try catchUpWithErasures(at: now)
      let (scope, entries) = try entries(called: name)
      let targets = try entries.map { Target(entry: $0, fields: try erasable($0.change, fields)) }
        .filter { !$0.fields.isEmpty }
      guard !targets.isEmpty else { throw JournalError.nothingToErase(name) }
      try erase(targets, in: scope, reason: reason, by: person, at: now)
      return Erased(
        changes: targets.map(\.entry.change.id),
        fields: Set(targets.flatMap(\.fields)).sorted())
    }
  }

  struct Target {
    let entry: LogEntry
    let fields: Set<String>
  }

  /// How many verdicts one action holds, so that it stays below what an action may weigh.
  private static let erasedAtOnceMax = 20

  /// The list is written first: whatever stops the rest, it is done when the database is opened next.
  func erase(
    _ targets: [Target], in scope: Scope, reason: String, by person: String?, at now: Int64
  ) throws {
    try erasedFields.note(
      targets.map { .init(scope: scope, change: $0.entry.change.id, fields: $0.fields) })
    var rest = targets[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.erasedAtOnceMax)
      rest = rest.dropFirst(part.count)
      let drafts = try part.compactMap { target -> Draft? in
        try erasure(of: target, in: scope).map { erasure in
          try draft(
            Verdict(
              target: target.entry.change.id, status: .erased, reason: reason, person: person,
              erasure: erasure), about: target.entry.change, in: scope)
        }
      }
      if !drafts.isEmpty { try write(drafts, in: scope, at: now) }
    }
  }

  /// nil when nothing is left of it to erase.
  private func erasure(of target: Target, in scope: Scope) throws -> Verdict.Erasure? {
    let stub = try target.entry.change.erasing(target.fields)
    guard stub.line != target.entry.change.line, let seal = seal(stub, target.entry, in: scope)
    else { return nil }
    return Verdict.Erasure(fields: stub.erased, seal: seal)
  }

  private func entries(called name: String) throws -> (Scope, [LogEntry]) {
    let record = try place(name)
    let change: (Scope, Change)?
    do { change = try found(name) } catch JournalError.unknownChange { change = nil }
    switch (record, change) {
    case (nil, let (scope, change)?):
      return (scope, [try connection.entry(scope, change.id)].compactMap(\.self))
    case (let (scope, place)?, nil):
      return (scope, try connection.entries(scope, place.type, place.record))
    default: throw JournalError.unknownChange(name)
    }
  }

  /// The fields of a change that may be erased: never what a figure is made of, nor what ties records together.
  ///
  /// - Parameter wanted: nil for all.
  private func erasable(_ change: Change, _ wanted: [String]?) throws -> Set<String> {
    guard change.kind == .put else { return [] }
    let type = catalogue.type(change.type)
    var names: Set<String> = []
    for field in change.fields where field.value != .null {
      guard wanted?.contains(field.name) ?? true else { continue }
      if field.isErasable(in: type) {
        names.insert(field.name)
      } else if wanted != nil {
        throw JournalError.notErasable(field.name)
      }
    }
    return names
  }
}

extension Change.Field {
  /// Of a field that this version does not know, a text may be erased.
  fileprivate func isErasable(in type: RecordType?) -> Bool {
    if let field = type?[name] { return field.isErasable }
    switch value {
    case .text, .texts: return !name.hasPrefix("_")
    case .null, .bool, .integer: return false
    }
  }
}

// MARK: - What was erased stays erased

extension Journal {
  /// Erases what the list beside the database names and this database, put back from a backup, still holds.
  public func eraseAgain(at now: Int64) throws {
    try connection.transaction { try catchUpWithErasures(at: now) }
  }

  func catchUpWithErasures(at now: Int64) throws {
    let done = try meta(.erasedThrough)?.integer ?? 0
    let (entries, end) = try erasedFields.entries(after: done)
    guard end != done else { return }
    for erased in entries {
      guard let entry = try connection.entry(erased.scope, erased.change) else { continue }
      let target = Target(entry: entry, fields: erased.fields)
      guard let erasure = try erasure(of: target, in: erased.scope) else { continue }
      try say(erasure, of: entry.change, because: .erasedBefore, in: erased.scope, at: now)
    }
    try write(.erasedThrough, .integer(end))
  }

  /// Repeats the decision of a person whose name is no longer known.
  private static let ownName = "bokfink"

  /// The program's own word: a personal number it erases by itself, everything else because a person once did.
  private func say(
    _ erasure: Verdict.Erasure, of change: Change, because reason: DoorReason, in scope: Scope,
    at time: Int64
  ) throws {
    let verdict = Verdict(
      target: change.id, status: .erased, reason: reason.rawValue,
      person: reason == .personalNumber ? nil : Self.ownName, erasure: erasure)
    try write([try draft(verdict, about: change, in: scope)], in: scope, at: time)
  }

  /// Says of what was stored without a part of it that this is so, and why.
  func announce(_ stripped: [Admission.Stripped], in scope: Scope, at now: Int64) throws {
    guard !stripped.isEmpty else { return }
    try erasedFields.note(
      stripped.filter { $0.reason == .personalNumber }.map {
        .init(scope: scope, change: $0.stub.id, fields: Set($0.stub.erased))
      })
    for one in stripped {
      try say(
        .init(fields: one.stub.erased, seal: one.receipt.seal), of: one.stub, because: one.reason,
        in: scope, at: now)
    }
  }

  /// Puts stubs in the place of what the verdicts of a record say is erased and this node holds in full.
  ///
  /// - Returns: whether there was any.
  func eraseAsDecided(_ place: RecordKey, in scope: Scope) throws -> Bool {
    let isAffected = try connection.value(
      """
      SELECT 1 FROM verdict
      WHERE scope = ?1 AND type = ?2 AND record = ?3 AND facet = 'erased' LIMIT 1
      """, .text(scope.name), .text(place.type), .id(place.record))
    guard isAffected != nil else { return false }
    let entries = try connection.entries(scope, place.type, place.record)
    let verdicts = Dictionary(
      grouping: entries.map(\.change).filter { $0.verdict?.erasure != nil },
      by: { $0.verdict?.target })
    var isChanged = false
    for entry in entries {
      // The last word first.
      let orders = (verdicts[entry.change.id] ?? []).sorted { $0.at > $1.at }
        .compactMap(\.verdict?.erasure)
      let stub = try entry.change.erasing(Set(orders.flatMap(\.fields)))
      let told = orders.first { $0.fields == stub.erased }?.seal
      guard stub.line != entry.change.line else {
        if let told { try connection.fillIn(told, of: stub.id, in: scope) }
        continue
      }
      isChanged = true
      let own = seal(stub, entry, in: scope)
      try connection.replace(with: stub, seal: own ?? told ?? .unknownSeal, in: scope)
      if told != own { try tell(stub, entry, in: scope) }
    }
    return isChanged
  }

  private func seal(_ stub: Change, _ entry: LogEntry, in scope: Scope) -> Hash? {
    guard let receipt = entry.receipt else { return nil }
    return authority?.seal(stub, in: scope, device: receipt.device, received: receipt.received)
  }

  /// Two decisions that came from two times, before and after a rollback, make a stub that neither of them seals.
  private func tell(_ stub: Change, _ entry: LogEntry, in scope: Scope) throws {
    guard let receipt = entry.receipt, let seal = seal(stub, entry, in: scope) else { return }
    try say(
      .init(fields: stub.erased, seal: seal), of: stub, because: .erasedBefore, in: scope,
      at: receipt.received)
  }
}

extension Hash {
  /// Stands where nobody has told this node the seal of a stub yet.
  static let unknownSeal = Hash(bytes: Array(repeating: 0, count: 32))
}

extension Connection {
  /// Writes down the seal of a stub that this node had to make before it was told.
  fileprivate func fillIn(_ seal: Hash, of id: ChangeID, in scope: Scope) throws {
    try run(
      "UPDATE change SET seal = ?3 WHERE scope = ?1 AND id = ?2 AND seal = ?4",
      .text(scope.name), .id(id), .text(seal.description), .text(Hash.unknownSeal.description))
  }

  /// Whether a change is held of which nothing was erased.
  func holdsInFull(_ scope: Scope, _ id: ChangeID) throws -> Bool {
    let line = try value(
      "SELECT line FROM change WHERE scope = ?1 AND id = ?2", .text(scope.name), .id(id))
    return line?.blob.map { !Change.isStub($0) } ?? false
  }
}
