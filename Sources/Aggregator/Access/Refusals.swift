internal import Storage
internal import Synchronization

/// Writes into the audit log who was turned away, but only so much that nobody fills a disk by being turned away: what
/// is over is counted, and the count is written with the next one that is listed.
///
/// However long a flood lasts and from wherever it comes, the log grows by two short lines in half a minute: a
/// megabyte a day.
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
  /// What a caller can choose to be noted with, for example a scope that is none.
  private static let aboutCharactersMax = 64

  init(journal: Journal, now: @escaping @Sendable () -> Int64) {
    self.journal = journal
    self.now = now
    state = Mutex(State(all: Bucket(capacity: 600, perSecond: 1.0 / 30, now: now())))
  }

  /// - Parameter network: of which limits are kept, see `Request.network`.
  /// - Throws: when the audit log cannot be written.
  func note(
    _ act: String, by actor: String, from origin: String, network: String, about: String,
    outcome: String
  ) async throws {
    let now = now()
    let isListed = state.withLock { state in
      let isListed = state.isListed(network, now: now, networksMax: Self.networksMax)
      if !isListed { state.unlisted += 1 }
      return isListed
    }
    guard isListed else { return }
    try await noteUnlisted()
    let about = about.unicodeScalars.prefix(Self.aboutCharactersMax)
    try await journal.note(
      AuditEntry(
        at: now, actor: actor, origin: origin, act: act, about: String(about), outcome: outcome))
  }

  /// Writes down how many were turned away since the last one that is listed.
  func noteUnlisted() async throws {
    let unlisted = state.withLock { state in
      defer { state.unlisted = 0 }
      return state.unlisted
    }
    guard unlisted > 0 else { return }
    try await journal.note(
      AuditEntry(
        at: now(), actor: "", origin: "", act: "refused", about: "\(unlisted)",
        outcome: "not-listed"))
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
    let own = byNetwork[network, default: Bucket(capacity: 60, perSecond: 0.01, now: now)]
    byNetwork[network] = own
    return byNetwork[network]?.take(now: now) == nil && all.take(now: now) == nil
  }
}
