// At the keyboard: what a person does becomes a change here, in one transaction, without any network.

public import Catalogue
public import Replication

/// What a person wants of one record.
public struct Intent: Sendable {
  public enum Deed: Sendable {
    case put([String: Value])
    case add([String: Int64])
    case delete
  }

  public var deed: Deed
  public var type: String
  /// nil for a new record; the journal mints an id. Giving the id that the form was drawn with makes sending
  /// twice harmless.
  public var record: RecordID?
  public var key: NaturalKey?
  /// The heads the form was drawn from; nil for whatever this node holds now.
  public var seen: [ChangeID]?

  public init(
    _ deed: Deed, type: String, record: RecordID? = nil, key: NaturalKey? = nil,
    seen: [ChangeID]? = nil
  ) {
    self.deed = deed
    self.type = type
    self.record = record
    self.key = key
    self.seen = seen
  }
}

/// What an action became.
public struct Saved: Equatable, Sendable {
  public let changes: [ChangeID]
  /// One for each intent, in order.
  public let records: [RecordID]
  /// Soft rules the entry touches.
  public let warnings: [Finding]
}

/// Who writes, and when.
public struct Author: Sendable {
  public var by: String
  /// The device's raw clock, milliseconds since 1970.
  public var at: Int64
  /// The civil date at the branch, for “idag” and for dates in the future.
  public var today: CivilDate?

  public init(by: String, at: Int64, today: CivilDate?) {
    self.by = by
    self.at = at
    self.today = today
  }
}

extension Journal {
  /// Records one action: all of it, or nothing.
  ///
  /// - Throws: `JournalError.ruleBroken` when it breaks a hard rule.
  @discardableResult
  public func record(_ action: [Intent], in scope: Scope, by author: Author) throws -> Saved {
    try recording { try save(action, in: scope, by: author) }
  }

  /// Records several actions: all of them, or, when one breaks a rule, none.
  ///
  /// - Throws: `ActionError`, which names the first action that cannot be saved.
  public func record(all actions: [[Intent]], in scope: Scope, by author: Author) throws -> [Saved]
  {
    try recording {
      try actions.enumerated().map { index, action in
        do { return try save(action, in: scope, by: author) } catch let error as JournalError {
          throw ActionError(index: index, reason: error)
        }
      }
    }
  }

  func save(_ action: [Intent], in scope: Scope, by author: Author) throws -> Saved {
    try checkName(author.by, called: "--by")
    for type in Set(action.map(\.type)).sorted() {
      try checkWriter(author.by, of: type, in: scope)
    }
    var drafts: [Draft] = []
    var records: [RecordID] = []
    var warnings: [Finding] = []
    var standing: [RecordKey: Fold] = [:]
    for intent in action {
      let record = intent.record ?? intent.key?.record ?? RecordID(using: &random)
      let place = RecordKey(type: intent.type, record: record)
      guard standing[place] == nil else {
        throw JournalError.refused(.malformed("An action names a record twice."))
      }
      let before = try fold(place, in: scope, asSeenIn: intent.seen)
      standing[place] = before
      warnings += try check(intent, against: before, in: scope, by: author)
      drafts += try drafted(intent, record: record, from: before)
      records.append(record)
    }
    let changes = try finish(drafts, by: author)
    for change in changes { try connection.append(change, to: scope, mine: true) }
    if authority != nil { try arrive(changes, in: scope, at: author.at) }
    try refold(Set(standing.keys), in: scope)
    return Saved(changes: changes.map(\.id), records: records, warnings: warnings)
  }

  /// What people are called by stands in the log for good, beside the fields.
  func checkName(_ text: String, called name: String) throws {
    if let finding = Finding.unfit(text, called: name) {
      throw JournalError.ruleBroken([finding])
    }
  }

  private func fold(_ place: RecordKey, in scope: Scope, asSeenIn seen: [ChangeID]?) throws -> Fold
  {
    let entries = try connection.entries(scope, place.type, place.record)
    if let seen {
      let held = Set(entries.map(\.change.id))
      guard seen.allSatisfy(held.contains) else { throw JournalError.unknownHeads }
    }
    guard entries.count < Change.recordChangesMax else { throw JournalError.refused(.recordFull) }
    return Fold(entries, asSeenIn: seen)
  }

