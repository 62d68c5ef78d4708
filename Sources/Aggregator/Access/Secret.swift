internal import Replication

/// What only its bearer knows: a cookie's, a link's. Stored is its hash.
enum Secret {
  /// 43 characters of base64url, from 256 bits that nobody can guess.
  static func minted(random: () -> UInt64) -> String {
    let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: random().bigEndian, Array.init) }
    return Hash(bytes: bytes).description
  }

  static func hash(_ secret: String) -> Hash { Hash(of: Array(secret.utf8)) }
}
