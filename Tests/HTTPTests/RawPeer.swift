import Dispatch
import Foundation
import Glibc

/// A client that says exactly the bytes it is told to. Its calls block, so they belong on a thread of
/// their own (`offPool`). Whatever it waits for comes within a minute or throws.
final class RawPeer: @unchecked Sendable {
  // Unchecked: each peer is used by one thread at a time, the one that runs the test's closure.
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: Int32
  private var unread: [UInt8] = []
  private(set) var sawEnd = false
  /// Whether the server refused bytes, by a reset, that were still being sent.
  private(set) var wasRefused = false
  private var isOpen = true

  /// - Parameter receiveBuffer: a small one makes a peer that does not read stall the writer early.
  init(port: Int, host: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
    let isV6 = host.contains(":")
    descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
    }
    let connected = isV6 ? connectV6(port) : connectV4(port)
    guard connected == 0 else { throw Failed(description: String(cString: strerror(errno))) }
  }

  deinit { close() }

  private func connectV4(_ port: Int) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private func connectV6(_ port: Int) -> Int32 {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = UInt16(port).bigEndian
    address.sin6_addr = in6addr_loopback
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }

  /// A server that has already refused may close before everything is sent; that is no failure here.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else {
        wasRefused = true
        return
      }
      sent += count
    }
  }

  func canSend(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }

  /// Closes with a reset instead of an end.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  /// Some more bytes; false at the end.
  private func receive() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 {
      unread += buffer[..<count]
    } else if count == 0 || errno == ECONNRESET {
      sawEnd = true
    } else {
      throw Failed(
        description:
          "nothing came for a minute; so far: \(String(decoding: unread, as: UTF8.self))")
    }
    return count > 0
  }

  /// The next answer, whole.
  func answer(toHead: Bool = false) throws -> RawAnswer {
    while true {
      if let (answer, used) = try RawAnswer.read(unread[...], toHead: toHead, atEnd: sawEnd) {
        unread.removeFirst(used)
        return answer
      }
      guard !sawEnd else { throw Failed(description: "closed inside an answer") }
      _ = try receive()
    }
  }

  /// The next answer as it stands on the wire.
  func bytes(_ count: Int) throws -> [UInt8] {
    while unread.count < count { guard try receive() else { break } }
    defer { unread.removeFirst(min(count, unread.count)) }
    return Array(unread.prefix(count))
  }

  /// Whether something can be read without waiting.
  func hasBytes() throws -> Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
  }

  /// What one `recv` gives.
  func firstPiece() throws -> [UInt8] {
    _ = try receive()
    return unread
  }

  /// Everything up to the close.
  func rest() throws -> [UInt8] {
    while !sawEnd { _ = try receive() }
    defer { unread = [] }
    return unread
  }
}

/// Runs blocking work on a thread of its own: the pool has as many threads as there are processors, and
/// the server's routes need them.
func offPool<Result: Sendable>(
  _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
  }
}

/// Sends on a thread of its own, for a peer that reads meanwhile.
final class Sender: @unchecked Sendable {
  // Unchecked: sending touches nothing of the peer that reading does.
  private let done = DispatchSemaphore(value: 0)

  init(_ peer: RawPeer, _ bytes: [UInt8]) {
    Thread.detachNewThread { [done] in
      peer.send(bytes)
      done.signal()
    }
  }

  func join() { done.wait() }
}
