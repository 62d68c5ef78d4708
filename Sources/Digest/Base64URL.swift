/// The URL and file name safe alphabet of RFC 4648 §5, without padding (§3.2). One value has exactly
/// one spelling: what `decode` accepts is what `encode` writes.
public enum Base64URL {
  public static func encode(_ bytes: [UInt8]) -> String {
    let whole = bytes.count - bytes.count % 3
    return String(unsafeUninitializedCapacity: encodedCount(bytes.count)) { text in
      var written = 0
      func write(_ bits: UInt32, _ characters: Int) {
        for index in 0..<characters {
          text[written] = alphabet[Int(bits >> (18 - 6 * UInt32(index))) & 0x3f]
          written += 1
        }
      }
      for index in stride(from: 0, to: whole, by: 3) {
        write(group(bytes[index], bytes[index + 1], bytes[index + 2]), 4)
      }
      switch bytes.count - whole {
      case 1: write(group(bytes[whole], 0, 0), 2)
      case 2: write(group(bytes[whole], bytes[whole + 1], 0), 3)
      default: break
      }
      return written
    }
  }

  /// The bytes, or nil for anything `encode` does not write: padding and foreign characters (§3.3), a
  /// length no bytes have, spare bits that are not zero (§3.5).
  public static func decode(_ text: String) -> [UInt8]? {
    let tail = text.utf8.count % 4
    guard tail != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for character in text.utf8 {
      guard let value = value(of: character) else { return nil }
      bits = (bits << 6 | value) & 0xffff
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
      }
    }
    let spare = bits & ((1 << bitCount) - 1)
    return spare == 0 ? bytes : nil
  }

  /// The character for six bits, 0…63.
  public static func character(_ sixBits: Int) -> UInt8 { alphabet[sixBits] }

  /// RFC 4648 §5, table 2.
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }

  private static func encodedCount(_ byteCount: Int) -> Int { (byteCount * 4 + 2) / 3 }

  private static func group(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt32 {
    UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
  }
}
