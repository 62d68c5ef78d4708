import Foundation
import Glibc
import Synchronization

/// Something on the network that is no aggregator: it gives everybody the same answer, or none at all.
final class Stranger: Sendable {
  let port: UInt16
  private let listener: Int32
  private let held = Mutex<[Int32]>([])
  /// One element for each connection.
  let visits: AsyncStream<Void>

  var url: String { "http://127.0.0.1:\(port)" }

  /// - Parameter answer: the bytes of a whole answer; nil to accept, and then to say nothing.
  init(answering answer: String?) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 8) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard bound else { throw Unexpected(description: String(cString: strerror(errno))) }
    port = UInt16(bigEndian: address.sin_port)
    let (visits, visited) = AsyncStream<Void>.makeStream()
    self.visits = visits
    Thread { [weak self] in
      // Closed here and nowhere else: the number may be another's the moment it is free.
      defer { close(listener) }
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return visited.finish() }
        visited.yield()
        if let answer { reply(answer, on: descriptor) } else { self?.hold(descriptor) }
      }
    }.start()
  }

  private func hold(_ descriptor: Int32) { held.withLock { $0.append(descriptor) } }

  deinit {
    // Wakes the thread in `accept`, or keeps it from there.
    shutdown(listener, Int32(SHUT_RDWR))
    for descriptor in held.withLock({ $0 }) { close(descriptor) }
  }
}

/// A port on which nobody listens any more.
func unusedPort() throws -> Int { Int(try Stranger(answering: nil).port) }

/// Reads the head of a request, answers and closes.
private func reply(_ answer: String, on descriptor: Int32) {
  var request: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 4096)
  while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else { break }
    request += piece[..<count]
  }
  _ = send(descriptor, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
  shutdown(descriptor, Int32(SHUT_WR))
  while recv(descriptor, &piece, piece.count, 0) > 0 {}
  close(descriptor)
}

func loopback(port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}
