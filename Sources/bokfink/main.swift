// The composition root of the agent: the only place with a real clock, a real timer and real chance.

import Agent
import Console
import Foundation
import Glibc

// Whatever this program writes is for its owner alone, whoever made the folder.
umask(0o077)

/// Milliseconds added to the clock, for tests of what a wrong clock does.
let clockOffset = ProcessInfo.processInfo.environment["BOKFINK_CLOCK_OFFSET_MS"].flatMap {
  Int64($0)
}

let now: @Sendable () -> Int64 = {
  Int64((Date().timeIntervalSince1970 * 1000).rounded()) + (clockOffset ?? 0)
}
let world = World.machine(
  now: now,
  sleep: { try await Task.sleep(for: .milliseconds($0)) },
  random: {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  })
let log = Log(now: now) { try? StandardStream.error.write($0) }
if let clockOffset { log.line(.warning, "clock-shifted", ["ms": "\(clockOffset)"]) }

let supervisor = Supervisor(environment: ProcessInfo.processInfo.environment)
let terminal = Terminal(world: world, log: log, supervisor: supervisor, now: now)
exit(await terminal.run(Array(CommandLine.arguments.dropFirst())).rawValue)
