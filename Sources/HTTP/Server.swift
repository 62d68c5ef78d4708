import Dispatch

/// An HTTP/1.1 server (RFC 9110, RFC 9112). One queue owns every connection; routes run as tasks beside
/// it, so that a thousand waiting routes hold no thread.
public actor Server {
  public struct Configuration: Sendable {
    /// An IP address, or `localhost` for 127.0.0.1.
    public var host: String
    /// 0 lets the system choose.
    public var port: UInt16
    /// IP addresses whose `X-Forwarded-*` fields are believed.
    public var proxies: Set<String>
    public var limits: Limits
    /// Fields of every answer that does not have them already, refusals included.
    public var headers: Headers
    /// Wall-clock milliseconds since 1970, for `Date`.
    public var now: @Sendable () -> Int64

    public init(
      host: String, port: UInt16, proxies: Set<String> = [], limits: Limits = Limits(),
      headers: Headers = [:], now: @escaping @Sendable () -> Int64
    ) {
      self.host = host
      self.port = port
      self.proxies = proxies
      self.limits = limits
      self.headers = headers
      self.now = now
    }
  }

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    loop.asUnownedSerialExecutor()
  }

  let loop = EventLoop()
  let router: Router
  let limits: Limits
  let headers: Headers
  let report: @Sendable (Event) -> Void
  var connections: [Int: Connection] = [:]
  var bodyBytes = 0
  var exchangesBegun = 0
  var isClosing = false
  private(set) var proxies: Set<Address> = []
  private let configuration: Configuration
  private var scratch = [UInt8](repeating: 0, count: 64 * 1024)
  private var connectionsBegun = 0
  private var listener: (socket: Socket, readiness: Readiness)?
  private var ticker: (any DispatchSourceTimer)?
  private var closers: [CheckedContinuation<Void, Never>] = []
  private var graceEnd = UInt64.max
  private var date: (second: Int64, text: String) = (.min, "")

  /// - Parameter report: called on the server's queue for everything worth a log line.
  public init(
    _ configuration: Configuration, router: Router, report: @escaping @Sendable (Event) -> Void
  ) {
    self.configuration = configuration
    self.router = router
    self.report = report
    limits = configuration.limits
    headers = configuration.headers
  }

  // MARK: - Life

  /// Listens, and returns the address and port with which clients reach it.
  public func start() throws(Failure) -> (host: String, port: Int) {
    precondition(listener == nil && !isClosing, "a server starts once")
    let host = configuration.host == "localhost" ? "127.0.0.1" : configuration.host
    guard let address = Address(host) else { throw .notAnAddress(configuration.host) }
    for proxy in configuration.proxies {
      guard let address = Address(proxy) else { throw .notAnAddress(proxy) }
      proxies.insert(address)
    }
    let socket = try listen(on: address)
    let readiness = Readiness.toRead(socket, on: loop.queue) { [weak self] in
      self?.assumeIsolated { $0.acceptCallers() }
    }
    listener = (socket, readiness)
    readiness.watch()
    startTicking()
    return (host, Int(socket.localPort))
  }

  private func listen(on address: Address) throws(Failure) -> Socket {
    do throws(SocketError) {
      return try Socket.listen(on: address, port: configuration.port)
    } catch {
      guard error.isAddressInUse else { throw .unavailable("\(error)") }
      throw .addressInUse(host: configuration.host, port: Int(configuration.port))
    }
  }

  /// Takes no more callers, finishes what is in flight and returns when every connection is closed,
  /// at the latest after the grace period.
  public func shutdown() async {
    listener = nil
    if !isClosing {
      isClosing = true
      graceEnd = deadline(in: limits.graceMillisecondsMax)
      for connection in connections.values where connection.phase == .receiving {
        // A request that has arrived unseen is still answered.
        readable(connection.id)
        if connection.isIdle { drop(connection) }
      }
    }
    if !connections.isEmpty { await withCheckedContinuation { closers.append($0) } }
    ticker?.cancel()
    ticker = nil
  }

  // MARK: - Callers

  /// More than these at a time would keep other connections waiting.
  private static let callersMax = 64

  private func acceptCallers() {
    guard let listener else { return }
    for _ in 0..<Self.callersMax {
      switch listener.socket.accept() {
      case .none: return
      case .connection(let socket, let peer): welcome(socket, peer)
      case .exhausted:
        // Listening readiness would fire again at once and for ever; the next tick tries again.
        listener.readiness.pause()
        report(.exhausted)
        return
      }
    }
  }

  /// Callers above the limit take the places of those who have kept the server waiting longest. Where
  /// nobody has, they hear 503; when even those are many, they hear nothing.
  private func welcome(_ socket: Socket, _ peer: Address) {
    if connections.count >= limits.connectionsMax { makeRoom() }
    let excess = connections.count - limits.connectionsMax
    guard excess < Self.callersMax else { return }
    connectionsBegun += 1
    let id = connectionsBegun
    let connection = Connection(
      id: id, socket: socket, peer: peer,
      reading: .toRead(socket, on: loop.queue) { [weak self] in
        self?.assumeIsolated { $0.readable(id) }
      })
    connections[id] = connection
    connection.reading.watch()
    if excess >= 0 { refuse(.busy, on: connection) } else { advance(connection) }
  }

  /// A request takes milliseconds, so the oldest of those under way belong to callers who are gone, or
  /// who hold places on purpose. Some at a time: to look for one costs as much as to look for many.
  private func makeRoom() {
    let waiting = connections.values.filter(\.keepsServerWaiting)
      .sorted { $0.turnBegan < $1.turnBegan }
    for connection in waiting.prefix(max(1, limits.connectionsMax / 64)) { drop(connection) }
  }

  // MARK: - Time

  private func startTicking() {
    let ticker = DispatchSource.makeTimerSource(queue: loop.queue)
    let interval = DispatchTimeInterval.milliseconds(limits.tickMilliseconds)
    ticker.schedule(deadline: .now() + interval, repeating: interval)
    ticker.setEventHandler { [weak self] in self?.assumeIsolated { $0.tick() } }
    ticker.resume()
    self.ticker = ticker
  }

  private func tick() {
    let now = Self.uptime
    for connection in Array(connections.values) where connection.deadline <= now {
      expire(connection)
    }
    if graceEnd <= now { connections.values.forEach(drop) }
    listener?.readiness.watch()
  }

  /// Monotonic nanoseconds.
  static var uptime: UInt64 { DispatchTime.now().uptimeNanoseconds }

  func deadline(in milliseconds: Int) -> UInt64 { Self.uptime + UInt64(milliseconds) * 1_000_000 }

  /// The value of `Date`, made anew once a second.
  func dateText() -> String {
    let second = configuration.now() / 1000
    if second != date.second { date = (second, HTTPDate(secondsSince1970: second).description) }
    return date.text
  }

  // MARK: - Bytes

  func receive(from socket: Socket, _ use: (UnsafeRawBufferPointer) -> Void) -> Socket.Received {
    scratch.withUnsafeMutableBytes { buffer in
      let received = socket.receive(into: buffer)
      if case .bytes(let count) = received {
        use(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      return received
    }
  }

  /// Ends a connection at once: its route is cancelled, its writers hear `PeerGone`.
  func drop(_ connection: Connection) {
    guard connections.removeValue(forKey: connection.id) != nil else { return }
    bodyBytes -= connection.countedBytes
    connection.task?.cancel()
    for writer in connection.writers { writer.resume(throwing: PeerGone()) }
    connection.writers = []
    connection.reading.pause()
    connection.writing?.pause()
    if isClosing && connections.isEmpty {
      for closer in closers { closer.resume() }
      closers = []
    }
  }
}
