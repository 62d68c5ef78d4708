internal import Storage
internal import Synchronization

/// Writes into the audit log who was turned away, but only so much that nobody fills a disk by being turned away: what
/// is over is counted, and the count is written with the next one that is listed.
final class Refusals: Sendable {
  fileprivate struct State {
    var byNetwork: [String: Bucket] = [:]
    var all: Bucket
    var unlisted = 0
  }

  private let journal: Journal
  private let now: @Sendable () -> Int64
  private let state: Mutex<State>

  private static let networksMax = 4_096

  init(journal: Journal, now: @escaping @Sendable () -> Int64) {
    self.journal = journal
    self.now = now
    state = Mutex(State(all: Bucket(capacity: 600, perSecond: 1, now: now())))
  }

  /// - Parameter network: of which limits are kept, see `Request.network`.
  /// - Throws: when the audit log cannot be written.
  func note(
    _ act: String, by actor: String, from origin: String, network: String, about: String,
    outcome: String
  ) async throws {
    let now = now()
    let unlisted = state.withLock { state -> Int? in
      guard state.isListed(network, now: now, networksMax: Self.networksMax) else {
        state.unlisted += 1
        return nil
      }
      defer { state.unlisted = 0 }
      return state.unlisted
    }
    guard let unlisted else { return }
    if unlisted > 0 {
      try await journal.note(
        AuditEntry(
          at: now, actor: "", origin: "", act: "refused", about: "\(unlisted)",
          outcome: "not-listed"))
    }
    try await journal.note(
      AuditEntry(at: now, actor: actor, origin: origin, act: act, about: about, outcome: outcome))
  }
}

extension Refusals.State {
  fileprivate mutating func isListed(_ network: String, now: Int64, networksMax: Int) -> Bool {
    if byNetwork.count >= networksMax {
      byNetwork = byNetwork.filter { entry in
        var bucket = entry.value
        return !bucket.isFull(now: now)
      }
    }
    guard byNetwork.count < networksMax || byNetwork[network] != nil else { return false }
    let own = byNetwork[network, default: Bucket(capacity: 60, perSecond: 0.1, now: now)]
    byNetwork[network] = own
    return byNetwork[network]?.take(now: now) == nil && all.take(now: now) == nil
  }
}
