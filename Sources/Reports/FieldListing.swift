public import Catalogue

extension Lists {
  /// What may be written in an entry: every field with the answers it takes, and every code with its label.
  ///
  /// - Parameter type: nil for every type that a branch records.
  public static func fields(_ catalogue: Catalogue, type: String?, language: Language) throws
    -> Listing
  {
    let types = catalogue.types.filter {
      $0.place == .municipality && (type == nil || $0.name == type)
    }
    let lines = types.flatMap { type in
      type.fields.map { FieldLine($0, of: type.name, language: language) }
    }
    return (
      [("typ", false), ("fält", false), ("svar", false), ("betydelse", false)],
      lines.flatMap { line in
        [[line.type, line.field + (line.required ? " *" : ""), line.answer, line.label]]
          + line.choices.map { ["", "", $0.code, $0.label] }
      }, try json(lines)
    )
  }
}

private struct FieldLine: Encodable {
  let type: String
  let field: String
  let required: Bool
  /// What kind of answer, in words.
  let answer: String
  let label: String
  let help: String
  /// Empty where there is no list.
  let choices: [Line]

  struct Line: Encodable {
    let code: String
    let label: String
  }

  init(_ field: Field, of type: String, language: Language) {
    self.type = type
    self.field = field.name
    required = field.isRequired
    answer = Self.answer(field, language)[language]
    label = field.labels[language]
    help = field.help[language]
    choices = Self.choices(field.kind).map { Line(code: $0.code, label: $0.labels[language]) }
  }

  private static func answer(_ field: Field, _ language: Language) -> Text {
    let unit = field.unit.map { " \($0[language])" } ?? ""
    return switch field.kind {
    case .integer(let range):
      Text(
        sv: "heltal \(range.lowerBound)–\(range.upperBound)\(unit)",
        en: "whole number \(range.lowerBound)–\(range.upperBound)\(unit)")
    case .text(let most, _): Text(sv: "text, högst \(most) tecken", en: "text, ≤ \(most)")
    case .date: Text(sv: "datum ÅÅÅÅ-MM-DD, idag, igår", en: "date YYYY-MM-DD, idag, igår")
    case .flag: Text(sv: "ja eller nej", en: "ja or nej (yes or no)")
    case .choice: Text(sv: "en av koderna", en: "one of the codes")
    case .choices: Text(sv: "koder med komma emellan", en: "codes separated by commas")
    case .unit: Text(sv: "en enhets id", en: "the id of a unit")
    case .ids: Text(sv: "id med komma emellan", en: "ids separated by commas")
    }
  }

  private static func choices(_ kind: Field.Kind) -> [Choice] {
    switch kind {
    case .choice(let choices), .choices(let choices): choices
    default: []
    }
  }
}
