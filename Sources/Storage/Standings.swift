/// How often each person's access has been taken back: an append-only file that no restore of the database touches.
/// One line each time: the alias, a space, the person's new standing.
///
/// A person whose row has a lower standing than this file comes from an older copy of the database. Such a row may hold
/// a password that was changed, a role that was withdrawn, or a person who left; it lets nobody in until an
/// administrator has looked at it again.
struct Standings {
  private let lines: KeptLines

  init(besideDatabase database: String) {
    lines = KeptLines("standings", besideDatabase: database)
  }

  /// What a row must have at least.
  func least(of alias: Alias) throws -> Int64 {
    try lines.all().filter { $0.first == alias.text[...] }
      .compactMap { $0.count == 2 ? Int64($0[1]) : nil }.max() ?? 0
  }

  /// Durable when it returns.
  func note(_ alias: Alias, _ standing: Int64) throws {
    try lines.append("\(alias.text) \(standing)")
  }
}
