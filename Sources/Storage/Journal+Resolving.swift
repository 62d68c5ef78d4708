// A question is answered by a change that has seen everything that was in dispute; nothing is ticked off.

public import Catalogue
internal import Replication

/// How a person answers an open question.
public enum Decision: Sendable, Equatable {
  /// These values, field by field. Fields that are not named stay in question.
  case values([String: Answer])
  /// What is shown, which is the newest by the clocks that are known.
  case newest
  /// Keep a record that somebody deleted and somebody else edited.
  case keep
  case delete
  /// The two records tell of one thing.
  case same
  /// They look alike and are not.
  case distinct
  /// Values as a person typed them, field by field.
  case typed([String: String])

  /// From a command line: one of the words `newest`, `keep`, `delete`, `same`, `distinct`, or typed values.
  ///
  /// - Throws: `JournalError.unanswered` unless there is exactly one answer.
  public init(words: [String], typed: [(field: String, value: String)]) throws(JournalError) {
    let plain: [String: Decision] = [
      "newest": .newest, "keep": .keep, "delete": .delete, "same": .same, "distinct": .distinct,
    ]
    switch (words.count, typed.isEmpty) {
    case (0, false):
      self = .typed(Dictionary(typed.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 }))
    case (1, true) where plain[words[0]] != nil: self = plain[words[0]] ?? .newest
    default:
      throw .unanswered(
        "Give one answer: FIELD=VALUE for each field, --newest, --keep, --delete, --same or "
          + "--distinct.")
    }
  }
}

extension Journal {
  /// Answers a question, found by its id or an unambiguous beginning of it.
  public func resolve(_ question: String, _ decision: Decision, by author: Author) throws -> Saved {
    try recording {
      let found = try items().filter { scope, item in
        let id = item.id(in: scope).description
        return id == question || (question.utf8.count >= 4 && id.hasPrefix(question))
      }
      guard found.count == 1, let (scope, item) = found.first else {
        throw JournalError.unknownItem(question)
      }
      let decision = try parsed(decision, type: item.type, today: author.today)
      let intents = try intents(of: decision, for: item, in: scope)
      return try save(intents, in: scope, by: author)
    }
  }

  private func parsed(_ decision: Decision, type: String, today: CivilDate?) throws -> Decision {
    guard case .typed(let words) = decision else { return decision }
    var answers: [String: Answer] = [:]
    for (name, word) in words {
      guard let field = catalogue.type(type)?[name] else {
        throw JournalError.unanswered("A record of type \(type) has no field “\(name)”.")
      }
      do { answers[name] = try field.parse(word, today: today) } catch {
        throw JournalError.ruleBroken([error])
      }
    }
    return .values(answers)
  }

  private func intents(of decision: Decision, for item: InboxItem, in scope: Scope) throws
    -> [Intent]
  {
    switch (item.kind, decision) {
    case (.value, .newest):
      let fold = Fold(try connection.entries(scope, item.type, item.records[0]))
      let shown = item.fields.map { ($0, fold[$0]?.provisional ?? .null) }
      return [try intent(.put(Dictionary(uniqueKeysWithValues: shown)), item, scope)]
    case (.value, .values(let values)):
      let stray = values.keys.filter { !item.fields.contains($0) }.sorted()
      guard stray.isEmpty, !values.isEmpty else {
        throw JournalError.unanswered(
          "This question is about \(item.fields.joined(separator: ", ")). Give a value for these, "
            + "or change other fields with edit.")
      }
      return [try intent(.put(values.mapValues { Value($0) }), item, scope)]
    case (.editDelete, .keep), (.editDelete, .newest):
      return [try intent(.put([:]), item, scope)]
    case (.editDelete, .values(let values)):
      return [try intent(.put(values.mapValues { Value($0) }), item, scope)]
    case (.editDelete, .delete):
      return [try intent(.delete, item, scope)]
    case (.duplicate, .same), (.duplicate, .distinct):
      return try duplicateIntents(item, in: scope, areSame: decision == .same)
    case (.value, _):
      throw JournalError.unanswered("Answer with FIELD=VALUE for each field, or with --newest.")
    case (.editDelete, _):
      throw JournalError.unanswered("Answer with --keep or --delete.")
    case (.duplicate, _):
      throw JournalError.unanswered("Answer with --same or --distinct.")
    case (.late, _), (.rule, _):
      throw JournalError.unanswered(
        "The region releases or declines it. Recording it again, or deleting it, settles it too.")
    }
  }

  private func intent(_ deed: Intent.Deed, _ item: InboxItem, _ scope: Scope) throws -> Intent {
    try intent(deed, item.type, item.records[0], scope)
  }

  private func intent(
    _ deed: Intent.Deed, _ type: String, _ record: RecordID, _ scope: Scope
  ) throws -> Intent {
    let key = try connection.entries(scope, type, record).lazy.compactMap(\.change.key).first
    return Intent(deed, type: type, record: record, key: key)
  }

  /// Both records say it, so that an edit of either one can tell whether its author knew.
  private func duplicateIntents(_ item: InboxItem, in scope: Scope, areSame: Bool) throws
    -> [Intent]
  {
    guard item.records.count == 2 else { throw JournalError.damagedRow("item") }
    return try zip(item.records, item.records.reversed()).map { record, other in
      let fold = Fold(try connection.entries(scope, item.type, record))
      var fields: [String: Value] = [
        Fold.sameAs: areSame ? .text(other.description) : .null
      ]
      if !areSame {
        var distinct: Set<String> = [other.description]
        if case .texts(let before)? = fold[Fold.distinctFrom]?.provisional {
          distinct.formUnion(before)
        }
        fields[Fold.distinctFrom] = .texts(distinct.sorted())
      }
      return try intent(.put(fields), item.type, record, scope)
    }
  }
}
