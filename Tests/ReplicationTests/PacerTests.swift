import Replication
import TestSupport
import Testing

@Suite("An agent comes back neither too soon nor too late")
struct PacerTests {
  private var pacer = Pacer()
  private var random = SeededRandom(seed: 3)

  private mutating func handle(_ event: Pacer.Event) -> Pacer.Step {
    pacer.handle(event, using: &random)
  }

  @Test func `the ceiling doubles with each failure and stops at fifteen minutes`() {
    var longest = [Int64](repeating: 0, count: 14)
    var shortest = [Int64](repeating: .max, count: 14)
    for seed in UInt64(0)..<400 {
      var pacer = Pacer()
      var random = SeededRandom(seed: seed)
      for attempt in longest.indices {
        let step = pacer.handle(.failed(.offline), using: &random)
        longest[attempt] = max(longest[attempt], step.milliseconds)
        shortest[attempt] = min(shortest[attempt], step.milliseconds)
      }
    }

    for (attempt, wait) in longest.enumerated() {
      let ceiling = min(1_000 << Int64(attempt), 15 * 60_000)
      #expect(wait <= ceiling)
      #expect(wait > ceiling * 9 / 10, "attempt \(attempt)")
      #expect(shortest[attempt] < ceiling / 10, "full jitter: anything from nothing on")
    }
  }

  @Test mutating func `only progress makes the next failure the first`() {
    for _ in 0..<12 { _ = handle(.failed(.offline)) }
    _ = handle(.nudged)
    var longest: Int64 = 0
    for _ in 0..<20 {
      longest = max(longest, handle(.failed(.offline)).milliseconds)
    }
    #expect(longest > 60_000, "a nudge is no progress")

    longest = 0
    for _ in 0..<20 {
      longest = max(longest, handle(.failed(.interrupted(progressed: false))).milliseconds)
    }
    #expect(longest > 60_000, "nor is a line that breaks before anything came")

    #expect(handle(.failed(.interrupted(progressed: true))).milliseconds <= 1_000)
    for _ in 0..<12 { _ = handle(.failed(.offline)) }
    _ = handle(.exchanged(roundTrip: 100, more: false))
    #expect(handle(.failed(.offline)).milliseconds <= 1_000)
  }

  @Test mutating func `after an exchange it goes on at once while there is more, else it rests`() {
    #expect(handle(.exchanged(roundTrip: 10, more: true)).milliseconds == 0)
    #expect(
      handle(.exchanged(roundTrip: 10, more: false)).milliseconds == Pacer.idleMilliseconds)
    #expect(handle(.started).milliseconds == 0)
    #expect(handle(.nudged).milliseconds == 0)
  }

  @Test mutating func `a batch doubles while the answers are quick and halves when they fail`() {
    var batches = [pacer.batch]
    for _ in 0..<5 {
      _ = handle(.exchanged(roundTrip: 4_999, more: true))
      batches.append(pacer.batch)
    }
    #expect(batches == [100, 200, 400, 800, 1_000, 1_000])

    for _ in 0..<4 { _ = handle(.failed(.interrupted(progressed: false))) }
    #expect(pacer.batch == 62)
    _ = handle(.exchanged(roundTrip: 5_000, more: true))
    #expect(pacer.batch == 62, "a slow answer does not make it grow")
    _ = handle(.failed(.told(.smaller, wait: nil)))
    #expect(pacer.batch == 31)
    _ = handle(.failed(.told(.later, wait: nil)))
    #expect(pacer.batch == 31, "a busy aggregator says nothing about size")
    for _ in 0..<40 { _ = handle(.failed(.offline)) }
    #expect(pacer.batch == 31, "nor does a night without a network")
    for _ in 0..<40 { _ = handle(.failed(.interrupted(progressed: false))) }
    #expect(pacer.batch == 1)
  }

  @Test(arguments: [(Int.min, 1), (0, 1), (7, 7), (1_000, 1_000), (Int.max, 1_000)])
  func `a batch kept from yesterday stays within bounds`(kept: Int, batch: Int) {
    #expect(Pacer(batch: kept).batch == batch)
  }

  @Test mutating func `the time the aggregator names is a minimum that no nudge cuts short`() {
    let step = handle(.failed(.told(.later, wait: 120_000)))

    #expect(step.milliseconds >= 120_000)
    #expect(!step.mayBeNudged)
    #expect(handle(.failed(.offline)).mayBeNudged)
  }

  @Test mutating func `what only a person can change is asked seldom, but asked`() {
    let waits = (0..<50).map { _ in handle(.failed(.told(.afterPerson, wait: nil))).milliseconds }

    #expect(waits.allSatisfy { $0 <= Pacer.retryMillisecondsMax })
    #expect(waits.reduce(0, +) / 50 > 4 * 60_000)
  }

  @Test mutating func `however often it fails, it tries again`() {
    for _ in 0..<10_000 {
      let step = handle(.failed(.offline))
      #expect((0...Pacer.retryMillisecondsMax).contains(step.milliseconds))
    }
  }
}
