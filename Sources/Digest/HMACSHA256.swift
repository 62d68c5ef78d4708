/// HMAC with SHA-256, RFC 2104 §2.
public enum HMACSHA256 {
  /// - Parameter key: of any length; one of more than 64 bytes counts by its hash, RFC 2104 §2.
  public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var block = key.count > SHA256.blockByteCount ? SHA256.hash(key) : key
    block += [UInt8](repeating: 0, count: SHA256.blockByteCount - block.count)

    let inner = hash(block.map { $0 ^ 0x36 }, message)
    return hash(block.map { $0 ^ 0x5c }, inner)
  }

  private static func hash(_ pad: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var digest = SHA256()
    digest.update(pad)
    digest.update(message)
    return digest.finish()
  }
}
