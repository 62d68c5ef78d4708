public import Catalogue
internal import Replication

// What people look at, with nothing in it that only the log understands. These are also what `--json` prints.

/// A record as it stands, and everything that was ever said about it.
public struct RecordView: Encodable, Sendable {
  public let scope: String
  public let type: String
  public let id: String
  /// type, unit, date, granularity and counter of a record with a natural key.
  public let key: [String]?
  /// alive, deleted or edit-delete.
  public let life: String
  /// What the next author has seen: a form drawn from this view gives them back.
  public let heads: [String]
  public let fields: [FieldView]
  /// Oldest first, as this node came to hold them.
  public let history: [ChangeView]
}

public struct FieldView: Encodable, Sendable {
  public let name: String
  /// What is shown until somebody decides.
  public let value: Answer
  /// nil unless there is more than one.
  public let candidates: [CandidateView]?
}

/// One of several values, and who says so.
public struct CandidateView: Encodable, Sendable {
  public let value: Answer
  public let said: [ChangeView]
}

public struct ChangeView: Encodable, Sendable {
  public let id: String
  public let kind: String
  public let by: String
  /// The author's clock, milliseconds since 1970.
  public let at: Int64
  /// The aggregator's clock, nil while the aggregator does not hold the change.
  public let received: Int64?
  public let device: String?
  public let n: Int64?
  public let seen: [String]
  public let fields: [String: Answer]
  /// quarantined or declined; nil for a change that counts.
  public let apart: String?
  /// What a verdict says, nil for every other kind.
  public let verdict: VerdictView?
}

/// A decision about a change.
public struct VerdictView: Encodable, Sendable {
  /// The change it is about.
  public let target: String
  public let status: String
  /// A code of the door, or a person's sentence.
  public let reason: String
  /// What the reason says to people.
  public let sentence: String
  /// nil when the program decided.
  public let person: String?

  init(_ verdict: Verdict) {
    target = verdict.target.description
    status = verdict.status.rawValue
    reason = verdict.reason
    sentence = DoorReason.sentence(of: verdict.reason)
    person = verdict.person
  }
}

/// An open question with what is needed to answer it.
public struct QuestionView: Encodable, Sendable {
  public let id: String
  public let kind: String
  public let scope: String
  public let type: String
  /// The record in question; for a duplicate the first of the two.
  public let record: String
  public let fields: [String]
  /// The change that was set apart; nil for the other kinds.
  public let change: String?
  /// Why it was.
  public let sentence: String?
  /// The record as it stands; for a duplicate both.
  public let records: [RecordView]
}

/// A change that nobody can store.
public struct AsideView: Encodable, Sendable {
  public let id: String
  public let type: String
  public let record: String
  /// The word of `Refusal`, or `missing`.
  public let code: String
  public let at: Int64
  public let fields: [String: Answer]
}

extension RecordView {
  init(_ scope: Scope, _ place: RecordKey, _ entries: [LogEntry]) {
    let fold = Fold(entries)
    let excluded = fold.verdicts.filter(\.status.excludes)
    let apart = Dictionary(
      excluded.map { ($0.target, $0.status.rawValue) }, uniquingKeysWith: { first, _ in first })
    let history = entries.map { ChangeView($0, apart: apart[$0.change.id]) }
    let views = Dictionary(
      zip(entries.map(\.change.id), history), uniquingKeysWith: { first, _ in first })
    self.init(
      scope: scope.name, type: place.type, id: place.record.description,
      key: entries.lazy.compactMap(\.change.key).first?.parts, life: fold.life.rawValue,
      heads: fold.heads.map(\.description),
      fields: fold.fields.map { field in
        let candidates = field.candidates.map { candidate in
          CandidateView(
            value: Answer(candidate.value), said: candidate.changes.compactMap { views[$0] })
        }
        return FieldView(
          name: field.name, value: Answer(field.provisional),
          candidates: candidates.count > 1 ? candidates : nil)
      },
      history: history)
  }
}

extension ChangeView {
  init(_ entry: LogEntry, apart: String?) {
    let change = entry.change
    self.init(
      id: change.id.description, kind: change.kind?.rawValue ?? "?", by: change.by, at: change.at,
      received: entry.receipt?.received, device: entry.receipt?.device.description,
      n: entry.receipt?.n, seen: change.seen.map(\.description), fields: change.answers,
      apart: apart, verdict: change.verdict.map(VerdictView.init))
  }
}

extension Change {
  var answers: [String: Answer] {
    Dictionary(fields.map { ($0.name, Answer($0.value)) }, uniquingKeysWith: { first, _ in first })
  }
}
