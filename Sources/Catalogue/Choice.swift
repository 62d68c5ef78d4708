/// One code that a person may choose.
public struct Choice: Sendable, Decodable {
  public let code: String
  public let labels: Text
  /// What counts here and what does not. Shown beside the choice.
  public let definition: Text?
  /// The official terms behind the code, newest first; each replaces the one after it. Nil when no
  /// authority dates the choice, so that it always holds.
  let terms: [Term]?

  /// Whether the choice, through the terms it replaces, may be made for something on this day.
  public func holds(on date: CivilDate) -> Bool {
    guard let terms else { return true }
    return terms.contains { $0.holds(on: date) }
  }

  /// The first day on which the choice may be made; nil when it always could be.
  public var firstDay: CivilDate? { terms?.map(\.from).min() }
}

/// A term in the vocabulary of the National Library (KB), with the time it holds.
struct Term: Sendable, Decodable {
  let code: String
  let from: CivilDate
  /// The last day; nil while it still holds.
  let to: CivilDate?

  func holds(on date: CivilDate) -> Bool {
    guard let to else { return from <= date }
    return from <= date && date <= to
  }
}
