public import Replication
internal import Storage

/// One exchange of every scope of this agent.
public struct Round: Equatable, Sendable {
  /// True when another round at once would send or fetch something.
  public var more = false
  /// The longest of the round trips, milliseconds.
  public var roundTrip: Int64 = 0
  public var failure: SyncFailure?
  /// A failed exchange brought something all the same.
  public var progressed = false
  /// The region has ordered this agent to erase itself, and holds all it has.
  public var mayErase = false

  var event: Pacer.Event {
    if let failure { return .failed(failure.paced(progressed: progressed)) }
    return .exchanged(roundTrip: roundTrip, more: more)
  }
}

extension Session {
  /// The scopes this agent syncs, `county` first: it tells which units and devices there are.
  public func scopes() async throws -> [Scope] {
    guard try await journal.meta(.enrolment) != nil,
      let own = try await journal.meta(.scope)?.text.flatMap(Scope.init)
    else { return [] }
    return [.county, own]
  }

  /// Exchanges every scope once. A failure ends the round, for the next scope would meet it too; not so an answer that
  /// could not be used: what is wrong with the county must not keep the branch's own entries here.
  public func round(batch: Int, report: @Sendable (SyncEvent) -> Void) async throws -> Round {
    var round = Round()
    let scopes = try await scopes()
    if scopes.isEmpty {
      round.failure = .notEnrolled
      report(.failed(nil, .notEnrolled))
    }
    for scope in scopes {
      switch try await exchangeHealing(scope, batch: batch, report: report) {
      case .exchanged(let applied, let pushed, let roundTrip):
        report(.exchanged(scope, pushed: pushed, applied))
        // An answer that promises more and moves nothing must not be asked for again at once.
        round.more = round.more || (applied.more && applied.moved)
        round.roundTrip = max(round.roundTrip, roundTrip)
      case .enrolled: break
      case .rolledBack(let n):
        report(.rolledBack(scope, to: n))
        round.more = true
      case .failed(let failure, let progressed):
        report(.failed(scope, failure))
        round.failure = failure
        round.progressed = round.progressed || progressed
        try await noteProblem(failure)
        guard case .garbled = failure else { return round }
      }
    }
    if round.failure == nil, !round.more, try await isWiping() {
      switch try await askToErase() {
      case .granted: round.mayErase = true
      case .notOrdered: round.more = true
      case .later(let failure):
        round.failure = failure
        report(.failed(nil, failure))
      }
    }
    return round
  }

  /// An aggregator that does not know this device may have lost its enrolment: it is shown once, then asked again.
  private func exchangeHealing(
    _ scope: Scope, batch: Int, report: @Sendable (SyncEvent) -> Void
  ) async throws -> Outcome {
    let outcome = try await exchange(scope, batch: batch)
    if case .failed(.told(.wiping, _), _) = outcome, try await !isWiping() {
      try await journal.setMeta([.wiping: .integer(Journal.Wiping.sending.rawValue)])
      return try await exchange(scope, batch: batch)
    }
    guard case .failed(.told(.authFailed, _), _) = outcome,
      case .enrolled = try await enrolAgain()
    else { return outcome }
    report(.enrolled(scope))
    return try await exchange(scope, batch: batch)
  }

  /// Keeps what a person has to know until the next contact that goes well.
  private func noteProblem(_ failure: SyncFailure) async throws {
    guard case .told(let problem, _) = failure else { return }
    try await journal.setMeta([.lastProblem: .text(problem.rawValue)])
  }
}

extension Applied {
  fileprivate var moved: Bool { caughtUp || arrived + acknowledged + setAside + wanted > 0 }
}
