/// A figure that may be printed, with what is still open about it.
public struct Figure: Equatable, Sendable {
  /// What the provisional values make.
  public var value: Int64
  /// The least and the greatest it can become when people decide among the candidates. Both equal the
  /// value when nothing that it is made of is disputed.
  public var lower: Int64
  public var upper: Int64
  /// Inbox items at the records that it is made of, or could be.
  public var openItems: Int

  public init(value: Int64, lower: Int64, upper: Int64, openItems: Int) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.openItems = openItems
  }

  static let zero = Figure(value: 0, lower: 0, upper: 0, openItems: 0)

  public var isDisputed: Bool { lower != upper }

  static func + (one: Figure, other: Figure) -> Figure {
    Figure(
      value: sum(one.value, other.value), lower: sum(one.lower, other.lower),
      upper: sum(one.upper, other.upper), openItems: one.openItems + other.openItems)
  }

  static func += (one: inout Figure, other: Figure) { one = one + other }

  private static func sum(_ one: Int64, _ other: Int64) -> Int64 {
    Int64(clamping: Int128(one) + Int128(other))
  }
}

/// What stands in one place of a report. Nothing known is not 0.
public enum Cell: Equatable, Sendable {
  case known(Figure)
  /// Nobody recorded anything of the kind that year.
  case unknown
  /// KB did not ask that year.
  case notAsked

  public var figure: Figure? {
    if case .known(let figure) = self { figure } else { nil }
  }
}
