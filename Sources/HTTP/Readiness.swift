import Dispatch

/// Says when a socket can be read or written, for as long as it is asked to watch. Used on one queue.
final class Readiness {
  private let source: any DispatchSourceProtocol
  private var isWatching = false

  /// Begins paused. The socket stays open until Dispatch has let go of it, or a new socket with the same
  /// number could be taken for it.
  private init(
    _ source: any DispatchSourceProtocol, _ socket: Socket,
    whenReady: @escaping @Sendable () -> Void
  ) {
    self.source = source
    source.setEventHandler(handler: whenReady)
    source.setCancelHandler { withExtendedLifetime(socket) {} }
  }

  static func toRead(
    _ socket: Socket, on queue: DispatchQueue, whenReady: @escaping @Sendable () -> Void
  ) -> Readiness {
    let source = DispatchSource.makeReadSource(fileDescriptor: socket.descriptor, queue: queue)
    return Readiness(source, socket, whenReady: whenReady)
  }

  /// Nil when no descriptors are left. Watches under another number than `toRead`: of two sources for
  /// one number, Dispatch on Linux loses one's events while the other begins or ends.
  static func toWrite(
    _ socket: Socket, on queue: DispatchQueue, whenReady: @escaping @Sendable () -> Void
  ) -> Readiness? {
    guard let twin = socket.twin() else { return nil }
    let source = DispatchSource.makeWriteSource(fileDescriptor: twin.descriptor, queue: queue)
    return Readiness(source, twin, whenReady: whenReady)
  }

  deinit {
    source.cancel()
    // A suspended source is never cancelled, and to release one is a trap in Dispatch.
    watch()
  }

  func watch() {
    guard !isWatching else { return }
    isWatching = true
    source.resume()
  }

  func pause() {
    guard isWatching else { return }
    isWatching = false
    source.suspend()
  }
}
