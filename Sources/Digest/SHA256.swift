// SHA-256 after FIPS 180-4: constants §4.2.2, functions §4.1.2, padding §5.1.1, computation §6.2.

/// A SHA-256 computation that takes its message in pieces. A value: a copy goes on by itself.
public struct SHA256: Sendable {
  public static let byteCount = 32
  static let blockByteCount = 64

  private var state = Self.initialState
  private var pending = InlineArray<64, UInt8>(repeating: 0)
  private var pendingCount = 0
  private var messageByteCount: UInt64 = 0

  public init() {}

  /// The digest of a whole message, 32 bytes.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    var digest = SHA256()
    digest.update(message)
    return digest.finish()
  }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    messageByteCount &+= UInt64(bytes.count)
    var rest = bytes[...]
    if pendingCount > 0 {
      let missing = min(Self.blockByteCount - pendingCount, rest.count)
      keep(rest.prefix(missing))
      rest = rest.dropFirst(missing)
      guard pendingCount == Self.blockByteCount else { return }
      compressPending()
    }
    let whole = rest.count - rest.count % Self.blockByteCount
    compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    keep(rest.dropFirst(whole))
  }

  /// The digest of everything given so far, 32 bytes. Afterwards the value is as new: it can hash
  /// another message.
  public mutating func finish() -> [UInt8] {
    let bitCount = messageByteCount &* 8
    var padding = [UInt8](repeating: 0, count: paddingByteCount)
    padding[0] = 0x80
    for index in 0..<8 {
      padding[padding.count - 1 - index] = UInt8(truncatingIfNeeded: bitCount >> (8 * index))
    }
    update(padding)

    let digest = [UInt8](unsafeUninitializedCapacity: Self.byteCount) { bytes, count in
      for word in 0..<8 {
        for byte in 0..<4 {
          bytes[4 * word + byte] = UInt8(truncatingIfNeeded: state[word] >> (24 - 8 * byte))
        }
      }
      count = Self.byteCount
    }
    self = SHA256()
    return digest
  }

  /// FIPS 180-4 §5.1.1: one bit, then zeros, so that 8 bytes of length end a block.
  private var paddingByteCount: Int {
    pendingCount < 56 ? 64 - pendingCount : 128 - pendingCount
  }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    for byte in bytes {
      pending[pendingCount] = byte
      pendingCount += 1
    }
  }

  private mutating func compressPending() {
    let block = pending
    block.span.withUnsafeBytes { compress($0) }
    pendingCount = 0
  }

  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    guard !blocks.isEmpty else { return }
    state = Compression.run(blocks, from: state)
  }
}

extension SHA256 {
  /// FIPS 180-4 §5.3.3.
  private static let initialState = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
}
