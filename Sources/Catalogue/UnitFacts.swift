/// What the county knows about a place where a library serves people.
public struct UnitFacts: Hashable, Sendable {
  public let name: String
  /// A municipality's four-digit code, or `sjukhus`.
  public let scope: String
  /// The municipality's name; for a hospital library the town it lies in, or empty.
  public let municipality: String
  public let kind: UnitKind
  /// The library's code at KB. It can change and is never used as an id.
  public let sigel: String?
  public let validFrom: CivilDate
  /// The last day; nil while the unit exists.
  public let validTo: CivilDate?

  public init(
    name: String, scope: String, municipality: String, kind: UnitKind, sigel: String?,
    validFrom: CivilDate, validTo: CivilDate?
  ) {
    self.name = name
    self.scope = scope
    self.municipality = municipality
    self.kind = kind
    self.sigel = sigel
    self.validFrom = validFrom
    self.validTo = validTo
  }

  /// - Parameter answers: the fields of a `unit` record. Nil when they do not make a unit.
  public init?(_ answers: [String: Answer]) {
    func text(_ field: String) -> String? {
      if case .text(let text)? = answers[field], !text.isEmpty { text } else { nil }
    }
    guard let name = text("name"), let scope = text("scope"),
      let kind = text("kind").flatMap(UnitKind.init(rawValue:)),
      let validFrom = text("valid_from").flatMap({ CivilDate($0) })
    else { return nil }
    let validTo = text("valid_to").map { CivilDate($0) }
    if case .some(nil) = validTo { return nil }
    self.init(
      name: name, scope: scope, municipality: text("municipality") ?? "", kind: kind,
      sigel: text("sigel"), validFrom: validFrom, validTo: validTo ?? nil)
  }

  /// The fields of a `unit` record that says this.
  public var answers: [String: Answer] {
    var answers: [String: Answer] = [
      "name": .text(name), "scope": .text(scope), "municipality": .text(municipality),
      "kind": .text(kind.rawValue), "valid_from": .text("\(validFrom)"),
    ]
    if let sigel { answers["sigel"] = .text(sigel) }
    if let validTo { answers["valid_to"] = .text("\(validTo)") }
    return answers
  }

  public func exists(on date: CivilDate) -> Bool {
    validFrom <= date && date <= (validTo ?? date)
  }
}

public enum UnitKind: String, CaseIterable, Sendable {
  case branch
  case bus
  case hospital
  case unstaffed

  /// Whether KB's figure of visits includes the unit. A unit that is open only without staff is no
  /// staffed service point, and hospital libraries answer a questionnaire of their own.
  public var countsVisits: Bool { self == .branch || self == .bus }
}
