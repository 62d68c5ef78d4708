import Dispatch
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
    // Wakes the thread in `accept`.
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    for descriptor in held.withLock({ $0 }) { close(descriptor) }
  }
}

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

private func loopback(port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}

/// An answer as it came over the wire.
struct RawAnswer: Sendable {
  let text: String

  /// nil when there is no status line.
  var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
  var head: String { text.components(separatedBy: "\r\n\r\n")[0].lowercased() }
  var body: String { text.components(separatedBy: "\r\n\r\n").dropFirst().joined() }
}

/// Sends exactly these bytes and reads until the peer closes, for at most ten seconds between two bytes.
func send(_ bytes: [UInt8], to port: Int) async throws -> RawAnswer {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(with: Result { try exchange(bytes, port: UInt16(port)) })
    }
  }
}

private func exchange(_ bytes: [UInt8], port: UInt16) throws -> RawAnswer {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var patience = timeval(tv_sec: 10, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  var address = loopback(port: port)
  let connected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard connected == 0 else { throw Unexpected(description: String(cString: strerror(errno))) }
  _ = bytes.withUnsafeBytes {
    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
  }
  var answer: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else { break }
    answer += piece[..<count]
  }
  return RawAnswer(text: String(decoding: answer, as: UTF8.self))
}
