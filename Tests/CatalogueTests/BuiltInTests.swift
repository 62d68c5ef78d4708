import Catalogue
import Foundation
import Testing

@Suite("The built-in catalogue says what KB and the region ask for")
struct BuiltInTests {
  let catalogue = Catalogue.builtIn

  @Test func `its version changes only when its text does`() {
    #expect(catalogue.version == "FW5eKsU4TWpB4ayRlWezik")
  }

  @Test func `a part that differs in one letter makes another version`() throws {
    var parts = catalogue.parts
    parts[0] = Part(name: parts[0].name, text: parts[0].text + " ")

    #expect(try Catalogue(parts: parts).version != catalogue.version)
  }

  @Test func `every part fits in a change`() {
    for part in catalogue.parts { #expect(part.text.utf8.count <= 40 * 1024, "\(part.name)") }
  }

  @Test func `the indicators stand in the order of KB's form`() {
    let nn = (1...20).map { $0 < 10 ? "0\($0)" : "\($0)" }
    let order =
      nn.map { "Publ1\($0)" } + ["Publ199"] + nn.map { "Publ2\($0)" } + ["Publ299", "Besok01"]

    #expect(catalogue.indicators.map(\.code) == order)
  }

  @Test func `each total is the sum of its twenty rows`() {
    for hundreds in ["1", "2"] {
      let total = catalogue.indicators.first { $0.code == "Publ\(hundreds)99" }
      let rows = catalogue.indicators.map(\.code).filter {
        $0.hasPrefix("Publ\(hundreds)") && !$0.hasSuffix("99")
      }
      #expect(total?.figure == .sum(of: rows))
    }
  }

  @Test(arguments: 101...120)
  func `each category has its row and its row of children`(category: Int) {
    let figures = catalogue.indicators.map(\.figure)
    #expect(figures.contains(.occasions(category: "\(category)", childrenOnly: false)))
    #expect(figures.contains(.occasions(category: "\(category)", childrenOnly: true)))
  }

  @Test(arguments: 101...120)
  func `a category holds as far back as its terms do`(category: Int) throws {
    let choice = try choice("\(category)")
    let isNew = (107...109).contains(category)

    #expect(choice.firstDay == date(isNew ? "2014-10-13" : "2012-01-01"))
    #expect(choice.holds(on: date("2012-01-01")) == !isNew)
    #expect(choice.holds(on: date("2014-10-12")) == !isNew)
    #expect(choice.holds(on: date("2014-10-13")))
    #expect(!choice.holds(on: date("2011-12-31")))
  }

  @Test func `every category explains itself in both languages`() throws {
    for code in 101...120 {
      let definition = try #require(try choice("\(code)").definition)
      #expect(definition.sv.count > 20 && definition.en.count > 20)
    }
  }

  @Test func `every field has a label and a help text in both languages`() {
    for field in catalogue.types.flatMap(\.fields) {
      for language in Language.allCases {
        #expect(!field.labels[language].isEmpty && !field.help[language].isEmpty, "\(field.name)")
      }
    }
  }

  @Test func `what stands when nothing is said is allowed`() {
    for type in catalogue.types {
      let entry = Entry(type: type.name, key: nil, answers: type.standards, standing: [:])
      let scope = type.place == .county ? "county" : "1715"
      for finding in catalogue.check(entry, context: context(scope: scope)) {
        #expect(type.standards[finding.field ?? ""] == nil, "\(type.name): \(finding)")
      }
    }
  }

  @Test(arguments: ["activity", "visit"])
  func `rules name fields and choices that exist`(name: String) throws {
    let type = try #require(catalogue.type(name))
    let part = try #require(catalogue.parts.first { $0.name == "\(name)_rules" })
    let rules = try JSONDecoder().decode(RuleNames.self, from: Data(part.text.utf8)).rules

    #expect(rules.count > 5)
    for rule in rules {
      for field in [rule.field] + rule.when.flatMap(\.fields) {
        #expect(type[field] != nil, "\(rule.code): \(field)")
      }
      for condition in rule.when {
        guard let codes = condition.oneOf else { continue }
        let choices = choices(of: try #require(type[condition.field ?? ""]))
        #expect(Set(codes).isSubset(of: choices.map(\.code)), "\(rule.code)")
      }
    }
  }

  @Test func `five questions have to be answered at most`() {
    for type in catalogue.types where type.place == .municipality {
      #expect(type.fields.filter(\.isRequired).count <= 5)
    }
  }

  @Test func `no code stands twice in a list`() {
    for field in catalogue.types.flatMap(\.fields) {
      let codes = choices(of: field).map(\.code)
      #expect(Set(codes).count == codes.count, "\(field.name)")
    }
  }

  @Test func `a part that is no JSON is named in the error`() {
    let broken = Part(name: "activity", text: "{")
    #expect {
      try Catalogue(parts: [broken])
    } throws: { error in
      "\(error)".contains("activity")
    }
  }

  @Test func `a field cannot choose from a list that is not there`() {
    let text = #"""
      {"type": {"name": "t", "labels": {"sv": "", "en": ""}, "place": "county", "fields": [
        {"name": "f", "kind": "choice", "list": "nowhere",
         "labels": {"sv": "", "en": ""}, "help": {"sv": "", "en": ""}}]}}
      """#
    #expect(throws: CatalogueError.self) { try Catalogue(parts: [Part(name: "t", text: text)]) }
  }

  private func choice(_ code: String) throws -> Choice {
    let field = try #require(catalogue.type("activity")?["category"])
    return try #require(choices(of: field).first { $0.code == code })
  }

  private func choices(of field: Field) -> [Choice] {
    switch field.kind {
    case .choice(let choices), .choices(let choices): choices
    default: []
    }
  }
}

/// The names in a part of rules, read without the catalogue's help.
private struct RuleNames: Decodable {
  let rules: [Rule]

  struct Rule: Decodable {
    let code: String
    let field: String
    let when: [Condition]
  }

  struct Condition: Decodable {
    let field: String?
    let sum: [String]?
    let aboveField: String?
    let oneOf: [String]?

    var fields: [String] { [field, aboveField].compactMap(\.self) + (sum ?? []) }
  }
}
