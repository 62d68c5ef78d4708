/// How often each person's access has been taken back: one line each time, the alias, a space, the person's new
/// standing.
///
/// A person whose row has a lower standing than this file comes from an older copy of the database. Such a row may hold
/// a password that was changed, a role that was withdrawn, or a person who left; it lets nobody in until an
/// administrator has looked at it again.
struct Standings {
  private let file: AppendOnlyFile

  static let name = "standings"

  init(besideDatabase database: String) {
    file = AppendOnlyFile(Self.name, besideDatabase: database)
  }

  /// What a row must have at least.
  func least(of alias: Alias) throws -> Int64 { try all()[alias] ?? 0 }

  func all() throws -> [Alias: Int64] {
    try file.lines().reduce(into: [:]) { standings, line in
      let words = line.split(separator: " ")
      guard words.count == 2, let alias = Alias(String(words[0])), let standing = Int64(words[1])
      else { return }
      standings[alias] = max(standings[alias] ?? 0, standing)
    }
  }

  /// Durable when it returns.
  func note(_ alias: Alias, _ standing: Int64) throws {
    try file.append("\(alias.text) \(standing)")
  }
}
