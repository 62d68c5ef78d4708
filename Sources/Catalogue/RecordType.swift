/// One kind of thing that may be recorded, and what may stand in it.
public struct RecordType: Sendable {
  public let name: String
  public let labels: Text
  public let place: Place
  /// Nil for records with random ids.
  public let key: KeyShape?
  public let fields: [Field]
  /// The roles that may write records of this type; nil when the device decides alone.
  public let writers: [String]?
  /// What is erased when; what is not named is kept.
  public let retention: [Retention]
  /// Over several fields.
  var rules: [Rule] = []

  public subscript(name: String) -> Field? {
    fields.first { sameBytes($0.name, name) }
  }

  /// What a new entry holds where nothing is said. The form and the command line fill it in; `check`
  /// never does.
  public var standards: [String: Answer] {
    var standards: [String: Answer] = [:]
    for field in fields {
      if let standard = field.standard { standards[field.name] = standard }
    }
    return standards
  }
}

/// Which scopes hold records of a type, and so who writes them.
public enum Place: String, Sendable, Decodable {
  /// The scope of a municipality or of the hospital libraries; its agents write.
  case municipality
  /// The county's own scope; only the aggregator writes.
  case county
}

/// What is erased some time after something happened.
public struct Retention: Sendable, Decodable {
  public let fields: [String]
  public let years: Int
  /// The field that holds the day it counts from: a date, or milliseconds since 1970.
  public let after: String
  /// Why, as it stands in the list of what is kept and what is not.
  public let ground: Text
}

/// What a record's natural key may look like.
public struct KeyShape: Sendable, Decodable {
  /// Of `day` and `week`.
  public let granularities: [String]
}

extension RecordType: Decodable {
  private enum CodingKeys: String, CodingKey {
    case name, labels, place, key, fields, writers, retention
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    labels = try container.decode(Text.self, forKey: .labels)
    place = try container.decode(Place.self, forKey: .place)
    key = try container.decodeIfPresent(KeyShape.self, forKey: .key)
    fields = try container.decode([Field].self, forKey: .fields)
    writers = try container.decodeIfPresent([String].self, forKey: .writers)
    retention = try container.decodeIfPresent([Retention].self, forKey: .retention) ?? []
  }
}
