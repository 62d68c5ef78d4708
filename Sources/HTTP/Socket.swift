// The only file that knows the platform. Everything here returns at once: the sockets are non-blocking.

import Glibc

/// An open TCP socket; closed when the last reference goes.
final class Socket: Sendable {
  enum Received: Equatable {
    case bytes(Int)
    case nothing
    case end
    case failed
  }

  enum Sent: Equatable {
    case bytes(Int)
    case full
    case failed
  }

  enum Accepted {
    case connection(Socket, Address)
    case none
    /// The process or the system is out of descriptors or memory; asking again at once is in vain.
    case exhausted
  }

  let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// - Parameter port: 0 lets the system choose one.
  static func listen(on address: Address, port: UInt16) throws(SocketError) -> Socket {
    let family = address.bytes.count == 4 ? AF_INET : AF_INET6
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw SocketError("socket", errno) }
    let listener = Socket(descriptor)
    listener.set(SOL_SOCKET, SO_REUSEADDR, 1)
    // `::` also takes IPv4 callers, whatever the system's default is.
    if family == AF_INET6 { listener.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
    let bound = address.withSocketAddress(port: port) { bind(descriptor, $0, $1) }
    guard bound == 0 else { throw SocketError("bind \(address):\(port)", errno) }
    guard Glibc.listen(descriptor, SOMAXCONN) == 0 else { throw SocketError("listen", errno) }
    return listener
  }

  /// Begins to connect; the socket is writable when it has succeeded or failed.
  static func connect(to address: Address, port: UInt16) throws(SocketError) -> Socket {
    let family = address.bytes.count == 4 ? AF_INET : AF_INET6
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw SocketError("socket", errno) }
    let caller = Socket(descriptor)
    caller.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    let result = address.withSocketAddress(port: port) { Glibc.connect(descriptor, $0, $1) }
    guard result == 0 || errno == EINPROGRESS else {
      throw SocketError("connect \(address):\(port)", errno)
    }
    return caller
  }

  /// Why connecting failed, or nil when it did not.
  var pendingError: SocketError? {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    return code == 0 ? nil : SocketError("connect", code)
  }

  var localPort: UInt16 {
    var storage = sockaddr_storage()
    return Self.fill(&storage) { getsockname(descriptor, $0, $1) } == 0 ? storage.port : 0
  }

  /// The same connection under another number, or nil when no descriptors are left.
  func twin() -> Socket? {
    let twin = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return twin >= 0 ? Socket(twin) : nil
  }

  func accept() -> Accepted {
    while true {
      var storage = sockaddr_storage()
      let accepted = Self.fill(&storage) { Glibc.accept(descriptor, $0, $1) }
      if accepted >= 0 {
        let socket = Socket(accepted)
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        // An answer leaves at once instead of waiting for the acknowledgement of the one before.
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return .connection(socket, storage.address)
      }
      switch errno {
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
      case EAGAIN, EBADF, EINVAL, ENOTSOCK: return .none
      // ECONNABORTED and pending network errors concern one caller only (accept(2)).
      default: continue
      }
    }
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
    while true {
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .nothing
      default: return .failed
      }
    }
  }

  /// Without SIGPIPE when the peer is gone.
  func send(_ bytes: UnsafeRawBufferPointer) -> Sent {
    while true {
      let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if count >= 0 { return .bytes(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .full
      default: return .failed
      }
    }
  }

  /// Tells the peer that nothing more will come; it can still be read from.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Makes the coming close a reset, so that the peer sees a failure and no end.
  func spoil() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  private func set(_ level: Int32, _ name: Int32, _ value: Int32) {
    var value = value
    setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func fill(
    _ storage: inout sockaddr_storage,
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> Int32 {
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
  }
}

/// An IP address without a port. IPv4 inside IPv6 (`::ffff:a.b.c.d`) is taken as IPv4.
struct Address: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16, in network order.
  let bytes: [UInt8]

  /// Nil for anything but a numeric address.
  init?(_ text: String) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      self.init(bytes: withUnsafeBytes(of: v4, Array.init))
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      self.init(bytes: withUnsafeBytes(of: v6, Array.init))
    } else {
      return nil
    }
  }

  fileprivate init(bytes: [UInt8]) {
    let isMapped = bytes.count == 16 && bytes[..<12].elementsEqual(Self.mappedPrefix)
    self.bytes = isMapped ? Array(bytes[12...]) : bytes
  }

  /// The addresses of a name, or of an address itself. Blocks while the system asks around.
  static func all(of name: String) -> [Address] {
    if let address = Address(name) { return [address] }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
    let list = first
    defer { freeaddrinfo(list) }
    var addresses: [Address] = []
    while let entry = first?.pointee {
      addresses.append(entry.address)
      first = entry.ai_next
    }
    return addresses
  }

  private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

  var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    inet_ntop(family, bytes, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Itself in IPv4; in IPv6 the first half, which is the least a customer is given (RFC 6177 §2).
  var network: String {
    guard bytes.count == 16 else { return description }
    return Address(bytes: bytes[..<8] + [UInt8](repeating: 0, count: 8)).description + "/64"
  }

  fileprivate func withSocketAddress(
    port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    if bytes.count == 4 {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
      return Self.rebind(address, body)
    }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
    return Self.rebind(address, body)
  }

  private static func rebind<Concrete>(
    _ address: Concrete, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<Concrete>.size))
      }
    }
  }
}

extension sockaddr_storage {
  /// IPv4 and IPv6 keep the port at the same place.
  fileprivate var port: UInt16 {
    withUnsafeBytes(of: self) {
      UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }

  fileprivate var address: Address {
    withUnsafeBytes(of: self) { bytes in
      let isV4 = ss_family == sa_family_t(AF_INET)
      return Address(bytes: Array(isV4 ? bytes[4..<8] : bytes[8..<24]))
    }
  }
}

extension addrinfo {
  fileprivate var address: Address {
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) { bytes in
      let length = min(bytes.count, Int(ai_addrlen))
      bytes.copyMemory(from: UnsafeRawBufferPointer(start: ai_addr, count: length))
    }
    return storage.address
  }
}

/// A socket that could not be had.
struct SocketError: Error, Equatable, CustomStringConvertible {
  let call: String
  let code: Int32

  fileprivate init(_ call: String, _ code: Int32) {
    self.call = call
    self.code = code
  }

  var isAddressInUse: Bool { code == EADDRINUSE }
  var description: String { "\(call): \(String(cString: strerror(code)))" }
}