  private func check(
    _ intent: Intent, against standing: Fold, in scope: Scope, by author: Author
  ) throws -> [Finding] {
    guard case .put(let fields) = intent.deed else {
      // What was set apart can be taken back by whoever wrote it, though nothing of it is shown.
      if case .delete = intent.deed, standing.life == .deleted || standing.heads.isEmpty {
        let id = intent.record ?? intent.key?.record
        throw JournalError.alreadyDeleted(id?.description ?? "")
      }
      return []
    }
    let said = try findings(intent, saying: fields, against: standing, in: scope, by: author)
    // What is said again for a flagged record has to pass the door, too, or the question stays open for good.
    let again = standing.fieldsToRepeat(beside: fields)
    let repeated =
      again.isEmpty
      ? []
      : try findings(
        intent, saying: fields.merging(again) { said, _ in said }, against: standing, in: scope,
        by: author
      ).filter { DoorReason.isJudged($0.code) && !said.contains($0) }
    let broken = (said + repeated).filter { $0.severity == .hard }
    guard broken.isEmpty else { throw JournalError.ruleBroken(broken) }
    return said
  }

  private func findings(
    _ intent: Intent, saying fields: [String: Value], against standing: Fold, in scope: Scope,
    by author: Author
  ) throws -> [Finding] {
    let entry = Entry(
      type: intent.type, key: intent.key.map(KeyParts.init),
      answers: fields.mapValues(Answer.init), standing: standing.answers)
    return catalogue.check(
      entry, context: try context(of: entry, in: scope, today: author.today))
  }

  private func drafted(_ intent: Intent, record: RecordID, from standing: Fold) throws -> [Draft] {
    let place = RecordKey(type: intent.type, record: record)
    let (covers, seen) = Self.covering(standing.heads, of: place, key: intent.key)
    var draft = Draft(
      kind: .put, type: intent.type, record: record, key: intent.key, seen: seen)
    switch intent.deed {
    case .put(let fields):
      let all = fields.merging(standing.fieldsToRepeat(beside: fields)) { said, _ in said }
      draft.fields = all.map { Change.Field($0.key, $0.value) }
    case .add(let amounts):
      draft.kind = .inc
      draft.fields = amounts.map { Change.Field($0.key, .integer($0.value)) }
    case .delete:
      draft.kind = .del
    }
    return covers + [draft]
  }

  /// More heads than a change may name are first covered by puts that say nothing: these, and what is left for the
  /// change itself to name.
  static func covering(
    _ heads: [ChangeID], of place: RecordKey, key: NaturalKey?
  ) -> (covers: [Draft], seen: [ChangeID]) {
    // The covers' ids are known only once they are finished, so they stand in the same action and the last one
    // names what is left; `finish` threads them together.
    guard heads.count > Change.seenMax else { return ([], heads) }
    let chunks = stride(from: 0, to: heads.count, by: Change.seenMax - 1).map {
      Array(heads[$0..<min($0 + Change.seenMax - 1, heads.count)])
    }
    let covers = chunks.dropLast().map {
      Draft(kind: .put, type: place.type, record: place.record, key: key, seen: $0)
    }
    return (covers, chunks.last ?? [])
  }

  /// Gives the drafts of one action their lines. A draft of a record that the action touched before has seen
  /// what came before it.
  func finish(_ drafts: [Draft], by author: Author) throws -> [Change] {
    guard drafts.count <= Change.groupChangesMax else {
      throw JournalError.actionTooLarge(changes: drafts.count)
    }
    let writer = Draft.Author(by: author.by, at: author.at, catalogue: catalogue.version)
    let id = drafts.count > 1 ? GroupID(using: &random) : nil
    var changes: [Change] = []
    for (index, draft) in drafts.enumerated() {
      var draft = draft
      if let last = changes.last(where: { $0.record == draft.record && $0.type == draft.type }) {
        draft.seen.append(last.id)
      }
      let place = id.map { Change.Group(id: $0, index: index, count: drafts.count) }
      do {
        changes.append(try draft.change(by: writer, group: place, using: &random))
      } catch {
        throw JournalError.refused(error)
      }
    }
    let bytes = changes.reduce(0) { $0 + $1.line.count }
    guard bytes <= Change.groupBytesMax else {
      throw JournalError.actionTooLarge(changes: drafts.count)
    }
    return changes
  }
}

extension Fold {
  /// Keeping a record that somebody else deleted means saying all of it again: only a put that has seen the del
  /// outlives it.
  fileprivate func fieldsToRepeat(beside said: [String: Value]) -> [String: Value] {
    guard life == .editDelete else { return [:] }
    let others = fields.filter { said[$0.name] == nil }.map { ($0.name, $0.provisional) }
    return Dictionary(others, uniquingKeysWith: { first, _ in first })
  }
}

/// An action among several that cannot be saved.
public struct ActionError: Error, Equatable, CustomStringConvertible {
  /// 0-based.
  public let index: Int
  public let reason: JournalError

  public var description: String { reason.description }
}
