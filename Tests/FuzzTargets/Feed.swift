/// An input taken apart: its first bytes decide what is done, the rest is what it is done to. Small, so that
/// a fuzzer's change of one byte is a change of one decision.
struct Feed {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var isEmpty: Bool { bytes.isEmpty }

  /// What has not been taken yet.
  var rest: [UInt8] { Array(bytes) }

  /// The next byte, 0 when there is none.
  mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

  /// The next bytes, fewer at the end.
  mutating func take(_ count: Int) -> [UInt8] {
    let taken = bytes.prefix(count)
    bytes = bytes.dropFirst(count)
    return Array(taken)
  }
}

/// The same bytes in pieces, as a network might deliver them.
///
/// - Parameter key: 0 byte by byte; otherwise at most five pieces, always the same for the same key.
func pieces(of bytes: [UInt8], key: UInt8) -> [ArraySlice<UInt8>] {
  if key == 0 { return bytes.indices.map { bytes[$0...$0] } }
  var state = UInt32(key)
  let cuts = (0..<4).map { _ -> Int in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Int(state >> 8) % (bytes.count + 1)
  }
  var start = 0
  return (cuts.sorted() + [bytes.count]).map { end in
    defer { start = end }
    return bytes[start..<end]
  }
}

/// A place in `count` bytes, always the same for the same key.
func place(in count: Int, key: UInt8) -> Int {
  count == 0 ? 0 : Int(UInt32(key) &* 2_654_435_761 >> 8) % count
}
