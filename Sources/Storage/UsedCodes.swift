internal import Foundation
internal import Replication

/// The codes that were used, and with which token: an append-only file that no restore of the database touches.
/// One line each: the hash of the code, a space, the hash of the token.
struct UsedCodes {
  private let path: String

  init(besideDatabase database: String) {
    path = URL(filePath: database).deletingLastPathComponent().appending(path: "used-codes").path
  }

  /// The hash of the token that used a code, nil while nobody has.
  func token(of code: Hash) throws -> Hash? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let used = text.split(separator: "\n").map { $0.split(separator: " ") }
    return used.last { $0.first == code.description[...] }?.last.flatMap { Hash(String($0)) }
  }

  /// Durable when it returns.
  func note(_ code: Hash, token: Hash) throws {
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(filePath: path), options: .atomic)
    }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data("\(code) \(token)\n".utf8))
    try file.synchronize()
  }
}
