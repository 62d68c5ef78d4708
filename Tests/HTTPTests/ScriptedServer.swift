import Foundation
import Glibc
import Synchronization

/// A server that does what a test says with each connection, also what no server should.
final class ScriptedServer: Sendable {
  let port: Int
  private let listener: Int32
  private let isListening: Bool
  private let accepted = Mutex(0)

  /// How many connections have come.
  var connections: Int { accepted.withLock { $0 } }

  /// - Parameters:
  ///   - isListening: false makes a port at which nobody is and nobody else can be.
  ///   - script: runs on a thread of its own for each connection, which is closed after it.
  init(isListening: Bool = true, _ script: @escaping @Sendable (ScriptedPeer) -> Void) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) + getsockname(descriptor, $0, &length)
      }
    }
    guard bound == 0 else { throw RawPeer.Failed(description: "no listening socket") }
    port = Int(UInt16(bigEndian: address.sin_port))
    self.isListening = isListening
    guard isListening else { return }
    listen(descriptor, 64)
    Thread.detachNewThread { [weak self] in
      // Closed here and nowhere else: the number may be another server's the moment it is free, and this thread
      // would answer in its place.
      defer { close(descriptor) }
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { return }
        self?.accepted.withLock { $0 += 1 }
        Thread.detachNewThread {
          let peer = ScriptedPeer(connection)
          script(peer)
          peer.close()
        }
      }
    }
  }

  func stop() {
    if isListening { shutdown(listener, Int32(SHUT_RDWR)) } else { close(listener) }
  }
}

/// The server's end of one connection.
final class ScriptedPeer {
  private let descriptor: Int32
  private var isOpen = true
  private var unread: [UInt8] = []

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// A script that gives every request's connection this answer.
  static func answering(_ answer: String) -> @Sendable (ScriptedPeer) -> Void {
    { peer in
      _ = peer.request()
      peer.send(answer)
    }
  }

  /// The head of the next request, or nil at the end. Bodies are not read.
  func request() -> String? {
    while true {
      let text = String(decoding: unread, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        unread.removeFirst(text[..<end.upperBound].utf8.count)
        return String(text[..<end.lowerBound])
      }
      guard more() else { return nil }
    }
  }

  /// Reads whatever comes until the client goes away.
  func waitForEnd() { while more() {} }

  private func more() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 { unread += buffer[..<count] }
    return count > 0
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }
}
