import Catalogue
import Testing

@Suite("The built-in catalogue says what KB and the region ask for")
struct BuiltInTests {
  let catalogue = Catalogue.builtIn

  @Test func `its version changes only when its text does`() {
    #expect(catalogue.version == "nNeGTZrwBwRvJrrXvsNjga")
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
    for field in catalogue.types.flatMap(\.fields) {
      if let standard = field.standard { #expect(field.findings(standard, on: nil) == []) }
    }
  }

  @Test func `rules name fields and choices that exist`() throws {
    for type in catalogue.types {
      for rule in type.rules {
        for name in rule.when.flatMap(\.fields) + [rule.field] {
          #expect(type[name] != nil || name == "date", "\(type.name) \(rule.code): \(name)")
        }
        for case .oneOf(let name, let codes) in rule.when {
          guard case .choice(let choices)? = type[name]?.kind else {
            Issue.record("\(name) offers no choice")
            continue
          }
          #expect(Set(codes).isSubset(of: choices.map(\.code)))
        }
      }
    }
    #expect(try #require(catalogue.type("activity")).rules.count > 10)
    #expect(try #require(catalogue.type("visit")).rules.count > 5)
  }

  @Test func `five questions have to be answered at most`() {
    for type in catalogue.types where type.place == .municipality {
      #expect(type.fields.filter(\.isRequired).count <= 5)
    }
  }

  @Test func `no code stands twice in a list`() {
    for field in catalogue.types.flatMap(\.fields) {
      switch field.kind {
      case .choice(let choices), .choices(let choices):
        #expect(Set(choices.map(\.code)).count == choices.count, "\(field.name)")
      default: break
      }
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
    guard case .choice(let choices) = field.kind else {
      throw CatalogueError.unreadable(part: "activity", reason: "category offers no choice")
    }
    return try #require(choices.first { $0.code == code })
  }
}
