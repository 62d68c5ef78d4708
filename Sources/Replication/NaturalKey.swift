/// The key of a record that the world itself makes unique, such as the count of one counter on one day: two
/// branches that write it down apart have written about the same record.
public struct NaturalKey: Hashable, Sendable {
  public let type: String
  /// The id of the org unit: stable, never a sigel or a name.
  public let unit: RecordID
  /// `YYYY-MM-DD`, the civil date at the branch; a week is named by its Monday.
  public let date: String
  /// `day`, `week` or what the catalogue adds.
  public let granularity: String
  /// The counter at the unit, empty when the unit is counted as a whole.
  public let counter: String

  public init(type: String, unit: RecordID, date: String, granularity: String, counter: String) {
    self.type = type
    self.unit = unit
    self.date = date
    self.granularity = granularity
    self.counter = counter
  }

  public init?(_ json: JSON) {
    guard let parts = json.items?.compactMap(\.text), parts.count == 5, json.items?.count == 5,
      let unit = RecordID(parts[1]), Self.isDate(parts[2]), Change.isWord(parts[3]),
      parts[4].utf8.count <= Self.counterBytesMax
    else { return nil }
    self.init(type: parts[0], unit: unit, date: parts[2], granularity: parts[3], counter: parts[4])
  }

  public static let counterBytesMax = 80

  /// By bytes: two counters named alike in other Unicode forms have other ids too.
  public static func == (left: NaturalKey, right: NaturalKey) -> Bool {
    zip(left.parts, right.parts).allSatisfy(sameBytes)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(record) }

  public var parts: [String] { [type, unit.description, date, granularity, counter] }
  public var json: JSON { .array(parts.map { .text($0) }) }

  /// The id of the record: the start of the hash of the canonical array of the key.
  public var record: RecordID { Canonical(parts.map { .text($0) }).id() }

  /// The shape only; whether the day exists is the catalogue's question.
  private static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 10
      && bytes.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7 ? byte == 45 : (48...57).contains(byte)
      }
  }
}
