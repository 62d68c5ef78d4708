import Dispatch
import Glibc

/// Works until the process is asked to stop (SIGTERM or SIGINT), then closes in order.
///
/// - Parameters:
///   - requests: listened to since before there was anything to stop.
///   - work: cancelled when the request comes; returning or throwing ends the wait too.
///   - closing: runs in every case but an error of `work`.
public func untilStopped(
  _ requests: AsyncStream<Void>, _ work: @escaping @Sendable () async throws -> Void,
  closing: () async throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask(operation: work)
    group.addTask { for await _ in requests { return } }
    defer { group.cancelAll() }
    do { try await group.next() } catch is CancellationError {}
  }
  try await closing()
}

/// One element for each request. Very soon the process no longer ends by itself when it is asked to.
public func stopRequests() -> AsyncStream<Void> {
  AsyncStream { continuation in
    for number in [SIGTERM, SIGINT] {
      // Dispatch puts its own action in the place of the default one. Were the signal ignored until then, whoever is
      // asked that early would never hear of it.
      let source = DispatchSource.makeSignalSource(signal: number)
      // The handler holds the source, which listens as long as the process lives.
      source.setEventHandler {
        withExtendedLifetime(source) { _ = continuation.yield() }
      }
      source.resume()
    }
  }
}
