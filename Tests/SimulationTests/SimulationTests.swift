import Foundation
import Testing

@Suite("Whatever goes wrong, nothing is lost and everybody ends up alike")
struct SimulationTests {
  /// Which worlds are played. `Tools/simulate` chooses others.
  static let seeds = Seeds(environment: ProcessInfo.processInfo.environment)

  /// Two at a time: as many as a small machine has cores.
  @Test(arguments: 0...1)
  func `every seed comes to rest with every promise kept`(half: Int) async {
    for seed in Self.seeds.range where Int(seed % 2) == half {
      let run = await Run.of(seed, isLoud: Self.seeds.isLoud)
      if let failure = run.failure { Issue.record("\(failure)") }
      Self.seeds.report(run)
    }
  }

  @Test func `the same seed plays the same world, byte for byte`() async {
    for seed in Self.seeds.range.prefix(20) {
      let first = await Run.of(seed)
      let second = await Run.of(seed)

      #expect(first.hash == second.hash, "seed \(seed)")
    }
  }
}
