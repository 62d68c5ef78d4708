import Digest
import TestSupport
import Testing

@Suite("SHA-256 is the one of FIPS 180-4")
struct SHA256Tests {
  /// FIPS 180-2 appendix B and the examples NIST published with it.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `the examples of the standard hold`(message: String, digest: String) {
    #expect(hexadecimal(SHA256.hash(Array(message.utf8))) == digest)
  }

  @Test func `a million a's hash as the standard says`() {
    let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)

    let digest = SHA256.hash(message)

    #expect(
      hexadecimal(digest) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// NIST CAVS 11.0, SHA256ShortMsg.rsp and the first of SHA256LongMsg.rsp (byte oriented).
  @Test(arguments: [
    ("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
    ("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
    ("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"),
    ("74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"),
    ("5738c929c4f4ccb6", "963bb88f27f512777aab6c8b1a02c70ec0ad651d428f870036e1917120fb48bf"),
    (
      "9baf69cba317f422fe26a9a0",
      "fe56287cd657e4afc50dba7a3a54c2a6324b886becdcd1fae473b769e551a09b"
    ),
    (
      "0a27847cdc98bd6f62220b046edd762b",
      "80c25ec1600587e7f28b18b1b18e3cdc89928e39cab3bc25e4d4a4c139bcedc4"
    ),
    (
      "09fc1accc230a205e4a208e64a8f204291f581a12756392da4b8c0cf5ef02b95",
      "4f44c1c7fbebb6f9601829f3897bfd650c56fa07844be76489076356ac1886a4"
    ),
    (
      "0546f7b8682b5b95fd32385faf25854cb3f7b40cc8fa229fbd52b16934aab388a7",
      "b31ad3cd02b10db282b3576c059b746fb24ca6f09fef69402dc90ece7421cbb7"
    ),
    (
      "2d52447d1244d2ebc28650e7b05654bad35b3a68eedc7f8515306b496d75f3e7"
        + "3385dd1b002625024b81a02f2fd6dffb6e6d561cb7d0bd7a",
      "cfb88d6faf2de3a69d36195acec2e255e2af2b7d933997f348e09f6ce5758360"
    ),
    (
      "e2f76e97606a872e317439f1a03fcd92e632e5bd4e7cbc4e97f1afc19a16fde9"
        + "2d77cbe546416b51640cddb92af996534dfd81edb17c4424cf1ac4d75aceeb",
      "18041bd4665083001fba8c5411d2d748e8abbfdcdfd9218cb02b68a78e7d4c23"
    ),
    (
      "5a86b737eaea8ee976a0a24da63e7ed7eefad18a101c1211e2b3650c5187c2a8"
        + "a650547208251f6d4237e661c7bf4c77f335390394c37fa1a9f9be836ac28509",
      "42e61e174fbb3897d6dd6cef3dd2802fe67b331953b06114a65c772859dfc1aa"
    ),
    (
      "451101250ec6f26652249d59dc974b7361d571a8101cdfd36aba3b5854d3ae08"
        + "6b5fdd4597721b66e3c0dc5d8c606d9657d0e323283a5217d1f53f2f284f57b8"
        + "5c8a61ac8924711f895c5ed90ef17745ed2d728abd22a5f7a13479a462d71b56"
        + "c19a74a40b655c58edfe0a188ad2cf46cbf30524f65d423c837dd1ff2bf462ac"
        + "4198007345bb44dbb7b1c861298cdf61982a833afc728fae1eda2f87aa2c9480"
        + "858bec",
      "3c593aa539fdcdae516cdf2f15000f6634185c88f505b39775fb9ab137a10aa2"
    ),
  ])
  func `NIST's short and long messages hold`(message: String, digest: String) {
    #expect(hexadecimal(SHA256.hash(bytes(message))) == digest)
  }

  /// The Secure Hash Algorithm Validation System §6.4, seed and checkpoints of SHA256Monte.rsp. Each
  /// checkpoint is a thousand digests of the three before.
  @Test func `NIST's Monte Carlo chain comes out at its hundredth checkpoint`() {
    var seed = bytes("6d1e72ad03ddeb5de891e572e2396f8da015d899ef0e79503152d6010a3fe691")
    var checkpoints: [String] = []

    for _ in 0..<100 {
      var (first, second, third) = (seed, seed, seed)
      for _ in 0..<1000 {
        (first, second, third) = (second, third, SHA256.hash(first + second + third))
      }
      seed = third
      checkpoints.append(hexadecimal(seed))
    }

    #expect(
      checkpoints.prefix(3) == [
        "e93c330ae5447738c8aa85d71a6c80f2a58381d05872d26bdd39f1fcd4f2b788",
        "2e78f8c8772ea7c9331d41ed3f9cdf27d8f514a99342ee766ee3b8b0d0b121c0",
        "d6a23dff1b7f2eddc1a212f8a218397523a799b07386a30692fd6fe9d2bf0944",
      ])
    #expect(
      checkpoints[99] == "6a912ba4188391a78e6f13d88ed2d14e13afce9db6f7dcbf4a48c24f3db02778")
  }
}

@Suite("A message may come in pieces")
struct SHA256PieceTests {
  /// Lengths around the block and the place of the length field, FIPS 180-4 §5.1.1.
  @Test(arguments: [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 191, 192, 300])
  func `cut at any place it hashes alike`(count: Int) {
    let message = randomBytes(count, seed: UInt64(count))
    let whole = SHA256.hash(message)

    for cut in 0...count {
      var digest = SHA256()
      digest.update(Array(message[..<cut]))
      message[cut...].withUnsafeBytes { digest.update($0) }
      #expect(digest.finish() == whole, "cut at \(cut) of \(count)")
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `cut into many pieces it hashes alike`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let message = randomBytes(Int.random(in: 0...5000, using: &random), seed: seed)
    var digest = SHA256()

    var rest = message[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...200, using: &random))
      digest.update(Array(piece))
      rest = rest.dropFirst(piece.count)
    }

    #expect(digest.finish() == SHA256.hash(message))
  }

  @Test func `after its end it hashes another message`() {
    var digest = SHA256()
    digest.update(Array("what came before".utf8))
    _ = digest.finish()

    digest.update(Array("abc".utf8))

    #expect(digest.finish() == SHA256.hash(Array("abc".utf8)))
  }

  @Test func `a copy goes on by itself`() {
    var original = SHA256()
    original.update(Array("ab".utf8))
    var copy = original

    original.update(Array("x".utf8))
    copy.update(Array("c".utf8))

    #expect(copy.finish() == SHA256.hash(Array("abc".utf8)))
    #expect(original.finish() == SHA256.hash(Array("abx".utf8)))
  }
}

func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
  var random = SeededRandom(seed: seed)
  return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
}
