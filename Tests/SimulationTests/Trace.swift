import Replication
import Synchronization

/// Everything that happened, as one hash. Two runs of one seed must not differ in a byte.
final class Trace: Sendable {
  private struct State {
    var sum: [UInt8] = []
    var faults: [Fault: Int] = [:]
    var lines: [String] = []
  }

  private let state = Mutex(State())
  /// Whether every event is printed as it happens.
  let isLoud: Bool
  static let linesKept = 60

  init(isLoud: Bool) { self.isLoud = isLoud }

  func note(_ event: String, _ bytes: [UInt8] = []) {
    if isLoud { print(event) }
    state.withLock { state in
      state.sum = Hash(of: state.sum + Array(event.utf8) + bytes).bytes
      state.lines.append(event)
      if state.lines.count > 2 * Self.linesKept { state.lines.removeFirst(Self.linesKept) }
    }
  }

  func note(_ fault: Fault, _ detail: String = "") {
    state.withLock { $0.faults[fault, default: 0] += 1 }
    note("  ! \(fault.rawValue) \(detail)")
  }

  var hash: String { state.withLock { $0.sum.isEmpty ? "" : Hash(bytes: $0.sum).description } }
  var faults: [Fault: Int] { state.withLock { $0.faults } }
  /// What happened last, oldest first.
  var tail: [String] { state.withLock { $0.lines.suffix(Self.linesKept) } }
}
