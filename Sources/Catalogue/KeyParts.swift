/// A natural key as its change carries it: what is counted, where and when. It never changes; a
/// correction deletes the record and makes another.
public struct KeyParts: Hashable, Sendable {
  public let type: String
  /// The unit's id.
  public let unit: String
  /// As written; `days` tells whether the calendar has it.
  public let date: String
  public let granularity: String
  /// The id of the counter or entrance, empty where the unit has only one.
  public let counter: String

  public init(type: String, unit: String, date: String, granularity: String, counter: String) {
    self.type = type
    self.unit = unit
    self.date = date
    self.granularity = granularity
    self.counter = counter
  }

  /// - Parameter parts: type, unit, date, granularity, counter. Nil unless there are five.
  public init?(_ parts: [String]) {
    guard parts.count == 5 else { return nil }
    self.init(
      type: parts[0], unit: parts[1], date: parts[2], granularity: parts[3], counter: parts[4])
  }

  /// The days that are counted: one, or seven from the date. Nil without a real date, or with a
  /// granularity that nobody knows.
  public var days: ClosedRange<CivilDate>? {
    guard let first = CivilDate(date) else { return nil }
    switch granularity {
    case "day": return first...first
    case "week": return first.adding(days: 6).map { first...$0 }
    default: return nil
    }
  }
}
