import Aggregator
import Console
import Dispatch
import Foundation

extension Terminal {
  func serve(_ arguments: Arguments) async throws {
    let folder = arguments.words[0]
    let centre = try Centre(folder: folder, identity: try identity(folder), world: world)
    let (host, port) = try Self.address(arguments.value("listen") ?? "127.0.0.1:8700")
    let service = try await centre.open(
      host: host, port: port, proxies: Set(arguments.values("proxy")), report: tell)
    log.line(.info, "listening", ["url": service.url])
    try Data("\(service.url)\n".utf8)
      .write(to: URL(filePath: "\(folder)/listen"), options: .atomic)
    try await untilStopped(service.run) { await service.close() }
  }

  @Sendable private func tell(_ happening: Centre.Happening) {
    log.line(happening.isProblem ? .warning : .info, happening.name, happening.facts)
  }

  private static func address(_ text: String) throws -> (host: String, port: UInt16) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
      colon > text.startIndex
    else { throw CentreError.notAnAddress(text) }
    return (String(text[..<colon]).trimmingCharacters(in: ["[", "]"]), port)
  }

  /// Works until SIGTERM or SIGINT, then closes in order.
  private func untilStopped(
    _ work: @escaping @Sendable () async throws -> Void, closing: () async throws -> Void
  ) async throws {
    let stops = Self.stops()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask(operation: work)
      group.addTask { for await _ in stops { return } }
      defer { group.cancelAll() }
      do { try await group.next() } catch is CancellationError {}
    }
    try await closing()
    log.line(.info, "stopped")
  }

  /// One element for each request to stop.
  private static func stops() -> AsyncStream<Void> {
    AsyncStream { continuation in
      for number in [SIGTERM, SIGINT] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        // The handler holds the source, which listens as long as the process lives.
        source.setEventHandler {
          withExtendedLifetime(source) { _ = continuation.yield() }
        }
        source.resume()
      }
    }
  }
}
