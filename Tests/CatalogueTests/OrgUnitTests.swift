import Catalogue
import Testing

@Suite("The county's libraries")
struct OrgUnitTests {
  @Test func `ids are sixteen bytes and nobody's twice`() {
    let letters = /[A-Za-z0-9_\-]{21}[AQgw]/
    for unit in OrgUnit.builtIn { #expect(unit.id.wholeMatch(of: letters) != nil) }
    #expect(Set(OrgUnit.builtIn.map(\.id)).count == OrgUnit.builtIn.count)
  }

  @Test func `sixteen municipalities and the hospitals have a library`() {
    let scopes = Set(OrgUnit.builtIn.map(\.facts.scope))

    #expect(scopes.count == 17)
    #expect(scopes.contains("sjukhus"))
    #expect(scopes.filter { $0.count == 4 && $0.hasPrefix("17") }.count == 16)
  }

  @Test func `Karlstad has nine libraries, every other municipality one`() {
    for (scope, units) in Dictionary(grouping: OrgUnit.builtIn, by: \.facts.scope) {
      #expect(units.count == (scope == "1780" ? 9 : 1), "\(scope)")
    }
  }

  @Test func `the library of Eda lies under the sigel of Charlottenberg`() {
    #expect(OrgUnit.builtIn.first { $0.facts.municipality == "Eda" }?.facts.sigel == "8clb")
  }

  @Test(arguments: OrgUnit.builtIn)
  func `a unit survives the way into its record and back`(unit: OrgUnit) {
    #expect(UnitFacts(unit.facts.answers) == unit.facts)
  }

  @Test(arguments: OrgUnit.builtIn)
  func `a unit's record passes the catalogue`(unit: OrgUnit) {
    let entry = Entry(type: "unit", key: nil, answers: unit.facts.answers, standing: [:])
    #expect(codes(entry, context(scope: "county")) == [])
  }

  @Test(arguments: [
    ("name", Answer.null), ("scope", .integer(1715)), ("kind", .text("castle")),
    ("valid_from", .text("2012-13-01")), ("valid_to", .text("never")),
  ])
  func `what makes no unit is none`(field: String, answer: Answer) {
    var answers = OrgUnit.builtIn[0].facts.answers
    answers[field] = answer

    #expect(UnitFacts(answers) == nil)
  }

  @Test func `a unit exists from its first day to its last`() {
    let unit = context().unit(closedInKil)!

    #expect(!unit.exists(on: date("2011-12-31")))
    #expect(unit.exists(on: date("2012-01-01")))
    #expect(unit.exists(on: date("2020-06-30")))
    #expect(!unit.exists(on: date("2020-07-01")))
  }

  @Test func `KB counts visits at branches and book buses`() {
    #expect(UnitKind.allCases.filter(\.countsVisits) == [.branch, .bus])
  }
}
