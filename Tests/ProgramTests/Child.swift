import Foundation
import Glibc
import Synchronization

/// A running process of a test.
final class Child: Sendable {
  private struct State {
    var status: Int32??
    var waiters: [CheckedContinuation<Int32?, Never>] = []
  }

  private let state = Mutex(State())
  private let process: Process

  /// Two processes that start at once would inherit each other's ends of pipes.
  private static let starting = Mutex(())

  /// - Parameters:
  ///   - environment: added to the tests' own.
  ///   - input: a file; nil for nothing.
  init(
    _ program: Executable, _ words: [String], environment: [String: String], input: FileHandle?,
    output: FileHandle, error: Any
  ) throws {
    process = Process()
    process.executableURL = program.url
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    process.terminationHandler = { [weak self] process in
      self?.ended(process.terminationReason == .exit ? process.terminationStatus : nil)
    }
    try Self.starting.withLock { _ in try process.run() }
  }

  private func ended(_ status: Int32?) {
    let waiters = state.withLock { state in
      state.status = .some(status)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(returning: status) }
  }

  var isRunning: Bool { state.withLock { $0.status == nil } }

  func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }

  /// Waits for the end. A test that is cancelled, for example because its time is over, ends the process.
  ///
  /// - Returns: the exit status, nil when a signal ended it.
  func end() async -> Int32? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let status = state.withLock { state -> Int32?? in
          if state.status == nil { state.waiters.append(waiter) }
          return state.status
        }
        if let status { waiter.resume(returning: status) }
      }
    } onCancel: {
      send(SIGKILL)
    }
  }
}
