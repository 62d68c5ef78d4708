// From readiness to a route: reading, refusing, waiting.

extension Server {
  /// Bytes of further requests that may wait while one is being answered.
  private static let pipelineBytesMax = 64 * 1024

  /// Reads at a time, before other connections have their turn.
  private static let readsMax = 16

  /// Reads until nothing is left. Dispatch on Linux forgets a socket once both sides are shut or it was
  /// reset, whatever is still to be read, so there may be no second call for the rest.
  func readable(_ id: Int) {
    for _ in 0..<Self.readsMax {
      guard let connection = connections[id], receive(on: connection) else { return }
    }
    readLater(id)
  }

  private func readLater(_ id: Int) {
    loop.run { [weak self] in self?.assumeIsolated { $0.readable(id) } }
  }

  /// False when there is nothing more to read now.
  private func receive(on connection: Connection) -> Bool {
    let isDiscarding = connection.phase == .lingering
    let received = receive(from: connection.socket) { bytes in
      if !isDiscarding { connection.parser.append(bytes) }
    }
    switch received {
    case .nothing: return false
    case .failed: drop(connection)
    case .end: peerFinished(connection)
    case .bytes where isDiscarding: return true
    case .bytes:
      if connection.wait == .body {
        connection.renew(.body, until: deadline(in: limits.stallMillisecondsMax))
      }
      advance(connection)
      guard connection.isReadingAhead, connection.parser.waitingBytes > Self.pipelineBytesMax else {
        return true
      }
      connection.reading.pause()
      connection.isFull = true
    }
    return false
  }

  /// The peer sends nothing more. What it has asked for is still answered.
  private func peerFinished(_ connection: Connection) {
    connection.peerFinished = true
    connection.reading.pause()
    switch connection.phase {
    case .receiving, .lingering: drop(connection)
    case .answering: waitForSign(connection)
    case .flushing: break
    }
  }

  /// Takes as many steps as the received bytes allow.
  func advance(_ connection: Connection) {
    while connection.phase == .receiving && connections[connection.id] != nil {
      switch connection.parser.next() {
      case .more: return waitForMore(connection)
      case .head(let head): admit(head, on: connection)
      case .body(let body): run(body, on: connection)
      case .refused(let refusal): refuse(refusal, on: connection)
      }
    }
  }

  private func waitForMore(_ connection: Connection) {
    countBody(connection)
    guard bodyBytes <= limits.bodyBytesMax else { return refuse(.busy, on: connection) }
    guard !connection.peerFinished, !(isClosing && connection.isIdle) else {
      return drop(connection)
    }
    if connection.isFull {
      connection.isFull = false
      connection.reading.watch()
      readLater(connection.id)
    }
    if connection.parser.isReceivingBody {
      connection.wait(for: .body, until: deadline(in: limits.stallMillisecondsMax))
    } else if connection.parser.isBetweenRequests {
      connection.wait(for: .request, until: deadline(in: limits.idleMillisecondsMax))
    } else {
      connection.wait(for: .head, until: deadline(in: limits.headMillisecondsMax))
    }
  }

  /// Decides by the head alone whether the body is wanted.
  private func admit(_ head: RequestHead, on connection: Connection) {
    exchangesBegun += 1
    connection.keepsAlive = head.keepsAlive
    connection.exchange = Connection.Exchange(
      number: exchangesBegun, head: head,
      origin: Origin(of: head, peer: connection.peer, proxies: proxies), began: Self.uptime)
    guard let method = head.knownMethod else {
      return answerUnread(Router.notImplemented, on: connection)
    }
    switch router.match(method, path: head.target.path, segments: head.target.segments) {
    case .answer(let response): answerUnread(response, on: connection)
    case .route(let route, let parameters):
      connection.exchange?.route = (route, parameters)
      connection.parser.receiveBody(bytesMax: route.bodyBytesMax)
      inviteBody(head, on: connection)
    }
  }

  /// Answers `Expect: 100-continue` at once, without waiting for the body (RFC 9110 §10.1.1), unless
  /// the body is already here or is going to be refused.
  private func inviteBody(_ head: RequestHead, on connection: Connection) {
    guard head.awaitsContinue, connection.parser.isReceivingBody else { return }
    guard connection.parser.waitingBytes == 0 else { return }
    connection.output.append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    flush(connection)
  }

  /// An answer that makes the body needless. A body would stand unread where the next request should
  /// begin, so the connection ends then (RFC 9112 §9.3).
  private func answerUnread(_ response: Response, on connection: Connection) {
    if connection.exchange?.head.hasBody == true {
      connection.keepsAlive = false
    } else {
      connection.parser.receiveBody(bytesMax: 0)
      _ = connection.parser.next()
    }
    connection.exchange?.status = response.status
    send(response, on: connection)
  }

  private func run(_ body: [UInt8], on connection: Connection) {
    guard let exchange = connection.exchange, let (route, parameters) = exchange.route,
      let method = exchange.head.knownMethod
    else { return }
    connection.exchange?.bodyBytes = body.count
    countBody(connection)
    guard bodyBytes <= limits.bodyBytesMax else { return refuse(.busy, on: connection) }
    connection.phase = .answering
    connection.renew(nil, until: .max)
    var request = Request(
      method, exchange.head.target, headers: exchange.head.headers, body: body,
      origin: exchange.origin)
    request.parameters = parameters
    connection.task = answer(request, with: route, on: connection.id, number: exchange.number)
  }

  /// Keeps `bodyBytes` right.
  func countBody(_ connection: Connection) {
    let received = connection.parser.bodyBytes + (connection.exchange?.bodyBytes ?? 0)
    let bytes = received + connection.output.count
    bodyBytes += bytes - connection.countedBytes
    connection.countedBytes = bytes
  }

  func refuse(_ refusal: Refusal, on connection: Connection) {
    let client = connection.exchange?.origin.client ?? connection.peer.description
    report(.refused(client: client, status: refusal.status.code, reason: "\(refusal)"))
    connection.keepsAlive = false
    // What has come of the body is given back at once, not when the peer closes.
    connection.parser = RequestParser()
    connection.exchange?.bodyBytes = 0
    var response = refusal.problem.response
    if refusal == .busy { response.headers["Retry-After"] = "5" }
    send(response, on: connection)
  }

  /// What is done when a wait has lasted too long.
  func expire(_ connection: Connection) {
    switch connection.wait {
    case .head, .body: refuse(.tooSlow, on: connection)
    case .request, .reader, .close, nil: drop(connection)
    case .sign:
      connection.task?.cancel()
      connection.renew(nil, until: .max)
    }
  }
}
