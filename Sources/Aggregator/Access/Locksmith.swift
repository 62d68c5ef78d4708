internal import Dispatch
internal import Foundation
internal import Glibc
internal import Replication
internal import Synchronization

/// A password as a person may choose one, in the form in which it is hashed.
struct Password: Sendable {
  let bytes: [UInt8]

  static let charactersMin = 12
  static let charactersMax = 128
  /// What crypt(3) takes, without the byte that ends it.
  private static let bytesMax = 511

  private init(bytes: [UInt8]) { self.bytes = bytes }

  static let empty = Password(bytes: [])

  /// What somebody typed; nil for what no password can be.
  init?(typed: String) {
    // Two keyboards may write one letter in two ways.
    let bytes = Array(typed.precomposedStringWithCanonicalMapping.utf8)
    guard bytes.count <= Self.bytesMax, !bytes.contains(0) else { return nil }
    self.bytes = bytes
  }

  /// A new one: long enough, and not the name it goes with.
  init?(chosen: String, by alias: String) {
    guard (Self.charactersMin...Self.charactersMax).contains(chosen.unicodeScalars.count),
      Set(chosen).count > 4, !chosen.lowercased().contains(alias.lowercased())
    else { return nil }
    self.init(typed: chosen)
  }
}

/// Makes and checks hashes of passwords by the system's crypt(3), with yescrypt: each costs 16 MiB and some
/// milliseconds, here as for whoever would try out many.
enum Locksmith {
  enum Failure: Error, Equatable {
    /// More people are signing in than can be checked.
    case busy
    /// The system's libcrypt does not know yescrypt, or has no memory left.
    case noHash
  }

  /// crypt(3) answers in one buffer of the whole process, and must not take all of its memory at once.
  private static let queue = DispatchQueue(label: "locksmith")
  private static let waiting = Mutex(0)
  /// Some seconds' work.
  private static let waitingMax = 256

  /// Whether there is no point in trying now.
  static var isBusy: Bool { waiting.withLock { $0 >= waitingMax } }

  private static let method = "$y$"
  /// yescrypt with the parameters that the system's own passwords have.
  private static let cost = "$y$j9T$"
  private static let saltCharacters = 24
  /// Hashed against where there is no password, so that it takes as long as where there is one.
  private static let decoy = cost + String(repeating: "x", count: saltCharacters)

  /// - Parameter random: unpredictable words for the salt.
  static func hash(_ password: Password, random: () -> UInt64) async throws(Failure) -> String {
    let salt = (0..<saltCharacters).map { _ in alphabet[Int(random() >> 58)] }
    let setting = cost + String(decoding: salt, as: UTF8.self)
    let hash = try await run(password, setting)
    guard hash.hasPrefix(setting), hash.utf8.count > setting.utf8.count else { throw .noHash }
    return hash
  }

  /// Whether a password is the one of a hash. Without either it takes as long, and is not.
  static func opens(_ hash: String?, with password: Password?) async throws(Failure) -> Bool {
    let setting = hash.flatMap { $0.hasPrefix(method) ? $0 : nil }
    let found = try await run(password ?? .empty, setting ?? decoy)
    guard let setting, password != nil else { return false }
    // Comparing hashes of the two says nothing of where they differ.
    return Hash(of: Array(found.utf8)) == Hash(of: Array(setting.utf8))
  }

  private static func run(_ password: Password, _ setting: String) async throws(Failure) -> String {
    let hasPlace = waiting.withLock { waiting in
      guard waiting < waitingMax else { return false }
      waiting += 1
      return true
    }
    guard hasPlace else { throw .busy }
    let answer = await withCheckedContinuation { continuation in
      queue.async {
        let key = password.bytes.map(CChar.init(bitPattern:)) + [0]
        let answer = crypt(key, setting).map { String(cString: $0) }
        waiting.withLock { $0 -= 1 }
        continuation.resume(returning: answer)
      }
    }
    // A failure begins with an asterisk and is the hash of nothing.
    guard let answer, answer.hasPrefix(method) else { throw .noHash }
    return answer
  }

  /// Of crypt(5).
  private static let alphabet = Array(
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
