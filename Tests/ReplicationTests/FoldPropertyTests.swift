import Replication
import TestSupport
import Testing

@Suite("State is a function of the set of changes")
struct FoldPropertyTests {
  static let blocks = (0..<20).map { (block: UInt64) in block * 200..<(block + 1) * 200 }

  @Test(arguments: blocks)
  func `the fold says what the oracle says`(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let history = try History(seed: seed)

      let folded = Dictionary(grouping: history.entries, by: \.change.record)
        .mapValues { Oracle.State(Fold($0)) }

      #expect(folded == Oracle.state(of: history.entries), "seed \(seed)")
    }
  }

  @Test(arguments: blocks)
  func `neither order nor repetition changes the fold`(seeds: Range<UInt64>) throws {
    for seed in seeds {
      var history = try History(seed: seed)
      let entries = history.entries.filter { $0.change.record == history.entries[0].change.record }
      let fold = Fold(entries)

      let mixed = (entries + entries.prefix(5)).shuffled(using: &history.random)

      #expect(Fold(mixed) == fold, "seed \(seed)")
    }
  }

  @Test func `the histories reach every state the fold knows`() throws {
    var counts: [String: Int] = [:]
    for seed in UInt64(0)..<1_000 {
      let history = try History(seed: seed)
      for state in Oracle.state(of: history.entries).values {
        counts[state.life, default: 0] += 1
        if state.fields.contains(where: { $0.candidates.count > 1 }) {
          counts["conflict", default: 0] += 1
        }
      }
    }

    for state in ["absent", "alive", "deleted", "edit-delete", "conflict"] {
      #expect(counts[state, default: 0] > 50, "\(state): \(counts)")
    }
  }
}
