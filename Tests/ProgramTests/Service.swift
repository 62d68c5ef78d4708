import Foundation
import Glibc
import Synchronization

/// One of the programs while it serves.
final class Service: Sendable {
  /// Where, for example `http://127.0.0.1:40123`.
  let url: String
  let child: Child
  private let log: ServiceLog
  /// The file of what it prints.
  private let output: String

  private init(url: String, child: Child, log: ServiceLog, output: String) {
    self.url = url
    self.child = child
    self.log = log
    self.output = output
  }

  /// Starts a program and waits until it says where it listens.
  static func start(_ station: Station, _ words: [String]) async throws -> Service {
    let (child, log, output) = try await start(
      station.command(words), variables: station.environment, in: station.scene,
      until: "event=listening")
    let url = try station.text(of: "listen").trimmingCharacters(in: .newlines)
    return Service(url: url, child: child, log: log, output: output)
  }

  /// Starts any program and waits until it says, on its standard error, that it serves.
  static func start(
    _ command: (String, [String]), in scene: Scene, url: String, until said: String
  ) async throws -> Service {
    let (child, log, output) = try await start(command, variables: [:], in: scene, until: said)
    return Service(url: url, child: child, log: log, output: output)
  }

  private static func start(
    _ command: (path: String, words: [String]), variables: [String: String], in scene: Scene,
    until said: String
  ) async throws -> (Child, ServiceLog, output: String) {
    let log = ServiceLog()
    let output = scene.path("printed-\(UInt64.random(in: 0...UInt64.max))")
    let child = try Child(
      command.path, command.words, environment: variables, input: "/dev/null", output: output,
      errors: .descriptor(log.pipe.fileHandleForWriting.fileDescriptor))
    // The last one to hold it is the child: the log ends when it does.
    try log.pipe.fileHandleForWriting.close()
    scene.add(child)
    try await log.contains(said, child)
    return (child, log, output)
  }

  var port: Int { URL(string: url)?.port ?? 0 }

  /// What it has logged so far.
  var logged: String { log.text }

  /// What it has printed so far.
  var printed: String {
    String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
  }

  /// Waits until it has logged a text.
  func logs(_ text: String) async throws { try await log.contains(text, child) }

  /// - Returns: the exit status.
  func stop() async -> Int32? {
    child.send(SIGTERM)
    return await child.end()
  }

  func kill() async {
    child.send(SIGKILL)
    _ = await child.end()
  }
}

/// What a process says on its standard error, as it comes.
private final class ServiceLog: Sendable {
  let pipe = Pipe()

  private struct State {
    var bytes: [UInt8] = []
    var isOver = false
    var waiters: [(text: String, continuation: CheckedContinuation<Bool, Never>)] = []
  }

  private let state = Mutex(State())

  init() {
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      self?.take(Array(data))
    }
  }

  var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

  /// - Parameter bytes: none at the end.
  private func take(_ bytes: [UInt8]) {
    let done = state.withLock { state in
      state.bytes += bytes
      state.isOver = bytes.isEmpty
      let text = String(decoding: state.bytes, as: UTF8.self)
      let done = state.waiters.filter { state.isOver || text.contains($0.text) }
      if !done.isEmpty {
        state.waiters.removeAll { state.isOver || text.contains($0.text) }
      }
      return done.map { ($0.continuation, text.contains($0.text)) }
    }
    for (continuation, found) in done { continuation.resume(returning: found) }
  }

  /// Waits until the log holds a text. A test that is cancelled ends the process, and with it the wait.
  func contains(_ wanted: String, _ child: Child) async throws {
    let found = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if String(decoding: state.bytes, as: UTF8.self).contains(wanted) { return true }
          if state.isOver { return false }
          state.waiters.append((wanted, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      child.send(SIGKILL)
    }
    guard found else {
      throw Unexpected(description: "the process ended without saying “\(wanted)”:\n\(text)")
    }
  }
}
