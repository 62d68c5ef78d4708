/// Decides when an agent talks to the aggregator, and how much it says at once. It never sleeps, sends or looks at
/// a clock: the shell feeds it events and does what the returned step says.
public struct Pacer: Sendable, Equatable {
  public enum Event: Equatable, Sendable {
    case started
    /// Something was recorded here, or the network came up.
    case nudged
    /// - roundTrip: milliseconds. - more: there is more to send or to fetch.
    case exchanged(roundTrip: Int64, more: Bool)
    case failed(Failure)
  }

  public enum Failure: Equatable, Sendable {
    /// No answer, or one that is not the aggregator's: there is no network, and no request was too large for it.
    case offline
    /// The line broke or stalled under a request or its answer. `progressed` when pages could be used.
    case interrupted(progressed: Bool)
    /// The aggregator asked to wait; milliseconds, nil when it named no time.
    case told(Problem.Retry, wait: Int64?)
  }

  public struct Step: Equatable, Sendable {
    /// Wait this long, unless something nudges.
    public let milliseconds: Int64
    /// Whether a nudge may cut the wait short.
    public let mayBeNudged: Bool
  }

  public static let firstRetryMilliseconds: Int64 = 1_000
  public static let retryMillisecondsMax: Int64 = 15 * 60_000
  public static let idleMilliseconds: Int64 = 60_000
  public static let quickRoundTripMilliseconds: Int64 = 5_000

  /// How many changes a request carries; kept across restarts.
  public private(set) var batch: Int
  private var failures = 0

  public static let batchFirst = 100
  public static let batchMin = 1
  public static let batchMax = 1_000
  public static let batchBytesMax = 1024 * 1024

  public init(batch: Int = Self.batchFirst) {
    self.batch = max(Self.batchMin, min(Self.batchMax, batch))
  }

  public mutating func handle(_ event: Event, using random: inout some RandomNumberGenerator)
    -> Step
  {
    switch event {
    case .started, .nudged:
      return Step(milliseconds: 0, mayBeNudged: true)
    case .exchanged(let roundTrip, let more):
      failures = 0
      if roundTrip < Self.quickRoundTripMilliseconds { batch = min(Self.batchMax, batch * 2) }
      return Step(milliseconds: more ? 0 : Self.idleMilliseconds, mayBeNudged: true)
    case .failed(.offline):
      return Step(milliseconds: backoff(using: &random), mayBeNudged: true)
    case .failed(.interrupted(let progressed)):
      batch = max(Self.batchMin, batch / 2)
      if progressed { failures = 0 }
      return Step(milliseconds: backoff(using: &random), mayBeNudged: true)
    case .failed(.told(.smaller, _)):
      batch = max(Self.batchMin, batch / 2)
      return Step(milliseconds: backoff(using: &random), mayBeNudged: false)
    case .failed(.told(.later, let wait)):
      return Step(milliseconds: max(wait ?? 0, backoff(using: &random)), mayBeNudged: false)
    case .failed(.told(.afterPerson, _)):
      failures = 10
      return Step(milliseconds: backoff(using: &random), mayBeNudged: false)
    }
  }

  /// Full jitter: anything between nothing and a ceiling that doubles, so that sixteen agents that lost the same
  /// aggregator do not come back in the same second. No limit on attempts.
  private mutating func backoff(using random: inout some RandomNumberGenerator) -> Int64 {
    let ceiling = min(
      Self.retryMillisecondsMax, Self.firstRetryMilliseconds << Int64(min(failures, 10)))
    failures += 1
    return Int64.random(in: 0...ceiling, using: &random)
  }
}
