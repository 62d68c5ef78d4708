import Digest
import Testing

@Suite("HMAC-SHA-256 is the one of RFC 2104")
struct HMACSHA256Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let number: Int
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    var testDescription: String { "RFC 4231 §4.\(number + 1)" }
  }

  /// RFC 4231 §4.2–§4.8.
  static let vectors = [
    Vector(
      number: 1, key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      number: 2, key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      number: 3, key: [UInt8](repeating: 0xaa, count: 20),
      message: [UInt8](repeating: 0xdd, count: 50),
      code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      number: 4, key: Array(1...25), message: [UInt8](repeating: 0xcd, count: 50),
      code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      number: 5, key: [UInt8](repeating: 0x0c, count: 20),
      message: Array("Test With Truncation".utf8), code: "a3b6167473100ee06e0c796c2955552b"),
    Vector(
      number: 6, key: [UInt8](repeating: 0xaa, count: 131),
      message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      number: 7, key: [UInt8](repeating: 0xaa, count: 131),
      message: Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
  ]

  @Test(arguments: vectors)
  func `the vectors of RFC 4231 hold`(vector: Vector) {
    let code = HMACSHA256.code(of: vector.message, key: vector.key)

    #expect(hexadecimal(Array(code.prefix(vector.code.utf8.count / 2))) == vector.code)
    #expect(code.count == 32)
  }

  /// RFC 2104 §2: a key is filled with zeros to one block, and hashed when it is longer than that.
  @Test func `a key counts by its hash only when it is longer than a block`() {
    let message = Array("en rad".utf8)
    let block = randomBytes(64, seed: 64)
    let longer = randomBytes(65, seed: 65)

    #expect(
      HMACSHA256.code(of: message, key: longer)
        == HMACSHA256.code(of: message, key: SHA256.hash(longer)))
    #expect(
      HMACSHA256.code(of: message, key: block)
        != HMACSHA256.code(of: message, key: SHA256.hash(block)))
  }

  @Test func `an empty key and an empty message have a code`() {
    #expect(
      hexadecimal(HMACSHA256.code(of: [], key: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }
}

@Suite struct ConstantTimeTests {
  @Test func `only the same bytes are equal`() {
    let code = randomBytes(32, seed: 1)

    #expect(equalInConstantTime(code, code))
    #expect(equalInConstantTime([], []))
    #expect(!equalInConstantTime(code, Array(code.dropLast())))
    #expect(!equalInConstantTime(code, []))
    for index in code.indices {
      for bit in 0..<8 {
        var other = code
        other[index] ^= 1 << bit
        #expect(!equalInConstantTime(code, other), "byte \(index), bit \(bit)")
      }
    }
  }
}
