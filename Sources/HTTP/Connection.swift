/// One peer's connection and how far it has come. Belongs to one `Server` and is touched by it alone.
final class Connection {
  enum Phase {
    /// Waiting for a request or in the middle of one.
    case receiving
    /// A route is at work; its answer may be under way.
    case answering
    /// The whole answer is in `output`.
    case flushing
    /// Everything is said; the peer's close is awaited, so that it gets to read the answer before a
    /// reset can destroy it (RFC 9112 §9.6).
    case lingering
  }

  /// What is waited for, each with its own limit.
  enum Wait: Equatable {
    case request
    case head
    case body
    case reader
    case close
    /// The peer has finished sending and takes nothing: a half-close is lawful, so the answer gets a
    /// moment, but a long wait for someone who is gone ends.
    case sign
  }

  /// The request that is being received or answered.
  struct Exchange {
    let number: Int
    let head: RequestHead
    let origin: Origin
    let began: UInt64
    var route: (Route, parameters: [String: String])?
    var bodyBytes = 0
    /// What was answered; nil while nothing is, and for a refusal.
    var status: Status?
    /// Set while an answer is streamed.
    var transmission: Transmission?
  }

  let id: Int
  let socket: Socket
  let peer: Address
  let reading: Readiness
  /// Made when the socket first does not take everything.
  var writing: Readiness?
  var phase = Phase.receiving
  var parser = RequestParser()
  var output = OutputBuffer()
  var exchange: Exchange?
  var task: Task<Void, Never>?
  var writers: [CheckedContinuation<Void, any Error>] = []
  var peerFinished = false
  /// Set while nothing more is read because enough waits to be answered.
  var isFull = false
  /// Whether there may be another exchange after this one.
  var keepsAlive = true
  /// This connection's part of `Server.bodyBytes`.
  var countedBytes = 0
  /// When it became the peer's turn to send a request; however slowly bytes come, it stays.
  var turnBegan = Server.uptime
  private(set) var wait: Wait?
  private(set) var deadline = UInt64.max

  init(id: Int, socket: Socket, peer: Address, reading: Readiness) {
    self.id = id
    self.socket = socket
    self.peer = peer
    self.reading = reading
  }

  /// Whether nothing goes on until the peer sends or takes something.
  var keepsServerWaiting: Bool { phase != .answering || wait != nil }

  /// Whether what arrives now belongs to later requests.
  var isReadingAhead: Bool { phase == .answering || phase == .flushing }

  /// Between two requests, with nothing of the next one in sight.
  var isIdle: Bool { phase == .receiving && parser.isBetweenRequests }

  /// The deadline counts from the moment the wait begins, however often it is set.
  func wait(for wait: Wait?, until deadline: @autoclosure () -> UInt64) {
    guard wait != self.wait else { return }
    renew(wait, until: deadline())
  }

  /// The deadline counts from now.
  func renew(_ wait: Wait?, until deadline: UInt64) {
    self.wait = wait
    self.deadline = wait == nil ? .max : deadline
  }
}
