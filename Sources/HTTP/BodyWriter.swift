/// Where a streamed answer is written.
public struct BodyWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void

  /// For calling a streamed body without a connection.
  public init(_ send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

  /// Returns when the socket has taken the bytes, so a slow reader slows the writer down. Throws
  /// `PeerGone` when nobody reads any more. The head leaves with the first write; writing no bytes
  /// sends it alone.
  public func write(_ bytes: [UInt8]) async throws { try await send(bytes) }
}

/// The connection ended before the answer did. The route's task is cancelled as well.
public struct PeerGone: Error, Equatable, CustomStringConvertible {
  public init() {}

  public var description: String { "The other side closed the connection before the answer ended." }
}
