public import Catalogue
public import HTTP

/// Everything an agent touches that it does not own: clock, calendar, timer, chance and network. `main.swift` makes
/// the real one; the simulation makes its own. Nothing else in `Agent` reads a clock.
public struct World: Sendable {
  /// Wall-clock milliseconds since 1970, right or wrong.
  public var now: @Sendable () -> Int64
  /// The civil date at the branch.
  public var today: @Sendable () -> CivilDate?
  public var sleep: @Sendable (_ milliseconds: Int64) async throws -> Void
  /// An unpredictable word.
  public var random: @Sendable () -> UInt64
  /// One round trip; never throws, because what arrived of a cut answer counts too.
  public var send: @Sendable (Client.Request) async -> Client.Outcome

  public init(
    now: @escaping @Sendable () -> Int64, today: @escaping @Sendable () -> CivilDate?,
    sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void,
    random: @escaping @Sendable () -> UInt64,
    send: @escaping @Sendable (Client.Request) async -> Client.Outcome
  ) {
    self.now = now
    self.today = today
    self.sleep = sleep
    self.random = random
    self.send = send
  }

  struct Chance: RandomNumberGenerator {
    let word: @Sendable () -> UInt64
    func next() -> UInt64 { word() }
  }

  var chance: Chance { Chance(word: random) }
}
