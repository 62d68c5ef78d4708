/// One kind of thing that may be recorded, and what may stand in it.
public struct RecordType: Sendable {
  public let name: String
  public let labels: Text
  public let place: Place
  /// Nil for records with random ids.
  public let key: KeyShape?
  public let fields: [Field]
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

/// What a record's natural key may look like.
public struct KeyShape: Sendable, Decodable {
  /// Of `day` and `week`.
  public let granularities: [String]
}

extension RecordType: Decodable {
  private enum CodingKeys: String, CodingKey {
    case name, labels, place, key, fields
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    labels = try container.decode(Text.self, forKey: .labels)
    place = try container.decode(Place.self, forKey: .place)
    key = try container.decodeIfPresent(KeyShape.self, forKey: .key)
    fields = try container.decode([Field].self, forKey: .fields)
  }
}
