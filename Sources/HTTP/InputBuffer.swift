/// Bytes that have arrived and not been read yet. Looks at no byte twice for a line's end, so that a
/// peer that sends byte by byte costs no more than one that does not.
struct InputBuffer: Sendable {
  private var storage: [UInt8] = []
  private var start = 0
  private var searched = 0

  var bytes: ArraySlice<UInt8> { storage[start...] }
  var count: Int { storage.count - start }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if start > 0 {
      storage.removeFirst(start)
      start = 0
    }
    storage.append(contentsOf: bytes)
  }

  /// The next line with its line feed, or nil when there is none yet.
  mutating func takeLine() -> ArraySlice<UInt8>? {
    guard let end = storage[(start + searched)...].firstIndex(of: .lineFeed) else {
      searched = count
      return nil
    }
    defer { drop(end + 1 - start) }
    return storage[start...end]
  }

  /// The next bytes, as many as there are up to that number.
  mutating func take(_ countMax: Int) -> ArraySlice<UInt8> {
    let taken = bytes.prefix(countMax)
    drop(taken.count)
    return taken
  }

  mutating func drop(_ dropped: Int) {
    start += dropped
    searched = 0
    // A connection that waits holds no memory for what it has had.
    if isEmpty {
      storage = []
      start = 0
    }
  }
}
