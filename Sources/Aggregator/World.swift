public import Catalogue

/// What the aggregator touches that it does not own: clock, calendar, timer and chance. `main.swift` makes the real
/// one; the simulation makes its own.
public struct World: Sendable {
  /// Wall-clock milliseconds since 1970.
  public var now: @Sendable () -> Int64
  public var today: @Sendable () -> CivilDate?
  public var sleep: @Sendable (_ milliseconds: Int64) async throws -> Void
  /// An unpredictable word.
  public var random: @Sendable () -> UInt64

  public init(
    now: @escaping @Sendable () -> Int64, today: @escaping @Sendable () -> CivilDate?,
    sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void,
    random: @escaping @Sendable () -> UInt64
  ) {
    self.now = now
    self.today = today
    self.sleep = sleep
    self.random = random
  }
}
