internal import Replication

/// The codes that were used, and with which token: one line each, the hash of the code, a space, the hash of the
/// token.
struct UsedCodes {
  private let file: AppendOnlyFile

  static let name = "used-codes"

  init(besideDatabase database: String) {
    file = AppendOnlyFile(Self.name, besideDatabase: database)
  }

  /// The hash of the token that used a code, nil while nobody has.
  func token(of code: Hash) throws -> Hash? {
    try all().last { $0.code == code }?.token
  }

  func all() throws -> [(code: Hash, token: Hash)] {
    try file.lines().compactMap { line in
      let words = line.split(separator: " ").map { Hash(String($0)) }
      guard words.count == 2, let code = words[0], let token = words[1] else { return nil }
      return (code, token)
    }
  }

  /// Durable when it returns.
  func note(_ code: Hash, token: Hash) throws { try file.append("\(code) \(token)") }
}
