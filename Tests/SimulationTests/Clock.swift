import Catalogue
import Synchronization

/// The true time of a simulation. It moves only when it is told to.
final class Clock: Sendable {
  static let start: Int64 = 1_772_438_400_000  // 2026-03-02 08:00 UTC
  private let milliseconds = Mutex(Clock.start)

  var now: Int64 { milliseconds.withLock { $0 } }

  func advance(_ by: Int64) { milliseconds.withLock { $0 += by } }
}

/// The clock on somebody's wall, right or wrong.
final class Watch: Sendable {
  private enum Error {
    case ahead(Int64)
    case stopped(at: Int64)
  }

  private let clock: Clock
  private let error = Mutex(Error.ahead(0))

  init(_ clock: Clock) { self.clock = clock }

  var now: Int64 {
    switch error.withLock({ $0 }) {
    case .ahead(let milliseconds): clock.now + milliseconds
    case .stopped(let at): at
    }
  }

  var today: CivilDate? { CivilDate(dayNumber: Int(now / 86_400_000)) }

  /// - Parameter milliseconds: how far ahead the watch is from now on; negative when it is behind.
  func jump(_ milliseconds: Int64) { error.withLock { $0 = .ahead(milliseconds) } }

  func stop() {
    let at = now
    error.withLock { $0 = .stopped(at: at) }
  }

  func set() { jump(0) }

  static let tenYears: Int64 = 10 * 365 * 86_400_000
}
