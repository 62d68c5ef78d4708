/// The vectors are printed in hexadecimal; the house writes base64url.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { byte in
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }.joined()
}

/// - Parameter hexadecimal: an even number of digits, as printed in the standards.
func bytes(_ hexadecimal: String) -> [UInt8] {
  let digits = hexadecimal.map { UInt8($0.hexDigitValue!) }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
