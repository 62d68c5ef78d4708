import Digest
import Testing

@Suite struct SHA256Tests { @Test func abc() { #expect(Base64URL.encode(SHA256.hash(Array("abc".utf8))) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0") } }
