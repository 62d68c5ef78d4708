import Foundation

/// What came of one seed.
struct Run: Sendable {
  let seed: UInt64
  let hash: String
  let faults: [Fault: Int]
  /// What was not kept, where, and how to see it again; nil when all went well.
  let failure: String?

  static func of(_ seed: UInt64, isLoud: Bool = false) async -> Run {
    let lane = Lane()
    return await withTaskExecutorPreference(lane) {
      await of(seed, isLoud: isLoud, on: lane)
    }
  }

  private static func of(_ seed: UInt64, isLoud: Bool, on lane: Lane) async -> Run {
    do {
      let simulation = try Simulation(seed: seed, lane: lane, isLoud: isLoud)
      var failure: String?
      do { try await simulation.run() } catch {
        failure = """
          seed \(seed), step \(await simulation.step): \(error)
          See it again with: Tools/simulate --seeds \(seed)..\(seed) --trace
          \(simulation.trace.tail.suffix(isLoud ? 0 : 25).joined(separator: "\n"))
          """
      }
      return Run(
        seed: seed, hash: simulation.trace.hash, faults: simulation.trace.faults, failure: failure)
    } catch {
      return Run(seed: seed, hash: "", faults: [:], failure: "seed \(seed) did not begin: \(error)")
    }
  }
}

/// The seeds to play, and how much to say about it.
struct Seeds: Sendable {
  let range: ClosedRange<UInt64>
  let isLoud: Bool
  /// A file that gets one line for each seed; nil in ordinary test runs.
  let log: URL?

  static let standard: ClosedRange<UInt64> = 1...200

  /// - Parameter environment: `BOKFINK_SEEDS` as `A..B`, `BOKFINK_TRACE` and `BOKFINK_SEED_LOG`.
  init(environment: [String: String]) {
    let ends = (environment["BOKFINK_SEEDS"] ?? "").split(separator: ".").compactMap { UInt64($0) }
    range = ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : Self.standard
    isLoud = environment["BOKFINK_TRACE"] != nil
    log = environment["BOKFINK_SEED_LOG"].map { URL(filePath: $0) }
  }

  /// One line: the seed, how it went, and its faults.
  func report(_ run: Run) {
    guard let log, let file = try? FileHandle(forWritingTo: log) else { return }
    let faults = Fault.allCases.map { "\($0.rawValue)=\(run.faults[$0] ?? 0)" }
    let line =
      "\(run.seed) \(run.failure == nil ? "kept" : "broken") \(faults.joined(separator: " "))\n"
    defer { try? file.close() }
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: Data(line.utf8))
  }
}
