import Catalogue
import Reports
import Testing

@Suite("Activities in KB's form")
struct ActivityFigureTests {
  @Test func `each occasion counts once, in its row, in the total and with the children`()
    async throws
  {
    let report = try await report([
      held("102", children: true), held("102", children: false), held("117", children: true),
    ])

    #expect(report.figure("Publ102") == .settled(2))
    #expect(report.figure("Publ202") == .settled(1))
    #expect(report.figure("Publ117") == .settled(1))
    #expect(report.figure("Publ199") == .settled(3))
    #expect(report.figure("Publ299") == .settled(2))
    #expect(report.figure("Publ103") == .settled(0))
  }

  @Test func `participants are never counted as occasions`() async throws {
    let report = try await report([
      held("102", fields: ["participants_total": .integer(250)])
    ])
    #expect(report.figure("Publ102") == .settled(1))
  }

  @Test func `what others held in the library is kept but not counted`() async throws {
    let report = try await report([
      held("104", fields: ["staff_organised": .bool(false)]),
      held("104", fields: ["staff_organised": .bool(true)]), held("104"),
    ])
    #expect(report.figure("Publ104") == .settled(2))
  }

  @Test func `what is deleted, merged or of another year is not counted`() async throws {
    var deleted = held("102")
    deleted.life = "deleted"
    var merged = held("102")
    merged.mergedInto = "other"

    let report = try await report([
      deleted, merged, held("102", on: "2025-12-31"), held("102", on: "2027-01-01"),
      held("102", on: "2026-01-01"), held("102", on: "2026-12-31"),
    ])
    #expect(report.figure("Publ102") == .settled(2))
  }

  @Test func `nothing recorded is unknown, something recorded makes the rest nought`() async throws
  {
    let nothing = try await report([held("102", on: "2025-05-05")])
    let something = try await report([held("102", fields: ["staff_organised": .bool(false)])])

    #expect(nothing.cell("Publ102") == .unknown)
    #expect(nothing.cell("Publ199") == .unknown)
    #expect(something.figure("Publ102") == .settled(0))
    #expect(something.figure("Publ199") == .settled(0))
    #expect(something.cell("Besok01") == .unknown)
  }

  @Test(arguments: ["Publ107", "Publ108", "Publ109", "Publ207", "Publ208", "Publ209"])
  func `KB did not ask in 2012 what it has asked since 2014`(code: String) async throws {
    let before = try await report([held("102", on: "2012-03-05")], year: 2012)
    let after = try await report([held("102", on: "2014-03-05")], year: 2014)

    #expect(before.cell(code) == .notAsked)
    #expect(after.figure(code) == .settled(0))
  }

  @Test func `a disputed category is open in two rows and certain in the total`() async throws {
    let report = try await report([
      held("102", disputed: ["category": [.text("102"), .text("117")]], open: 1)
    ])

    #expect(report.figure("Publ102") == Figure(value: 1, lower: 0, upper: 1, openItems: 1))
    #expect(report.figure("Publ117") == Figure(value: 0, lower: 0, upper: 1, openItems: 1))
    #expect(report.figure("Publ199") == Figure(value: 1, lower: 1, upper: 1, openItems: 1))
    #expect(report.figure("Publ103") == .settled(0))
  }

  @Test func `a date disputed across New Year counts once and is open in both years`() async throws
  {
    let record = held(
      "102", on: "2026-12-31", disputed: ["date": [.text("2026-12-31"), .text("2027-01-01")]])

    let figure = try await report([record]).figure("Publ102")
    let next = try await report([record], year: 2027).figure("Publ102")

    #expect(figure == Figure(value: 1, lower: 0, upper: 1, openItems: 0))
    #expect(next == Figure(value: 0, lower: 0, upper: 1, openItems: 0))
  }

  @Test func `a date disputed within the year moves nothing`() async throws {
    let report = try await report([
      held("102", disputed: ["date": [.text("2026-03-02"), .text("2026-03-03")]], open: 1)
    ])
    #expect(report.figure("Publ102") == Figure(value: 1, lower: 1, upper: 1, openItems: 1))
  }

  @Test func `a deletion beside an edit spans with and without`() async throws {
    var flagged = held("102")
    flagged.life = "edit-delete"
    flagged.open = 1

    let figure = try await report([flagged, held("102")]).figure("Publ102")

    #expect(figure == Figure(value: 2, lower: 1, upper: 2, openItems: 1))
  }

  @Test func `disputes that cannot both be decided against KB are exact`() async throws {
    let report = try await report([
      held(
        "102",
        disputed: [
          "children_primary": [.bool(true), .bool(false)],
          "staff_organised": [.bool(true), .bool(false), .null],
        ]), held("102", children: true),
    ])
    #expect(report.figure("Publ102") == Figure(value: 2, lower: 1, upper: 2, openItems: 0))
    #expect(report.figure("Publ202") == Figure(value: 1, lower: 1, upper: 2, openItems: 0))
  }

  @Test func `a dispute about the title opens an item but no range`() async throws {
    let report = try await report([
      held("102", disputed: ["title": [.text("Babyrim"), .text("Babysång")]], open: 1)
    ])
    #expect(report.figure("Publ102") == Figure(value: 1, lower: 1, upper: 1, openItems: 1))
  }

  @Test func `an emptied date or category counts nowhere`() async throws {
    let report = try await report([
      held("102", fields: ["category": .null]), held("102", fields: ["date": .null]),
      held("102", fields: ["category": .integer(102)]), held("no such thing"),
    ])
    #expect(report.figure("Publ199") == .settled(0))
  }

  private func report(_ records: [Row], year: Int = 2026) async throws -> KBReport {
    let ledger = try Ledger()
    try ledger.register(["library": facts()])
    try ledger.write(records.enumerated().map { $1.numbered($0) })
    return try await ledger.report(year)
  }

  private func held(
    _ category: String, on date: String = "2026-03-02", children: Bool = false,
    fields: [String: Answer] = [:], disputed: [String: [Answer]] = [:], open: Int = 0
  ) -> Row {
    let usual: [String: Answer] = [
      "unit": .text(OrgUnit.builtIn[0].id), "date": .text(date), "category": .text(category),
      "children_primary": .bool(children),
    ]
    return Row(
      type: "activity", id: "", fields: usual.merging(fields) { $1 }, candidates: disputed,
      open: open)
  }
}

extension Row {
  func numbered(_ number: Int) -> Row {
    var row = self
    row.id = "record-\(number)"
    return row
  }
}
