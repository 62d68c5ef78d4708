import Catalogue

/// A library in Kil that exists since 2012 and one that closed in 2020, and one in Karlstad.
let kil = "7ulgMni84FF-t0u6aLC8tQ"
let closedInKil = "AAAAAAAAAAAAAAAAAAAAAA"
let molkom = "SCwXGn4FHK7dqc4G85XiMg"

func date(_ text: String) -> CivilDate { CivilDate(text)! }

func context(
  scope: String = "1715", today: String? = nil, counted: [KeyParts] = []
) -> Context {
  Context(scope: scope, today: today.map(date), counted: counted) { id in
    if id == closedInKil {
      return UnitFacts(
        name: "Fagerås", scope: "1715", municipality: "Kil", kind: .branch, sigel: nil,
        validFrom: date("2012-01-01"), validTo: date("2020-06-30"))
    }
    return OrgUnit.builtIn.first { $0.id == id }?.facts
  }
}

/// A story time that nothing can be said against, except what `answers` puts in its place.
func activity(_ answers: [String: Answer] = [:]) -> Entry {
  let usual: [String: Answer] = [
    "unit": .text(kil), "date": .text("2026-03-02"), "category": .text("102"),
    "children_primary": .bool(true),
  ]
  return Entry(
    type: "activity", key: nil, answers: usual.merging(answers) { $1 }, standing: [:])
}

func visitKey(
  unit: String = kil, date: String = "2026-03-02", granularity: String = "day",
  counter: String = ""
) -> KeyParts {
  KeyParts(type: "visit", unit: unit, date: date, granularity: granularity, counter: counter)
}

func visit(_ key: KeyParts?, _ answers: [String: Answer] = [:]) -> Entry {
  let usual: [String: Answer] = ["method": .text("reading"), "count": .integer(12)]
  return Entry(type: "visit", key: key, answers: usual.merging(answers) { $1 }, standing: [:])
}

func codes(_ entry: Entry, _ context: Context = context()) -> [String] {
  Catalogue.builtIn.check(entry, context: context).map(\.code)
}
