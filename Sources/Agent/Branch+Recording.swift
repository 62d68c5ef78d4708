internal import Catalogue
internal import Foundation
internal import HTTP
internal import Replication
internal import Storage

extension Branch {
  /// What a saved action is called on the terminal and in `--json`.
  public struct Receipt: Encodable, Sendable {
    /// 1-based, of the input.
    public let line: Int
    /// Ids of the changes, durable here.
    public let saved: [String]
    public let records: [String]
    /// Soft rules that the entry touches, Swedish and English.
    public let warnings: [String]

    init(line: Int, _ saved: Saved, before: [String] = []) {
      self.line = line
      self.saved = saved.changes.map(\.description)
      records = saved.records.map(\.description)
      warnings = before + saved.warnings.map { "\($0)" }
    }
  }

  /// Records one activity or visit count from `FIELD=VALUE` words.
  public func log(_ type: String, _ words: [(field: String, value: String)], by: String)
    async throws
    -> Receipt
  {
    try await reporting { [self] in
      let intent = try await intent(type, words)
      let before = try await replaced(by: intent)
      let saved = try await journal.record([intent], in: try await home().scope, by: author(by))
      return Receipt(line: 1, saved, before: before)
    }
  }

  /// What a count written twice for one day replaces, as a sentence for each field.
  private func replaced(by intent: Intent) async throws -> [String] {
    guard case .put(let fields) = intent.deed, let key = intent.key,
      let view = try await journal.view(key.record.description), view.life != "deleted"
    else { return [] }
    return view.fields.compactMap { field in
      guard let new = fields[field.name].map(Answer.init), new != field.value else { return nil }
      return "\(field.name): ersätter \(field.value) / replaces \(field.value)"
    }
  }

  /// Adds clicks to today's open row of a counter. They become a change when they are sealed.
  ///
  /// - Returns: how many clicks the row holds.
  public func click(_ amount: Int, _ words: [(field: String, value: String)], by: String)
    async throws
    -> Int
  {
    try await reporting { [self] in
      var words = Dictionary(words.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 })
      let key = try await key("visit", &words)
      if let stray = words.keys.min() {
        throw BranchError.unknownField(type: "visit --tally", field: stray)
      }
      let total = try await journal.click(
        Int64(amount), on: key, in: try await home().scope, fingerprint: installation.fingerprint,
        by: author(by))
      return Int(total)
    }
  }

  /// Records a file of actions, one JSON line each: all of them, or, when one is wrong, none.
  public func log(lines: [UInt8], by: String) async throws -> [Receipt] {
    try await reporting { [self] in
      let home = try await home()
      var actions: [(line: Int, intents: [Intent])] = []
      for (index, line) in lines.split(separator: 10, omittingEmptySubsequences: false).enumerated()
      where !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
        do {
          actions.append(
            (index + 1, try ActionLine(line, unit: home.unit, today: world.today()).intents))
        } catch { throw BranchError.badLine(number: index + 1, why: "\(error)") }
      }
      do {
        let saved = try await journal.record(
          all: actions.map(\.intents), in: home.scope, by: author(by))
        return zip(actions, saved).map { Receipt(line: $0.line, $1) }
      } catch let error as ActionError {
        throw BranchError.badLine(number: actions[error.index].line, why: "\(error)")
      }
    }
  }

  /// Changes fields of a record.
  ///
  /// - Parameter heads: of the form it was drawn from; nil for what is held now.
  public func edit(
    _ record: String, _ words: [(field: String, value: String)], heads: [String]?, by: String
  ) async throws -> Receipt {
    try await reporting { [self] in
      let view = try await view(record)
      var answers: [String: Value] = [:]
      for word in words {
        answers[word.field] = try value(word.value, of: word.field, type: view.type)
      }
      return try await save(.put(answers), view, heads: heads, by: by)
    }
  }

  public func delete(_ record: String, heads: [String]?, by: String) async throws -> Receipt {
    try await reporting { [self] in
      try await save(.delete, try await view(record), heads: heads, by: by)
    }
  }

  private func save(_ deed: Intent.Deed, _ view: RecordView, heads: [String]?, by: String)
    async throws
    -> Receipt
  {
    guard let scope = Scope(view.scope), let id = RecordID(view.id) else {
      throw BranchError.unknownRecord(view.id)
    }
    let seen = try heads.map { heads in
      try heads.map { text in
        guard let id = ChangeID(text) else { throw JournalError.unknownHeads }
        return id
      }
    }
    let key = view.key.flatMap { NaturalKey(.array($0.map { .text($0) })) }
    let intent = Intent(deed, type: view.type, record: id, key: key, seen: seen)
    return Receipt(line: 1, try await journal.record([intent], in: scope, by: author(by)))
  }

  func view(_ record: String) async throws -> RecordView {
    guard let view = try await journal.view(record) else { throw BranchError.unknownRecord(record) }
    return view
  }
}

