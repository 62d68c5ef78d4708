extension Client {
  /// What came of a request. After a failure the head and the bytes that did arrive are still here.
  public struct Outcome: Equatable, Sendable {
    /// Nil when no head arrived.
    public let status: Int?
    public let headers: Headers
    public let body: [UInt8]
    /// Nil when the whole answer arrived, whatever its status says.
    public let failure: Failure?

    public init(status: Int?, headers: Headers, body: [UInt8], failure: Failure?) {
      self.status = status
      self.headers = headers
      self.body = body
      self.failure = failure
    }

    /// Nothing arrived.
    init(failure: Failure) {
      self.init(status: nil, headers: [:], body: [], failure: failure)
    }
  }

  /// Why an answer is missing or not whole.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// No connection came about: nothing was sent.
    case unreachable(String)
    /// No secure connection came about: nothing was sent. `isAboutTime` when the server's certificate is not
    /// valid now; then a wrong clock is a frequent cause.
    case untrusted(String, isAboutTime: Bool)
    /// The connection ended before the answer did; the request may or may not have been carried out.
    case cut(String)
    case stalled(milliseconds: Int)
    case tooLarge(bytesMax: Int)
    case cancelled

    public var description: String {
      switch self {
      case .unreachable(let reason): "The server cannot be reached (\(reason))."
      case .untrusted(let reason, let isAboutTime):
        "No secure connection to the server (\(reason))."
          + (isAboutTime ? " Check this computer's clock." : "")
      case .cut(let reason): "The connection broke off (\(reason))."
      case .stalled(let milliseconds): "Nothing came for \(milliseconds / 1000) s."
      case .tooLarge(let bytesMax): "The answer is larger than \(bytesMax) bytes."
      case .cancelled: "The exchange was cancelled."
      }
    }
  }
}
