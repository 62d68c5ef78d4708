import Dispatch

/// Exchanges over plain sockets, on one queue. A connection whose answer is whole is kept for the next
/// request to the same place.
actor SocketTransport {
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  let loop = EventLoop()
  let stallMilliseconds: Int
  let bodyBytesMax: Int
  var exchanges: [Int: ClientExchange] = [:]
  var connections: [Int: ClientConnection] = [:]
  private var begun = 0
  private var scratch = [UInt8](repeating: 0, count: 64 * 1024)

  init(stallMilliseconds: Int, bodyBytesMax: Int) {
    self.stallMilliseconds = stallMilliseconds
    self.bodyBytesMax = bodyBytesMax
  }

  func send(_ request: Client.Request) async -> Client.Outcome {
    guard let endpoint = Endpoint(request.url), let bytes = request.bytes(to: endpoint) else {
      return Client.Outcome(failure: .unreachable("no address of a web server"))
    }
    let id = nextNumber()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let exchange = ClientExchange(
          id: id, endpoint: endpoint, method: request.method, bytes: bytes, timer: makeTimer(id),
          parser: ResponseParser(to: request.method, bodyBytesMax: bodyBytesMax),
          continuation: continuation)
        exchanges[id] = exchange
        touch(exchange)
        if let connection = takeIdle(endpoint) {
          start(exchange, on: connection)
        } else {
          resolve(exchange)
        }
      }
    } onCancel: {
      loop.run { self.assumeIsolated { $0.stop(id, because: .cancelled) } }
    }
  }

  func nextNumber() -> Int {
    begun += 1
    return begun
  }

  // MARK: - Time

  private func makeTimer(_ id: Int) -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: loop.queue)
    let stalled = Client.Failure.stalled(milliseconds: stallMilliseconds)
    timer.setEventHandler { [weak self] in
      self?.assumeIsolated { $0.stop(id, because: stalled) }
    }
    timer.activate()
    return timer
  }

  /// A byte has passed: the stall begins anew.
  func touch(_ exchange: ClientExchange) {
    exchange.timer.schedule(deadline: .now() + .milliseconds(stallMilliseconds))
  }

  // MARK: - Ends

  private func stop(_ id: Int, because failure: Client.Failure) {
    guard let exchange = exchanges[id] else { return }
    end(exchange, failure)
  }

  /// - Parameter failure: nil when the whole answer is here; only then is the connection kept.
  func end(_ exchange: ClientExchange, _ failure: Client.Failure?) {
    guard exchanges.removeValue(forKey: exchange.id) != nil else { return }
    exchange.timer.cancel()
    if let connection = exchange.connection.flatMap({ connections[$0] }) {
      if failure == nil && exchange.parser.keepsAlive && connection.output.isEmpty {
        keep(connection)
      } else {
        drop(connection)
      }
    }
    exchange.continuation.resume(returning: exchange.outcome(failure))
  }

  func drop(_ connection: ClientConnection) {
    connections[connection.id] = nil
    connection.reading.pause()
    connection.writing.pause()
  }

  func receive(from socket: Socket, _ use: (UnsafeRawBufferPointer) -> Void) -> Socket.Received {
    scratch.withUnsafeMutableBytes { buffer in
      let received = socket.receive(into: buffer)
      if case .bytes(let count) = received {
        use(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      return received
    }
  }
}
