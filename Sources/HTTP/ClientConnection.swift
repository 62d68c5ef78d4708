import Dispatch

/// One connection to a server. Belongs to one `SocketTransport` and is touched by it alone.
final class ClientConnection {
  let id: Int
  let endpoint: Endpoint
  let socket: Socket
  let reading: Readiness
  let writing: Readiness
  var output = OutputBuffer()
  var isConnecting = true
  /// Whether it has carried an exchange before.
  var isReused = false
  /// Monotonic nanoseconds; when its last exchange ended.
  var idleSince: UInt64 = 0
  /// Nil while it waits for a next one.
  var exchange: ClientExchange?

  init(id: Int, endpoint: Endpoint, socket: Socket, reading: Readiness, writing: Readiness) {
    self.id = id
    self.endpoint = endpoint
    self.socket = socket
    self.reading = reading
    self.writing = writing
  }
}

/// One request under way and what has come of it. Ends exactly once.
final class ClientExchange {
  let id: Int
  let endpoint: Endpoint
  let method: Method
  let bytes: [UInt8]
  let timer: any DispatchSourceTimer
  let continuation: CheckedContinuation<Client.Outcome, Never>
  var parser: ResponseParser
  /// Where to go when the connection does not come about.
  var otherAddresses: ArraySlice<Address> = []
  var connection: Int?

  init(
    id: Int, endpoint: Endpoint, method: Method, bytes: [UInt8], timer: any DispatchSourceTimer,
    parser: ResponseParser, continuation: CheckedContinuation<Client.Outcome, Never>
  ) {
    self.id = id
    self.endpoint = endpoint
    self.method = method
    self.bytes = bytes
    self.timer = timer
    self.parser = parser
    self.continuation = continuation
  }

  /// Whether sending it twice does no more than sending it once (RFC 9110 §9.2.2).
  var isIdempotent: Bool { method != .post && method != .patch }

  func outcome(_ failure: Client.Failure?) -> Client.Outcome {
    Client.Outcome(
      status: parser.head?.status, headers: parser.head?.headers ?? [:], body: parser.body,
      failure: failure)
  }
}
