// Making, using and keeping connections.

import Dispatch

extension SocketTransport {
  /// Connections to one place that wait for a next request.
  private static let idleMax = 8
  /// Shorter than servers' patience, so that a request seldom meets a connection that is closing.
  private static let idleNanosecondsMax: UInt64 = 30_000_000_000

  // MARK: - Keeping

  func keep(_ connection: ClientConnection) {
    connection.exchange = nil
    connection.isReused = true
    connection.idleSince = DispatchTime.now().uptimeNanoseconds
    let others = connections.values.filter { $0.isIdle && $0.endpoint == connection.endpoint }
    if others.count > Self.idleMax { drop(connection) }
  }

  /// The one that was used last.
  func takeIdle(_ endpoint: Endpoint) -> ClientConnection? {
    let now = DispatchTime.now().uptimeNanoseconds
    for connection in connections.values where connection.isIdle {
      if connection.idleSince + Self.idleNanosecondsMax < now { drop(connection) }
    }
    return connections.values.filter { $0.isIdle && $0.endpoint == endpoint }
      .max { $0.idleSince < $1.idleSince }
  }

  // MARK: - Connecting

  /// Names are looked up on another thread, because the system's function blocks.
  func resolve(_ exchange: ClientExchange) {
    let (id, host) = (exchange.id, exchange.endpoint.host)
    DispatchQueue.global().async {
      let addresses = Address.all(of: host)
      self.loop.run { self.assumeIsolated { $0.found(addresses, for: id) } }
    }
  }

  private func found(_ addresses: [Address], for id: Int) {
    guard let exchange = exchanges[id] else { return }
    exchange.otherAddresses = addresses[...]
    connect(exchange, after: "\(exchange.endpoint.host) is not known")
  }

  /// Tries one address after the other.
  private func connect(_ exchange: ClientExchange, after reason: String) {
    guard let address = exchange.otherAddresses.popFirst() else {
      return end(exchange, .unreachable(reason))
    }
    do throws(SocketError) {
      let socket = try Socket.connect(to: address, port: exchange.endpoint.port)
      guard let connection = connection(exchange.endpoint, socket) else {
        return end(exchange, .unreachable("this computer has too many open files"))
      }
      connection.exchange = exchange
      exchange.connection = connection.id
      connection.writing.watch()
    } catch {
      connect(exchange, after: "\(error)")
    }
  }

  private func connection(_ endpoint: Endpoint, _ socket: Socket) -> ClientConnection? {
    let id = nextNumber()
    let writing = Readiness.toWrite(socket, on: loop.queue) { [weak self] in
      self?.assumeIsolated { $0.writable(id) }
    }
    guard let writing else { return nil }
    let reading = Readiness.toRead(socket, on: loop.queue) { [weak self] in
      self?.assumeIsolated { $0.readable(id) }
    }
    let connection = ClientConnection(
      id: id, endpoint: endpoint, socket: socket, reading: reading, writing: writing)
    connections[id] = connection
    return connection
  }

  /// The attempt to connect has ended, one way or the other.
  private func connected(_ connection: ClientConnection, _ exchange: ClientExchange) {
    connection.isConnecting = false
    if let error = connection.socket.pendingError {
      drop(connection)
      connect(exchange, after: "\(error)")
    } else {
      start(exchange, on: connection)
    }
  }

  // MARK: - Using

  func start(_ exchange: ClientExchange, on connection: ClientConnection) {
    connection.exchange = exchange
    exchange.connection = connection.id
    connection.output.append(exchange.bytes)
    connection.reading.watch()
    flush(connection, exchange)
  }

  private func writable(_ id: Int) {
    guard let connection = connections[id], let exchange = connection.exchange else { return }
    if connection.isConnecting {
      connected(connection, exchange)
    } else {
      flush(connection, exchange)
    }
  }

  private func flush(_ connection: ClientConnection, _ exchange: ClientExchange) {
    switch connection.output.flush(to: connection.socket) {
    case .bytes: touch(exchange)
    case .full: break
    case .failed:
      // A server may refuse a request before it has read it all; its answer is worth reading.
      connection.writing.pause()
      return readable(connection.id)
    }
    if connection.output.isEmpty { connection.writing.pause() } else { connection.writing.watch() }
  }

  /// Reads until nothing is left: Dispatch may not call again for a socket that both sides have shut.
  private func readable(_ id: Int) {
    while let connection = connections[id] {
      var failure: Client.Failure?
      let received = receive(from: connection.socket) { bytes in
        do throws(Client.Failure) {
          try connection.exchange?.parser.read(bytes)
        } catch {
          failure = error
        }
      }
      guard let exchange = connection.exchange else {
        // A waiting connection has nothing to hear; whatever it is, it ends it.
        return received == .nothing ? () : drop(connection)
      }
      switch received {
      case .nothing: return
      case .bytes: touch(exchange)
      case .failed: return lost(connection, exchange, .cut("the connection was reset"))
      case .end:
        do throws(Client.Failure) { try exchange.parser.end() } catch {
          return lost(connection, exchange, error)
        }
      }
      if failure != nil || exchange.parser.isDone { return end(exchange, failure) }
    }
  }

  /// A kept connection may have been closed by the server while the request was on its way. What can
  /// be sent twice is sent once more then, on a new connection (RFC 9112 §9.3.1).
  private func lost(
    _ connection: ClientConnection, _ exchange: ClientExchange, _ failure: Client.Failure
  ) {
    guard connection.isReused, exchange.isIdempotent, !exchange.parser.hasBegun else {
      return end(exchange, failure)
    }
    drop(connection)
    exchange.connection = nil
    resolve(exchange)
  }
}

extension ClientConnection {
  fileprivate var isIdle: Bool { exchange == nil && !isConnecting }
}
