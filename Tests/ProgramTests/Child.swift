// Foundation's `Process` reads beyond the entries of /proc/self/fd on Linux and now and then takes the tests with it,
// so processes are started by hand.

import Foundation
import Glibc
import Synchronization

/// A running process of a test.
final class Child: Sendable {
  private struct State {
    /// nil while it runs.
    var end: End?
    var waiters: [CheckedContinuation<End, Never>] = []
  }

  enum End: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  /// Where its standard error goes.
  enum Errors {
    case file(String)
    case descriptor(Int32)
  }

  private let id: pid_t
  private let state = Mutex(State())

  /// - Parameters:
  ///   - environment: added to the tests' own.
  ///   - input: a file.
  ///   - output: a file, made when it is not there.
  init(
    _ path: String, _ words: [String], environment: [String: String], input: String,
    output: String, errors: Errors
  ) throws {
    let environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    id = try spawn(
      path, words, environment.map { "\($0)=\($1)" }, input, output, errors)
    Thread { [self] in awaitEnd() }.start()
  }

  private func awaitEnd() {
    var facts = siginfo_t()
    // The process is left as it is until no signal can be sent to it any more: its id may be another's at once.
    while waitid(P_PID, id_t(id), &facts, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    let (end, waiters) = state.withLock { state in
      var status: Int32 = 0
      waitpid(id, &status, 0)
      let end = status & 0x7F == 0 ? End.status(status >> 8 & 0xFF) : End.signal(status & 0x7F)
      state.end = end
      defer { state.waiters = [] }
      return (end, state.waiters)
    }
    for waiter in waiters { waiter.resume(returning: end) }
  }

  var isRunning: Bool { state.withLock { $0.end == nil } }

  func send(_ signal: Int32) {
    state.withLock { state in if state.end == nil { _ = kill(id, signal) } }
  }

  /// Whether a signal would do nothing at all just now.
  func ignores(_ signal: Int32) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// Halts the process. When this returns it does nothing any more, or has ended.
  func stop() {
    send(SIGSTOP)
    while isRunning, let facts = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      // The state follows the name, which stands in parentheses.
      facts.split(separator: ")").last?.split(separator: " ").first != "T"
    { sched_yield() }
  }

  func resume() { send(SIGCONT) }

  /// Waits for the end. A test that is cancelled, for example because its time is over, ends the process.
  ///
  /// - Returns: the exit status, nil when a signal ended it.
  func end() async -> Int32? {
    let end = await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let end = state.withLock { state in
          if state.end == nil { state.waiters.append(waiter) }
          return state.end
        }
        if let end { waiter.resume(returning: end) }
      }
    } onCancel: {
      send(SIGKILL)
    }
    return if case .status(let status) = end { status } else { nil }
  }
}

private func spawn(
  _ path: String, _ words: [String], _ environment: [String], _ input: String, _ output: String,
  _ errors: Child.Errors
) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
  let writing = O_WRONLY | O_CREAT | O_TRUNC
  posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o600)
  switch errors {
  case .file(let path): posix_spawn_file_actions_addopen(&actions, 2, path, writing, 0o600)
  case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
  }
  // Else one child would hold the ends of another's pipes open. glibc passes over those that are closed.
  for descriptor: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  // The threads of Dispatch block every signal, and a child inherits that.
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

  var arguments = ([path] + words).map { strdup($0) } + [nil]
  var variables = environment.map { strdup($0) } + [nil]
  defer { for pointer in arguments + variables { free(pointer) } }
  var id: pid_t = 0
  let code = posix_spawn(&id, path, &actions, &attributes, &arguments, &variables)
  guard code == 0 else {
    throw Unexpected(description: "\(path): \(String(cString: strerror(code)))")
  }
  return id
}
