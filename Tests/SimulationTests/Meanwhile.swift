// What happens while an answer is on its way: an exchange is no transaction, and nobody waits for its end.

import Replication
import Storage

extension Simulation {
  /// Lets the network stop in the middle of an exchange for something else.
  func letOthersInterrupt() async {
    await network.interrupt { [weak self] name in await self?.happenMeanwhile(at: name) ?? true }
  }

  /// Returns whether the aggregator is still the one that has answered.
  private func happenMeanwhile(at name: String) async -> Bool {
    guard !isInterrupted, let index = desks.firstIndex(where: { $0.name == name }) else {
      return true
    }
    isInterrupted = true
    defer { isInterrupted = false }
    do {
      switch dice.number(1...10) {
      case ...6:
        trace.note(.recordedMeanwhile, name)
        try await recordSomething(index)
      case ...9:
        guard let other = dice.pick(Array(desks.indices)), other != index else { return true }
        trace.note(.overtaken, "\(name) by \(desks[other].name)")
        try await sync(other, rounds: 1)
      default:
        guard !centre.backups.isEmpty else { return true }
        trace.note(.revertedMeanwhile, name)
        try await revertCentre()
        return false
      }
    } catch {
      interruption = interruption ?? error
    }
    return true
  }

  /// Says what went wrong while nobody could say it.
  func checkInterruption() throws {
    if let error = interruption { throw error }
  }
}
