import Glibc

/// The service manager that started this program, as systemd speaks to services of `Type=notify` (sd_notify(3)).
/// Without one, everything here does nothing.
public struct Supervisor: Sendable {
  /// What it is told.
  enum News: String {
    case ready = "READY=1"
    case stopping = "STOPPING=1"
    case alive = "WATCHDOG=1"
  }

  private let address: SocketPath?
  /// How often the program is to say that it is alive; nil when nobody asks.
  let pulseMilliseconds: Int64?

  /// - Parameter environment: of this process: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
  public init(environment: [String: String]) {
    address = environment["NOTIFY_SOCKET"].flatMap(SocketPath.init)
    let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    // Twice as often as asked, as sd_watchdog_enabled(3) recommends.
    pulseMilliseconds = isForUs && microseconds > 0 ? max(1, microseconds / 2000) : nil
  }

  /// Serves until the process is asked to stop, and keeps the supervisor informed meanwhile.
  ///
  /// - Parameters:
  ///   - requests: of stopping.
  ///   - sleep: the real timer, in milliseconds.
  ///   - check: whether the program is well. While it does not answer, or says no, the supervisor hears nothing,
  ///     and in the end starts the program again.
  ///   - work: cancelled when the request comes.
  ///   - closing: runs in every case but an error of `work`.
  public func serve(
    _ requests: AsyncStream<Void>, sleep: @escaping @Sendable (Int64) async throws -> Void,
    check: @escaping @Sendable () async -> Bool,
    work: @escaping @Sendable () async throws -> Void, closing: () async throws -> Void
  ) async throws {
    tell(.ready)
    try await untilStopped(requests) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask(operation: work)
        if let pulseMilliseconds {
          group.addTask {
            while true {
              if await check() { tell(.alive) }
              try await sleep(pulseMilliseconds)
            }
          }
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } closing: {
      tell(.stopping)
      try await closing()
    }
  }

  /// Nothing is said when the supervisor cannot be reached: it notices by itself.
  func tell(_ news: News) {
    guard let address else { return }
    let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let text = Array(news.rawValue.utf8)
    address.withSocketAddress {
      _ = sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, $1)
    }
  }
}

/// The name of a Unix socket: of a file, or after `@` of none at all, Linux's abstract names (unix(7)).
private struct SocketPath {
  private var address = sockaddr_un()
  private var length = 0

  /// Nil for what is neither, and for what is too long.
  init?(_ name: String) {
    var bytes = Array(name.utf8)
    guard name.hasPrefix("/") || name.hasPrefix("@"), bytes.count > 1, !bytes.contains(0) else {
      return nil
    }
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 } else { bytes.append(0) }
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { path in
      guard bytes.count <= path.count else { return false }
      path.copyBytes(from: bytes)
      return true
    }
    guard fits else { return nil }
    // The length of an abstract name counts; a byte too many would be another name.
    length = (MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2) + bytes.count
  }

  func withSocketAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
    }
  }
}
