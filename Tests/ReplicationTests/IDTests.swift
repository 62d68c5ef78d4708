import Replication
import TestSupport
import Testing

@Suite("Ids are sixteen bytes with one spelling")
struct IDTests {
  @Test func `an id is read back from its text`() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<200 {
      let id = ChangeID(using: &random)

      #expect(id.description.utf8.count == 22)
      #expect(ChangeID(id.description) == id)
      #expect(ChangeID(id.bytes) == id)
    }
  }

  @Test(arguments: [
    "", "AAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB",
    "AAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAA+A", "AAAAAAAAAAAAAAAAAAAA/A",
    "AAAAAAAAAAAAAAAAAAAA A", "ÅAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA\n",
  ])
  func `another spelling is no id`(text: String) {
    #expect(ChangeID(text) == nil)
  }

  @Test func `the order is that of the texts, byte by byte`() {
    var random = SeededRandom(seed: 6)
    let some = (0..<500).map { _ in ChangeID(using: &random) }
    let neighbours = (0..<128).map { bit in
      var bytes = some[0].bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      return ChangeID(bytes)
    }
    let ids = some + neighbours

    let texts = ids.map(\.description).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }

    #expect(ids.sorted().map(\.description) == texts)
    #expect(ids.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) } != ids.sorted())
  }

  @Test(arguments: [
    ("1780", true), ("sjukhus", true), ("county", true), ("a", true),
    (String(repeating: "a", count: 32), true),
    ("", false), ("Karlstad", false), ("17 80", false), ("17/80", false), ("..", false),
    ("kil_1", false),
    ("å", false), (String(repeating: "a", count: 33), false), ("1780\n", false), ("１７８０", false),
  ])
  func `a scope is a short word that may stand in a path`(text: String, valid: Bool) {
    #expect(Scope(text)?.name == (valid ? text : nil))
  }
}

@Suite("Hashes are taken over canonical arrays")
struct CanonicalTests {
  @Test(
    arguments: [
      ([], "[]"), (["a", 1, -1], #"["a",1,-1]"#), (["åäö📚"], #"["åäö📚"]"#),
      (["\"\\/"], #"["\"\\/"]"#), (["\u{1}\n\u{1F}\u{7F}"], "[\"\\u0001\\u000a\\u001f\u{7F}\"]"),
      ([9_007_199_254_740_991], "[9007199254740991]"), ([""], #"[""]"#),
    ] as [(Canonical, String)])
  func `only what must be escaped is escaped`(array: Canonical, text: String) {
    #expect(array.bytes == Array(text.utf8))
  }

  @Test func `a whole hash has forty-three characters`() {
    let hash = Hash(of: [])

    #expect(hash.description == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
    #expect(Hash(hash.description) == hash)
    #expect(Hash("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV") == nil)
    #expect(Hash("47DEQpj8HBSa-_TImW-5JA") == nil)
    #expect(hash.equalsInConstantTime(Hash(of: [])))
    #expect(!hash.equalsInConstantTime(Hash(of: [0])))
  }
}
