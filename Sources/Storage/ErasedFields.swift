internal import Replication

/// What was erased: one line each time, the scope, the change, and the names of the fields with commas between them.
///
/// A database that is put back from a backup may be from before; what stands here is erased in it again before it
/// serves anybody.
struct ErasedFields {
  private let file: AppendOnlyFile
  /// As far as the file was read.
  private var end: Int64 = 0
  private var fields: [ChangeID: Set<String>] = [:]

  static let name = "erased"

  init(besideDatabase database: String) {
    file = AppendOnlyFile(Self.name, besideDatabase: database)
  }

  struct Entry {
    let scope: Scope
    let change: ChangeID
    let fields: Set<String>
  }

  /// What was erased since a place in the file, and the place after it.
  func entries(after place: Int64) throws -> (entries: [Entry], end: Int64) {
    let (lines, end) = try file.lines(after: place)
    return (lines.compactMap(Entry.init), end)
  }

  /// Reads what was added since the last time.
  mutating func refresh() throws {
    let (entries, end) = try entries(after: end)
    for entry in entries { fields[entry.change, default: []].formUnion(entry.fields) }
    self.end = end
  }

  /// As of the last refresh.
  func of(_ change: ChangeID) -> Set<String> { fields[change] ?? [] }

  /// Durable when it returns.
  func note(_ entries: [Entry]) throws {
    guard !entries.isEmpty else { return }
    try file.append(
      entries.map { "\($0.scope) \($0.change) \($0.fields.sorted().joined(separator: ","))" })
  }
}

extension ErasedFields.Entry {
  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 3, let scope = Scope(String(words[0])),
      let change = ChangeID(String(words[1]))
    else { return nil }
    self.init(
      scope: scope, change: change, fields: Set(words[2].split(separator: ",").map(String.init)))
  }
}
