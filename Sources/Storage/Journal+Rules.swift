// What the catalogue needs to know to judge an entry, and the one conversion between the two words for a value.

public import Catalogue
public import Replication

extension Journal {
  func context(of entry: Entry, in scope: Scope, today: CivilDate?) throws -> Context {
    let type = catalogue.type(entry.type)
    let named = Set(
      (type?.fields ?? []).compactMap { field -> String? in
        guard case .unit = field.kind,
          case .text(let id)? = entry.answers[field.name] ?? entry.standing[field.name]
        else {
          return nil
        }
        return id
      } + [entry.key?.unit].compactMap { $0 })
    var units: [String: UnitFacts] = [:]
    for id in named { units[id] = try unitFacts(id) }
    let counted = try entry.key.map { try countedKeys(near: $0, in: scope) } ?? []
    return Context(scope: scope.name, today: today, counted: counted) { [units] in units[$0] }
  }

  /// An org unit of the county's register; while the register has not arrived, of the built-in one, and this
  /// agent's own in any case: whoever stands at the desk can record.
  func unitFacts(_ id: String) throws -> UnitFacts? {
    let fields = try connection.value(
      """
      SELECT fields FROM record
      WHERE scope = 'county' AND type = 'unit' AND id = ?1 AND life <> 'deleted'
      """, .text(id))
    if let text = fields?.text, let json = try? LineScanner.scan(Array(text.utf8)) {
      let answers = (json.members ?? []).compactMap { member in
        Value(member.value).map { (member.name, Answer($0)) }
      }
      return UnitFacts(Dictionary(answers, uniquingKeysWith: { first, _ in first }))
    }
    if let unit = OrgUnit.builtIn.first(where: { $0.id == id }) { return unit.facts }
    guard try meta(.unit)?.text == id, let scope = try meta(.scope) else { return nil }
    return UnitFacts([
      "name": .text(id), "scope": .text(scope.text ?? ""), "municipality": .text(scope.text ?? ""),
      "kind": .text(UnitKind.branch.rawValue), "valid_from": .text("2012-01-01"),
    ])
  }

  private func countedKeys(near key: KeyParts, in scope: Scope) throws -> [KeyParts] {
    try connection.rows(
      """
      SELECT key FROM record
      WHERE unit = ?1 AND type = ?2
        AND date BETWEEN date(?3, '-6 days') AND date(?3, '+6 days')
        AND scope = ?4 AND life <> 'deleted' AND json_extract(key, '$[4]') = ?5
      ORDER BY date
      """,
      .text(key.unit), .text(key.type), .text(key.date), .text(scope.name), .text(key.counter)
    ) { row -> KeyParts? in
      guard let text = row[0].text, let json = try? LineScanner.scan(Array(text.utf8)) else {
        return nil
      }
      return KeyParts((json.items ?? []).compactMap(\.text))
    }.compactMap { $0 }
  }
}

extension Fold {
  /// The values that are shown, as the catalogue knows them.
  var answers: [String: Answer] {
    Dictionary(fields.map { ($0.name, Answer($0.provisional)) }, uniquingKeysWith: { a, _ in a })
  }
}

extension KeyParts {
  init(_ key: NaturalKey) {
    self.init(
      type: key.type, unit: key.unit.description, date: key.date, granularity: key.granularity,
      counter: key.counter)
  }
}

extension Answer {
  /// What the log keeps, as the catalogue knows it.
  public init(_ value: Value) {
    self =
      switch value {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .integer(let number): .integer(number)
      case .text(let text): .text(text)
      case .texts(let texts): .texts(texts)
      }
  }
}

extension Value {
  /// What a person answered, as the log keeps it.
  public init(_ answer: Answer) {
    self =
      switch answer {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .integer(let number): .integer(number)
      case .text(let text): .text(text)
      case .texts(let texts): .texts(texts)
      }
  }
}
