internal import Synchronization

/// Wakes the long-polls when something has arrived, without a thread for each of them.
public final class Bell: Sendable {
  private struct Listeners {
    var next = 0
    var byNumber: [Int: AsyncStream<Void>.Continuation] = [:]
    var isClosed = false
  }

  private let listeners = Mutex(Listeners())

  public init() {}

  /// One element for each ring; ends when the bell is closed or the listening task is cancelled.
  func rings() -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let number = listeners.withLock { listeners -> Int? in
        guard !listeners.isClosed else { return nil }
        listeners.next += 1
        listeners.byNumber[listeners.next] = continuation
        return listeners.next
      }
      guard let number else { return continuation.finish() }
      continuation.onTermination = { [weak self] _ in
        self?.listeners.withLock { _ = $0.byNumber.removeValue(forKey: number) }
      }
    }
  }

  public func ring() {
    for continuation in listeners.withLock({ Array($0.byNumber.values) }) { continuation.yield() }
  }

  /// Ends every wait, so that a shutdown need not sit them out.
  public func close() {
    let all = listeners.withLock { listeners in
      listeners.isClosed = true
      return Array(listeners.byNumber.values)
    }
    for continuation in all { continuation.finish() }
  }
}
