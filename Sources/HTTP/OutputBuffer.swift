/// Bytes that the socket has not taken yet.
struct OutputBuffer {
  private var storage: [UInt8] = []
  private var start = 0

  var count: Int { storage.count - start }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ bytes: [UInt8]) {
    if storage.isEmpty { storage = bytes } else { storage += bytes }
  }

  /// Gives the socket what it takes.
  mutating func flush(to socket: Socket) -> Socket.Sent {
    var total = 0
    while !isEmpty {
      let sent = storage.withUnsafeBytes {
        socket.send(UnsafeRawBufferPointer(rebasing: $0[start...]))
      }
      guard case .bytes(let count) = sent else {
        return sent == .full && total > 0 ? .bytes(total) : sent
      }
      start += count
      total += count
    }
    storage = []
    start = 0
    return .bytes(total)
  }
}
