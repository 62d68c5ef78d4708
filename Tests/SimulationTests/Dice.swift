import Replication
import Synchronization
import TestSupport

/// Chance that `@Sendable` closures can share. The same seed throws the same, as long as it is thrown in the same
/// order, which one simulation does: it never does two things at once.
final class Dice: Sendable {
  private let random: Mutex<SeededRandom>

  init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

  func word() -> UInt64 { random.withLock { $0.next() } }

  func number(_ range: ClosedRange<Int>) -> Int {
    random.withLock { Int.random(in: range, using: &$0) }
  }

  func percent(_ chance: Int) -> Bool { number(1...100) <= chance }

  func pick<Item>(_ items: [Item]) -> Item? {
    items.isEmpty ? nil : items[number(0...items.count - 1)]
  }

  func shuffled<Item>(_ items: [Item]) -> [Item] {
    var items = items
    for index in items.indices.dropFirst().reversed() { items.swapAt(index, number(0...index)) }
    return items
  }

  /// Dice of their own for somebody new.
  func fork() -> Dice { Dice(seed: word()) }
}

extension Dice {
  func id<Subject>() -> ID<Subject> {
    var words = words
    return ID(using: &words)
  }

  var words: Words { Words(dice: self) }

  struct Words: RandomNumberGenerator {
    fileprivate let dice: Dice

    func next() -> UInt64 { dice.word() }
  }
}
