import Catalogue
import Reports
import TestSupport
import Testing

@Suite("Ranges of activities are exact")
struct ActivityRangeTests {
  @Test(arguments: UInt64(1)...60)
  func `a range spans every way to decide, and nothing more`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let rows = (0..<Int.random(in: 1...6, using: &random)).map { number in
      anyActivity(using: &random).numbered(number)
    }
    let ledger = try Ledger()
    try ledger.register(["library": facts()])
    try ledger.write(rows)

    let report = try await ledger.report(2026)

    for (code, categories, childrenOnly) in questions {
      let ways = worlds(of: rows).map { occasions(in: $0, categories, childrenOnly) }
      guard let figure = report.figure(code) else {
        #expect(ways.allSatisfy { $0 == 0 }, "seed \(seed) \(code)")
        continue
      }
      #expect(figure.lower == ways.min(), "seed \(seed) \(code)")
      #expect(figure.upper == ways.max(), "seed \(seed) \(code)")
      #expect(figure.value == occasions(in: provisional(rows), categories, childrenOnly))
      #expect((figure.lower...figure.upper).contains(figure.value))
    }
  }

  private let questions: [(String, ClosedRange<Int>, Bool)] = [
    ("Publ102", 102...102, false), ("Publ117", 117...117, false), ("Publ199", 101...120, false),
    ("Publ202", 102...102, true), ("Publ299", 101...120, true),
  ]

  private func occasions(
    in world: World, _ categories: ClosedRange<Int>, _ childrenOnly: Bool
  ) -> Int64 {
    Int64(
      world.count { fields in
        guard let fields, case .text(let date)? = fields["date"], date.hasPrefix("2026-"),
          case .text(let category)? = fields["category"], let code = Int(category),
          categories.contains(code), fields["staff_organised"] != .bool(false)
        else { return false }
        return !childrenOnly || fields["children_primary"] == .bool(true)
      })
  }

  private func anyActivity(using random: inout SeededRandom) -> Row {
    var row = Row(type: "activity", id: "", fields: [:])
    random.dispute("category", [.text("102"), .text("117"), .text("999"), .null], in: &row)
    random.dispute(
      "date", [.text("2026-01-01"), .text("2026-12-31"), .text("2025-12-31")], in: &row)
    random.dispute("children_primary", [.bool(true), .bool(false), .null], in: &row)
    random.dispute("staff_organised", [.bool(true), .bool(false), .null], in: &row)
    if random.happens(onceIn: 5) { row.life = "edit-delete" }
    return row
  }
}
