// A figure while people still disagree about what it is made of: everything between two bounds. The
// bounds are reached, each by some choice among the candidates.

/// The least and the greatest that something can turn out to be. 128 bits, because what arrives is not
/// trusted to be small.
struct Span: Equatable, Sendable {
  var low: Int128
  var high: Int128

  init(_ low: Int128, _ high: Int128) {
    precondition(low <= high, "\(low) is above \(high)")
    self.low = low
    self.high = high
  }

  /// Nil of nothing.
  init?(of numbers: [Int128]) {
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    self.init(low, high)
  }

  static let zero = Span(0, 0)

  static func + (one: Span, other: Span) -> Span {
    Span(one.low + other.low, one.high + other.high)
  }

  static func - (one: Span, other: Span) -> Span {
    Span(one.low - other.high, one.high - other.low)
  }

  /// The span of a product, whose extremes lie at the corners.
  static func * (one: Span, other: Span) -> Span {
    let corners = [
      one.low * other.low, one.low * other.high, one.high * other.low, one.high * other.high,
    ]
    return Span(corners.reduce(corners[0], min), corners.reduce(corners[0], max))
  }

  /// Either this or the other.
  func or(_ other: Span?) -> Span {
    guard let other else { return self }
    return Span(min(low, other.low), max(high, other.high))
  }

  /// Both bounds divided, a half rounded up, as KB rounds.
  func dividedRoundingHalfUp(by divisor: Int128) -> Span {
    Span(Self.divide(low, by: divisor), Self.divide(high, by: divisor))
  }

  private static func divide(_ number: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = (2 * number + divisor).quotientAndRemainder(dividingBy: 2 * divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
