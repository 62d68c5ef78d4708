extension Server {
  /// What one peer, and all of them together, may use up. Times in milliseconds.
  public struct Limits: Sendable {
    /// Half of the 1024 descriptors a process has by default; the others are for files, and a second one
    /// for each peer that does not take what it is sent.
    public var connectionsMax = 512
    /// Bodies that are being received or answered, and answers that have not been taken, over all connections.
    public var bodyBytesMax = 128 << 20
    /// From the first byte of a request to the end of its header fields.
    public var headMillisecondsMax = 10_000
    /// Between two bytes of a body, or of an answer that the peer does not read.
    public var stallMillisecondsMax = 40_000
    /// Between two requests.
    public var idleMillisecondsMax = 60_000
    /// After the last answer, until the peer has closed too (RFC 9112 §9.6); and how long a route
    /// may go on without a byte taken when the peer has closed its side.
    public var lingerMillisecondsMax = 2_000
    /// What is in flight may still take so long at a shutdown.
    public var graceMillisecondsMax = 10_000

    public init() {}

    /// How often deadlines are looked at: often enough to keep the shortest.
    var tickMilliseconds: Int {
      let shortest = min(
        headMillisecondsMax, stallMillisecondsMax, idleMillisecondsMax, lingerMillisecondsMax,
        graceMillisecondsMax)
      return min(max(shortest / 4, 5), 500)
    }
  }
}
