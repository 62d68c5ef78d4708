import Foundation
import Glibc
import Synchronization

/// A line to an aggregator that breaks: each call is cut after so many bytes.
final class BreakingLine: Sendable {
  /// How many bytes of a call get through in each direction.
  struct Cut: Sendable {
    var up = Int.max
    var down = Int.max
  }

  let port: UInt16
  private let listener: Int32
  private let cuts: Mutex<[Cut]>
  private let carried = Mutex(0)

  var url: String { "http://127.0.0.1:\(port)" }
  /// Bytes of answers that got through so far.
  var bytesDown: Int { carried.withLock { $0 } }

  /// - Parameter cuts: call after call; then the line is good.
  init(to target: Int, cuts: [Cut] = []) throws {
    let listener = try Self.listen()
    self.listener = listener.descriptor
    port = listener.port
    self.cuts = Mutex(cuts)
    Thread { [weak self] in
      while true {
        let near = accept(listener.descriptor, nil, nil)
        guard near >= 0 else { return }
        guard let self else {
          _ = close(near)
          return
        }
        self.carry(near, to: target)
      }
    }.start()
  }

  /// The next calls break like this.
  func cut(_ next: Cut...) { cuts.withLock { $0 = next } }

  deinit {
    // Wakes the thread in `accept`.
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func listen() throws -> (descriptor: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && Glibc.listen(listener, 8) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard bound else { throw Unexpected(description: String(cString: strerror(errno))) }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  private func carry(_ near: Int32, to target: Int) {
    let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port: UInt16(target))
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let call = Call(near: near, far: far)
    guard connected == 0 else { return }
    let cut = cuts.withLock { $0.isEmpty ? Cut() : $0.removeFirst() }
    Thread { pump(from: near, to: far, bytes: cut.up, of: call) { _ in } }.start()
    Thread { [self] in
      pump(from: far, to: near, bytes: cut.down, of: call) { count in
        carried.withLock { $0 += count }
      }
    }.start()
  }
}

/// Both ends of a call, closed when nobody pumps any more.
private final class Call: Sendable {
  let near: Int32
  let far: Int32

  init(near: Int32, far: Int32) {
    self.near = near
    self.far = far
  }

  deinit {
    close(near)
    close(far)
  }
}

private func pump(
  from: Int32, to: Int32, bytes: Int, of call: Call, _ carried: (Int) -> Void
) {
  var left = bytes
  var piece = [UInt8](repeating: 0, count: 16_384)
  while left > 0 {
    let count = recv(from, &piece, min(piece.count, left), 0)
    guard count > 0 else {
      shutdown(to, Int32(SHUT_WR))
      return withExtendedLifetime(call) {}
    }
    guard send(to, piece, count, Int32(MSG_NOSIGNAL)) == count else { break }
    carried(count)
    left -= count
  }
  for end in [call.near, call.far] { shutdown(end, Int32(SHUT_RDWR)) }
}
