/// A rule over several fields of a record type, as data: when every condition is met, its sentence is
/// said.
struct Rule: Sendable, Decodable {
  let code: String
  let severity: Finding.Severity
  /// Where the sentence is shown.
  let field: String
  let when: [Condition]
  let sentence: Text

  /// An edit is not blamed for what others wrote: a rule speaks only when one of its fields is written.
  func finding(in entry: Entry) -> Finding? {
    let touched = entry.isNew || when.contains { $0.fields.contains { entry.answers[$0] != nil } }
    guard touched, when.allSatisfy({ $0.holds(in: entry) }) else { return nil }
    return Finding(severity: severity, field: field, code: code, sentence: sentence)
  }
}

/// One thing that can be true of an entry.
enum Condition: Hashable, Sendable {
  case given(field: String, Bool)
  /// One of these codes is chosen.
  case oneOf(field: String, [String])
  case flag(field: String, Bool)
  case odd(field: String)
  case above(field: String, Int64)
  /// All are given, and the sum of the fields is above the total.
  case sumAbove(fields: [String], total: String)
  case granularity([String])
  /// It happened in another month than these.
  case outsideMonths([Int])

  var fields: [String] {
    switch self {
    case .given(let field, _), .oneOf(let field, _), .flag(let field, _), .odd(let field),
      .above(let field, _):
      [field]
    case .sumAbove(let fields, let total): fields + [total]
    case .granularity: []
    case .outsideMonths: ["date"]
    }
  }

  func holds(in entry: Entry) -> Bool {
    switch self {
    case .given(let field, let given): (entry[field] != nil) == given
    case .oneOf(let field, let codes): codes.contains { entry[field] == .text($0) }
    case .flag(let field, let flag): entry[field] == .bool(flag)
    case .odd(let field): entry.integer(field).map { $0 % 2 != 0 } ?? false
    case .above(let field, let most): entry.integer(field).map { $0 > most } ?? false
    case .sumAbove(let fields, let total): Self.sum(of: fields, isAbove: total, in: entry)
    case .granularity(let names): entry.key.map { names.contains($0.granularity) } ?? false
    case .outsideMonths(let months): entry.date.map { !months.contains($0.month) } ?? false
    }
  }

  private static func sum(of fields: [String], isAbove total: String, in entry: Entry) -> Bool {
    let parts = fields.compactMap(entry.integer)
    guard parts.count == fields.count, let total = entry.integer(total) else { return false }
    return parts.reduce(Int128(0)) { $0 + Int128($1) } > Int128(total)
  }
}

extension Entry {
  fileprivate func integer(_ field: String) -> Int64? {
    if case .integer(let number)? = self[field] { number } else { nil }
  }
}

extension Condition: Decodable {
  private enum CodingKeys: String, CodingKey {
    case field, given, oneOf, flag, odd, above, sum, aboveField, granularity, outsideMonths
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let names = try container.decodeIfPresent([String].self, forKey: .granularity) {
      self = .granularity(names)
    } else if let months = try container.decodeIfPresent([Int].self, forKey: .outsideMonths) {
      self = .outsideMonths(months)
    } else if let fields = try container.decodeIfPresent([String].self, forKey: .sum) {
      self = .sumAbove(
        fields: fields, total: try container.decode(String.self, forKey: .aboveField))
    } else {
      self = try Self.ofOneField(container)
    }
  }

  private static func ofOneField(
    _ container: KeyedDecodingContainer<CodingKeys>
  ) throws -> Condition {
    let field = try container.decode(String.self, forKey: .field)
    if let given = try container.decodeIfPresent(Bool.self, forKey: .given) {
      return .given(field: field, given)
    }
    if let codes = try container.decodeIfPresent([String].self, forKey: .oneOf) {
      return .oneOf(field: field, codes)
    }
    if let flag = try container.decodeIfPresent(Bool.self, forKey: .flag) {
      return .flag(field: field, flag)
    }
    if let most = try container.decodeIfPresent(Int64.self, forKey: .above) {
      return .above(field: field, most)
    }
    _ = try container.decode(Bool.self, forKey: .odd)
    return .odd(field: field)
  }
}
