/// Whether two secrets are the same bytes, in a time that depends on their lengths alone, so that a
/// stranger who guesses a seal or a token learns nothing from how long the refusal took.
public func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  var difference: UInt8 = 0
  for index in left.indices {
    difference |= left[index] ^ right[index]
  }
  return difference == 0
}
