internal import Replication
public import Storage

/// The shell around `Pacer`: does what each step says, and reports what came of it.
public struct SyncLoop: Sendable {
  /// Given back when the conversation is over.
  public typealias Turn = @Sendable () -> Void

  private let session: Session
  private let author: @Sendable () -> Author
  private let turn: @Sendable () async throws -> Turn
  private let report: @Sendable (SyncEvent) -> Void

  /// How often the journal is asked whether another command has recorded something.
  static let watchMilliseconds: Int64 = 500

  /// - Parameters:
  ///   - author: in whose name rows of clicks are sealed.
  ///   - turn: waits until no other process of this agent is syncing.
  public init(
    session: Session, author: @escaping @Sendable () -> Author,
    turn: @escaping @Sendable () async throws -> Turn,
    report: @escaping @Sendable (SyncEvent) -> Void
  ) {
    self.session = session
    self.author = author
    self.turn = turn
    self.report = report
  }

  /// Syncs until nothing is left to send or to fetch, or until something fails.
  ///
  /// - Returns: nil when everything went through.
  public func runOnce() async throws -> SyncFailure? {
    var pacer = try await pacer()
    var random = session.world.chance
    while true {
      let batch = pacer.batch
      let round = try await round(batch: batch, sealing: true)
      if round.mayErase { throw EraseOrder() }
      _ = pacer.handle(round.event, using: &random)
      try await session.journal.setMeta([.batch: .integer(Int64(pacer.batch))])
      // A proxy that finds a request too large is not asked to wait for, but for less.
      if round.failure == .told(.tooLarge, wait: nil), pacer.batch < batch { continue }
      if round.failure != nil || !round.more { return round.failure }
    }
  }

  /// Runs until the task is cancelled. A full disk or a busy database is waited for like a network; a damaged one
  /// gets no better by waiting.
  public func run() async throws {
    var pacer = (try? await pacer()) ?? Pacer()
    var random = session.world.chance
    var step = pacer.handle(.started, using: &random)
    var isInTouch = false
    var wasLow = false
    while !Task.isCancelled {
      do {
        try await pause(step, isInTouch: isInTouch)
        let round = try await round(batch: pacer.batch, sealing: session.isWiping())
        if round.mayErase { throw EraseOrder() }
        step = pacer.handle(round.event, using: &random)
        let room = try await session.journal.diskRoom()
        if room.isLow, !wasLow { report(.pullingRests(freeBytes: room.freeBytes)) }
        wasLow = room.isLow
        // News that may not be pulled must not wake the loop again and again.
        isInTouch = round.failure == nil && !room.isLow
        try await session.journal.setMeta([.batch: .integer(Int64(pacer.batch))])
      } catch let error where Self.mayPass(error) {
        let failure = SyncFailure.stuck("\(error)")
        report(.failed(nil, failure))
        isInTouch = false
        // What failed may be what a pause asks, too, so this one asks nothing.
        let wait = pacer.handle(.failed(failure.paced(progressed: false)), using: &random)
        try await session.world.sleep(wait.milliseconds)
        step = pacer.handle(.nudged, using: &random)
      }
    }
  }

  private static func mayPass(_ error: any Error) -> Bool {
    switch error {
    case is CancellationError, is EraseOrder, JournalError.inSafeMode: false
    case let error as SQLiteError: !error.isDamage
    default: true
    }
  }

  private func pacer() async throws -> Pacer {
    let batch = try await session.journal.meta(.batch)?.integer
    return Pacer(batch: batch.map { Int($0) } ?? Pacer.batchFirst)
  }

  /// - Parameter sealing: whether clicks of this very minute become changes too.
  private func round(batch: Int, sealing: Bool) async throws -> Round {
    let done = try await turn()
    defer { done() }
    await session.journal.keepBallast()
    for scope in try await session.scopes() where scope != .county {
      if sealing {
        try await session.journal.sealTallies(in: scope, by: author())
      } else {
        try await session.journal.sealIdleTallies(in: scope, by: author())
      }
    }
    return try await session.round(batch: batch, report: report)
  }

  /// Waits as long as the step says, unless something is recorded here or, while the aggregator can be reached,
  /// something arrives there.
  private func pause(_ step: Pacer.Step, isInTouch: Bool) async throws {
    guard step.milliseconds > 0 else { return }
    let revision = try await session.journal.revision()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await session.world.sleep(step.milliseconds) }
      if step.mayBeNudged {
        group.addTask {
          while try await session.journal.revision() == revision {
            try await session.world.sleep(Self.watchMilliseconds)
          }
        }
      }
      if isInTouch {
        group.addTask {
          guard try await session.waitForNews(try await session.scopes()) else {
            return try await session.world.sleep(step.milliseconds)
          }
        }
      }
      _ = try await group.next()
      group.cancelAll()
      // The losers end with the cancellation they were just sent.
      while let result = await group.nextResult() { _ = result }
    }
  }
}
