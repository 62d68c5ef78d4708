internal import Foundation
internal import Glibc

/// An answer as it came over the wire.
public struct RawAnswer: Sendable {
  public let text: String

  /// nil when there is no status line.
  public var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
  /// In lower case.
  public var head: String { text.components(separatedBy: "\r\n\r\n")[0].lowercased() }
  public var body: String { text.components(separatedBy: "\r\n\r\n").dropFirst().joined() }
}

/// Sends exactly these bytes and reads until the peer closes, for at most thirty seconds between two bytes. On a thread
/// of its own: those of Dispatch are the servers'.
public func send(_ bytes: [UInt8], to port: Int) async throws -> RawAnswer {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread {
      continuation.resume(with: Result { try exchange(bytes, port: UInt16(port)) })
    }
  }
}

/// The network said no.
public struct Unreachable: Error, CustomStringConvertible {
  public let description: String
}

private func exchange(_ bytes: [UInt8], port: UInt16) throws -> RawAnswer {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var patience = timeval(tv_sec: 30, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let connected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard connected == 0 else { throw Unreachable(description: String(cString: strerror(errno))) }
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