// MARK: - Words to intents

extension Branch {
  private func intent(_ type: String, _ words: [(field: String, value: String)]) async throws
    -> Intent
  {
    guard let recordType = journal.catalogue.type(type) else { throw BranchError.unknownType(type) }
    var rest = Dictionary(words.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 })
    let key = recordType.key == nil ? nil : try await key(type, &rest)
    guard !rest.isEmpty else { throw BranchError.nothingSaid }
    var fields = recordType.standards.mapValues { Value($0) }
    if key == nil {
      fields["unit"] = .text(try await unit(rest.removeValue(forKey: "unit")))
      fields["date"] = world.today().map { .text($0.description) }
    }
    for (field, text) in rest { fields[field] = try value(text, of: field, type: type) }
    return Intent(.put(fields), type: type, key: key)
  }

  /// Takes the words of a natural key out of `words`.
  private func key(_ type: String, _ words: inout [String: String]) async throws -> NaturalKey {
    let unit = try await unit(words.removeValue(forKey: "unit"))
    guard let id = RecordID(unit) else { throw BranchError.unknownUnit(unit) }
    let typed = words.removeValue(forKey: "date")
    guard let date = try typed.map({ try day($0) }) ?? world.today() else {
      throw BranchError.notAValue("Give date=YYYY-MM-DD.")
    }
    return NaturalKey(
      type: type, unit: id, date: date.description,
      granularity: words.removeValue(forKey: "granularity") ?? "day",
      counter: words.removeValue(forKey: "counter") ?? "")
  }

  /// The id of the unit a word names; this agent's own when there is none.
  private func unit(_ name: String?) async throws -> String {
    guard let name else { return try await home().unit }
    return try await findUnit(name).id
  }

  func day(_ text: String) throws -> CivilDate {
    switch text {
    case "idag", "today": if let today = world.today() { return today }
    case "igår", "yesterday": if let day = world.today()?.adding(days: -1) { return day }
    default: if let day = CivilDate(text) { return day }
    }
    throw BranchError.notAValue("“\(text)” is no day. Write YYYY-MM-DD, idag or igår.")
  }

  func value(_ text: String, of name: String, type: String) throws -> Value {
    guard let field = journal.catalogue.type(type)?[name] else {
      throw BranchError.unknownField(type: type, field: name)
    }
    do { return Value(try field.parse(text, today: world.today())) } catch {
      throw BranchError.notAValue("\(name): \(error)")
    }
  }

  /// Turns what a journal says into the sentences and kinds of a command.
  func reporting<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    do { return try await body() } catch {
      if let error = BranchError(saying: error) { throw error }
      throw error
    }
  }
}

extension BranchError {
  /// What an error of the journal or its database means to a person; nil for any other error.
  public init?(saying error: any Error) {
    switch error {
    case let error as BranchError: self = error
    case let error as JournalError:
      switch error {
      case .unknownRecord(let id): self = .unknownRecord(id)
      case .unknownItem(let id): self = .unknownQuestion(id)
      case .damagedRow, .fromTheFuture, .inSafeMode: self = .damaged("\(error)")
      case .readOnly, .fileFailed: self = .notWritable("\(error)")
      case .notPermitted, .beingErased: self = .notPermitted("\(error)")
      case .overtaken: self = .busy
      default: self = .ruleBroken("\(error)")
      }
    case is BackupError: self = .ruleBroken("\(error)")
    case Server.Failure.notAnAddress: self = .notAValue("\(error)")
    case is Server.Failure: self = .unavailable("\(error)")
    case let error as SQLiteError where error.isBusy: self = .busy
    case let error as SQLiteError where error.isDamage: self = .damaged("\(error)")
    case let error as SQLiteError where error.isOfTheDisk: self = .notWritable("\(error)")
    default: return nil
    }
  }
}
