/// What someone is about to record, for `Catalogue.check`.
public struct Entry: Sendable {
  public var type: String
  /// Nil for types with random ids.
  public var key: KeyParts?
  /// What is being written; `null` empties a field. Names that begin with `_` belong to the protocol
  /// and are not judged.
  public var answers: [String: Answer]
  /// What the record says already, where `answers` says nothing new. Empty for a new record.
  public var standing: [String: Answer]

  public init(
    type: String, key: KeyParts?, answers: [String: Answer], standing: [String: Answer]
  ) {
    self.type = type
    self.key = key
    self.answers = answers
    self.standing = standing
  }

  var isNew: Bool { standing.isEmpty }

  /// What the record will say. Nil for a field that is empty.
  subscript(field: String) -> Answer? {
    switch answers[field] ?? standing[field] {
    case .null, nil: nil
    case let answer: answer
    }
  }

  /// The day it happened, or the first day that is counted. Nil when it names none that exists.
  var date: CivilDate? {
    if let key { return CivilDate(key.date) }
    guard case .text(let text)? = self["date"] else { return nil }
    return CivilDate(text)
  }
}

/// What has to be known outside the entry to judge it.
public struct Context: Sendable {
  /// The scope that is written in.
  public var scope: String
  /// Nil where no clock is to be trusted: then nothing is said about dates far from today.
  public var today: CivilDate?
  /// Keys of the living records of the entry's type at its unit and counter. Those more than six days
  /// away, and its own, do no harm.
  public var counted: [KeyParts]
  public var unit: @Sendable (_ id: String) -> UnitFacts?

  public init(
    scope: String, today: CivilDate?, counted: [KeyParts],
    unit: @escaping @Sendable (_ id: String) -> UnitFacts?
  ) {
    self.scope = scope
    self.today = today
    self.counted = counted
    self.unit = unit
  }
}
