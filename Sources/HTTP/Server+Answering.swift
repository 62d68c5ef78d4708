// From a route to the socket: answering, streaming, ending.

extension Server {
  /// Runs a route beside the server's queue. The task belongs to the connection, which cancels it.
  func answer(
    _ request: Request, with route: Route, on id: Int, number: Int
  ) -> Task<Void, Never> {
    Task { @concurrent in
      let response = await route.answer(request).revalidated(for: request)
      if case .stream(let produce) = response.body {
        await self.stream(response, produce, on: id, number: number)
      } else {
        // Not awaited: nothing is left to do here, and the way back would be one more hop.
        self.loop.run { self.assumeIsolated { $0.finish(response, on: id, number: number) } }
      }
    }
  }

  /// The connection, if it is still there and still at that exchange.
  private func connection(_ id: Int, at number: Int) -> Connection? {
    guard let connection = connections[id], connection.exchange?.number == number else {
      return nil
    }
    return connection.phase == .answering ? connection : nil
  }

  private func finish(_ response: Response, on id: Int, number: Int) {
    guard let connection = connection(id, at: number) else { return }
    connection.exchange?.status = response.status
    send(response, on: connection)
    advance(connection)
  }

  /// Puts a whole answer into one write.
  func send(_ response: Response, on connection: Connection) {
    let transmission = transmission(of: response, on: connection)
    var bytes = transmission.head
    if case .bytes(let body) = response.body, transmission.framing == .length { bytes += body }
    connection.output.append(bytes)
    connection.phase = .flushing
    flush(connection)
  }

  private func transmission(of response: Response, on connection: Connection) -> Transmission {
    if isClosing { connection.keepsAlive = false }
    let head = connection.exchange?.head
    var response = response
    for field in headers.fields where response.headers[field.name] == nil {
      response.headers.add(field)
    }
    let transmission = Transmission(
      response, isHead: head?.knownMethod == .head, minorVersion: head?.minorVersion ?? 1,
      closes: !connection.keepsAlive, date: dateText())
    if transmission.framing == .untilClose { connection.keepsAlive = false }
    return transmission
  }

  // MARK: - Streams

  private func stream(
    _ response: Response, _ produce: @Sendable (BodyWriter) async throws -> Void, on id: Int,
    number: Int
  ) async {
    guard let connection = connection(id, at: number) else { return }
    let transmission = transmission(of: response, on: connection)
    connection.output.append(transmission.head)
    connection.exchange?.transmission = transmission
    connection.exchange?.status = response.status
    guard transmission.framing != .none else { return endStream(on: id, number: number) }
    let writer = BodyWriter { [weak self] bytes in
      guard let self else { throw PeerGone() }
      try await self.write(bytes, on: id, number: number)
    }
    do {
      try await produce(writer)
      endStream(on: id, number: number)
    } catch {
      cutStream(on: id, number: number, because: error)
    }
  }

  /// Returns when the socket has taken everything.
  private func write(_ bytes: [UInt8], on id: Int, number: Int) async throws {
    guard let connection = connection(id, at: number),
      let transmission = connection.exchange?.transmission
    else { throw PeerGone() }
    connection.output.append(transmission.frame(bytes))
    flush(connection)
    guard connections[id] != nil else { throw PeerGone() }
    guard !connection.output.isEmpty else { return }
    try await withCheckedThrowingContinuation { connection.writers.append($0) }
  }

  private func endStream(on id: Int, number: Int) {
    guard let connection = connection(id, at: number),
      let transmission = connection.exchange?.transmission
    else { return }
    connection.output.append(transmission.end)
    connection.phase = .flushing
    flush(connection)
    advance(connection)
  }

  /// What was sent stays incomplete for the peer: no last chunk, and in HTTP/1.0, where the close alone
  /// would look like an end, a reset.
  private func cutStream(on id: Int, number: Int, because error: any Error) {
    guard let connection = connection(id, at: number), let exchange = connection.exchange else {
      return
    }
    report(
      .cut(
        client: exchange.origin.client, path: exchange.head.target.path, reason: "\(error)"))
    if exchange.transmission?.framing == .untilClose { connection.socket.spoil() }
    drop(connection)
  }

  // MARK: - The socket's side

  func writable(_ id: Int) {
    guard let connection = connections[id] else { return }
    flush(connection)
    advance(connection)
  }

  /// Gives the socket what it takes and watches for room when it does not take all.
  func flush(_ connection: Connection) {
    let sent = connection.output.flush(to: connection.socket)
    if sent == .failed { return drop(connection) }
    countBody(connection)
    guard connection.output.isEmpty else {
      guard watchForRoom(connection) else { return drop(connection) }
      let deadline = deadline(in: limits.stallMillisecondsMax)
      if sent == .full {
        connection.wait(for: .reader, until: deadline)
      } else {
        connection.renew(.reader, until: deadline)
      }
      return
    }
    connection.writing?.pause()
    for writer in connection.writers { writer.resume() }
    connection.writers = []
    switch connection.phase {
    case .flushing: endExchange(connection)
    case .answering:
      connection.renew(nil, until: .max)
      waitForSign(connection)
    case .receiving, .lingering: break
    }
  }

  /// False when it cannot be done, for want of descriptors.
  private func watchForRoom(_ connection: Connection) -> Bool {
    if connection.writing == nil {
      let id = connection.id
      connection.writing = .toWrite(connection.socket, on: loop.queue) { [weak self] in
        self?.assumeIsolated { $0.writable(id) }
      }
    }
    connection.writing?.watch()
    return connection.writing != nil
  }

  /// When the peer has finished sending, it may be gone; only taking bytes shows that it is not.
  func waitForSign(_ connection: Connection) {
    guard connection.peerFinished, connection.output.isEmpty else { return }
    connection.renew(.sign, until: deadline(in: limits.lingerMillisecondsMax))
  }

  private func endExchange(_ connection: Connection) {
    reportAnswer(connection)
    connection.exchange = nil
    connection.task = nil
    countBody(connection)
    if connection.keepsAlive {
      connection.phase = .receiving
      connection.turnBegan = Self.uptime
      connection.renew(nil, until: .max)
    } else if connection.peerFinished {
      drop(connection)
    } else {
      connection.socket.finishSending()
      connection.phase = .lingering
      connection.reading.watch()
      connection.renew(.close, until: deadline(in: limits.lingerMillisecondsMax))
    }
  }

  private func reportAnswer(_ connection: Connection) {
    guard let exchange = connection.exchange, let status = exchange.status else { return }
    report(
      .answered(
        client: exchange.origin.client, method: exchange.head.method,
        path: exchange.head.target.path, status: status.code,
        milliseconds: Int((Self.uptime - exchange.began) / 1_000_000)))
  }
}
