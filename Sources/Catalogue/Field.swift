/// One question of a record type.
public struct Field: Sendable {
  public let name: String
  public let kind: Kind
  /// What is counted, for a number: “personer”.
  public let unit: Text?
  public let isRequired: Bool
  /// What a new entry holds when nothing is said.
  public let standard: Answer?
  public let labels: Text
  public let help: Text
  public let policy: Policy
  /// Whether an answer may be erased from the log for good. What figures are made of never is.
  public let isErasable: Bool

  /// What an answer may be. It never changes for a field: another meaning is another field.
  public enum Kind: Sendable {
    case integer(ClosedRange<Int64>)
    case text(charactersMax: Int, multiline: Bool)
    case date
    case flag
    /// One code of the list.
    case choice([Choice])
    /// Any number of codes of the list.
    case choices([Choice])
    /// The id of a unit.
    case unit
    /// Ids of other records.
    case ids
  }

  /// What happens when two people wrote different answers.
  public enum Policy: String, Sendable, Decodable {
    /// Both stand in the inbox until someone decides.
    case ask
    /// The newest is shown, without a word.
    case latest
  }

  /// Most ids or codes that one answer may list.
  static let listedMax = 100
}

extension Field: Decodable {
  private enum CodingKeys: String, CodingKey {
    case name, kind, min, max, multiline, list, unit, required, standard, labels, help, policy
    case erasable
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    kind = try Self.kind(from: container, lists: decoder.userInfo[.lists] as? ChoiceLists ?? [:])
    unit = try container.decodeIfPresent(Text.self, forKey: .unit)
    isRequired = try container.decodeIfPresent(Bool.self, forKey: .required) ?? false
    standard = try container.decodeIfPresent(Answer.self, forKey: .standard)
    labels = try container.decode(Text.self, forKey: .labels)
    help = try container.decode(Text.self, forKey: .help)
    policy = try container.decodeIfPresent(Policy.self, forKey: .policy) ?? .ask
    isErasable = try container.decodeIfPresent(Bool.self, forKey: .erasable) ?? false
  }

  private static func kind(
    from container: KeyedDecodingContainer<CodingKeys>, lists: ChoiceLists
  ) throws -> Kind {
    switch try container.decode(String.self, forKey: .kind) {
    case "integer": .integer(try range(from: container))
    case "text":
      .text(
        charactersMax: try container.decode(Int.self, forKey: .max),
        multiline: try container.decodeIfPresent(Bool.self, forKey: .multiline) ?? false)
    case "date": .date
    case "flag": .flag
    case "choice": .choice(try choices(from: container, lists: lists))
    case "choices": .choices(try choices(from: container, lists: lists))
    case "unit": .unit
    case "ids": .ids
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "a field cannot be of the kind \(other)")
    }
  }

  private static func range(
    from container: KeyedDecodingContainer<CodingKeys>
  ) throws -> ClosedRange<Int64> {
    let min = try container.decode(Int64.self, forKey: .min)
    let max = try container.decode(Int64.self, forKey: .max)
    guard min <= max else {
      throw DecodingError.dataCorruptedError(
        forKey: .max, in: container, debugDescription: "\(max) is below the least value \(min)")
    }
    return min...max
  }

  private static func choices(
    from container: KeyedDecodingContainer<CodingKeys>, lists: ChoiceLists
  ) throws -> [Choice] {
    let list = try container.decode(String.self, forKey: .list)
    guard let choices = lists[list] else {
      throw DecodingError.dataCorruptedError(
        forKey: .list, in: container, debugDescription: "there is no list \(list)")
    }
    return choices
  }
}

extension Answer: Decodable {
  /// From a JSON boolean, integer, string or array of strings.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? container.decode(Int64.self) {
      self = .integer(integer)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .texts(try container.decode([String].self))
    }
  }
}
