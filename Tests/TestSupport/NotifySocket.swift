import Glibc

/// A service manager's end of the socket on which services of `Type=notify` report (sd_notify(3)).
public final class NotifySocket: Sendable {
  /// What stands in `NOTIFY_SOCKET`.
  public let name: String
  private let descriptor: Int32

  public struct Silent: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter name: of a file, or after `@` of none.
  public init(_ name: String) throws {
    self.name = name
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    if name.hasPrefix("@") { bytes[0] = 0 } else { unlink(name) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let bound = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard bound == 0 else {
      throw Silent(description: "\(name): \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    close(descriptor)
    if name.hasPrefix("/") { unlink(name) }
  }

  /// The next thing that is said, within a minute. Blocks.
  public func hears() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { throw Silent(description: "nothing was said") }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
