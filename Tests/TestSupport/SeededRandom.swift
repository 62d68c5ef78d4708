/// SplitMix64 (Steele, Lea, Flood 2014). The same seed gives the same run, on every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Seeds in blocks, so that a test over thousands of them is a few cases that run side by side.
public func seedBlocks(_ count: UInt64, of size: UInt64) -> [Range<UInt64>] {
  (0..<count).map { block in block * size..<(block + 1) * size }
}
