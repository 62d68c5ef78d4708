extension Server {
  /// What happened, for whoever writes the log. Reported on the server's own queue: be quick.
  public enum Event: Equatable, Sendable {
    case answered(client: String, method: String, path: String, status: Int, milliseconds: Int)
    /// A request that no route saw.
    case refused(client: String, status: Int, reason: String)
    /// A streamed answer whose route threw; the connection was cut.
    case cut(client: String, path: String, reason: String)
    /// No descriptors are left; callers wait until some are free again.
    case exhausted
  }

  /// Why a server could not begin to listen.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case notAnAddress(String)
    case addressInUse(host: String, port: Int)
    case unavailable(String)

    public var description: String {
      switch self {
      case .notAnAddress(let host):
        "“\(host)” is no IP address. Use for example 127.0.0.1 or ::1."
      case .addressInUse(let host, let port):
        "Another program listens on \(host), port \(port). Stop it or choose another port."
      case .unavailable(let reason): "The address cannot be listened on (\(reason))."
      }
    }
  }
}
