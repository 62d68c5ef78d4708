import Digest
import TestSupport
import Testing

@Suite("base64url is the one of RFC 4648 §5, and every value has one spelling")
struct Base64URLTests {
  /// RFC 4648 §10, without the padding.
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
    ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
  ])
  func `the vectors of RFC 4648 hold`(text: String, encoded: String) {
    #expect(Base64URL.encode(Array(text.utf8)) == encoded)
    #expect(Base64URL.decode(encoded) == Array(text.utf8))
  }

  /// RFC 4648 §9 has the first two; its + and / are - and _ here (§5, table 2).
  @Test(arguments: [
    ([0x14, 0xfb, 0x9c, 0x03, 0xd9, 0x7e], "FPucA9l-"),
    ([0x14, 0xfb, 0x9c, 0x03, 0xd9], "FPucA9k"),
    ([0xff, 0xff, 0xfe], "___-"),
    ([0xfb], "-w"),
  ])
  func `the two last characters are the ones that need no escape`(bytes: [UInt8], text: String) {
    #expect(Base64URL.encode(bytes) == text)
    #expect(Base64URL.decode(text) == bytes)
  }

  @Test func `the alphabet is the whole of table 2 in its order`() {
    let everyValue = (0..<64).map { UInt32($0) }
    let packed = stride(from: 0, to: 64, by: 4).flatMap { index -> [UInt8] in
      let group = everyValue[index..<index + 4].reduce(0) { $0 << 6 | $1 }
      return [UInt8(group >> 16), UInt8(group >> 8 & 0xff), UInt8(group & 0xff)]
    }

    let text = Base64URL.encode(packed)

    #expect(text == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    #expect(Base64URL.decode(text) == packed)
  }

  @Test(arguments: UInt64(1)...200)
  func `what is encoded decodes to itself`(seed: UInt64) {
    let bytes = randomBytes(Int(seed % 67), seed: seed)

    let text = Base64URL.encode(bytes)

    #expect(Base64URL.decode(text) == bytes)
    #expect(text.utf8.count == (bytes.count * 8 + 5) / 6)
  }

  @Test(arguments: [
    "Zg==", "Zm8=", "=", "Zm9v=", "Zg=",  // padding
    "+w", "/w", "Zm 9", "Zm9v\n", "\nZm9", "Zm9\0", "Zm.9", "Zåg", "Ｚg", "Zg\u{301}", "Z💡",
    "Z", "Zm9vY", "Zm9vYmFyZ",  // no bytes have this length
  ])
  func `a foreign spelling is nothing`(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }

  /// RFC 4648 §3.5: of the 64 spellings of a last character only those with zero bits to spare.
  @Test func `spare bits are zero`() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    let oneByte = alphabet.filter { Base64URL.decode("A\($0)") != nil }
    let twoBytes = alphabet.filter { Base64URL.decode("AA\($0)") != nil }

    #expect(oneByte == "AQgw")
    #expect(twoBytes == "AEIMQUYcgkosw048")
  }

  @Test(arguments: UInt64(1)...300)
  func `whatever decodes is what would be written`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let characters = Array("ABab019-_=+/ \n\u{e5}")
    let text = String(
      (0..<Int.random(in: 0...9, using: &random)).map { _ in
        characters.randomElement(using: &random)!
      })

    if let bytes = Base64URL.decode(text) {
      #expect(Base64URL.encode(bytes) == text)
    }
  }
}
