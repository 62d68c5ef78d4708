/// So many at once, and then so many a second: a bucket of tokens that fills again.
struct Bucket: Sendable {
  let capacity: Double
  let perSecond: Double
  private var level: Double
  private var last: Int64

  init(capacity: Double, perSecond: Double, now: Int64) {
    self.capacity = capacity
    self.perSecond = perSecond
    level = capacity
    last = now
  }

  /// Takes one.
  ///
  /// - Parameter now: milliseconds since 1970. A clock that was put back fills nothing.
  /// - Returns: nil, or the milliseconds after which there is one again; then none was taken.
  mutating func take(now: Int64) -> Int64? {
    fill(now: now)
    guard level < 1 else {
      level -= 1
      return nil
    }
    return Int64(((1 - level) / perSecond * 1_000).rounded(.up))
  }

  /// Whether nobody has taken any for so long that the bucket need not be remembered.
  mutating func isFull(now: Int64) -> Bool {
    fill(now: now)
    return level >= capacity
  }

  private mutating func fill(now: Int64) {
    let elapsed = Double(max(0, now.subtractingReportingOverflow(last).partialValue)) / 1_000
    level = min(capacity, level + elapsed * perSecond)
    last = now
  }
}
