import Catalogue
import Replication
import Reports
import Storage
import TestSupport
import Testing

@Suite("What is handed out is masked, part by part")
struct DisclosureMaskTests {
  /// The cells of the one record that is handed out, by the heading of their column.
  private func cells(showing parts: Set<Disclosure.Part>) async throws -> [String: String] {
    let bench = try Bench()
    let molkom = try bench.branch("molkom")
    var fields = Bench.storyHour
    fields["note"] = .text("Ring Hans på 054-12 34 56")
    try await molkom.journal.record(
      [Intent(.put(fields), type: "activity")], in: Bench.karlstad,
      by: Author(by: "hli", at: Bench.noon, today: Bench.today))
    let reader = try Reader(path: molkom.path)
    let table = try await Disclosure(
      .init(scope: nil, type: nil, from: nil, to: nil), showing: parts, catalogue: .builtIn
    ) { sql, bindings in try await reader.rows(sql, bindings) }.csv
    let lines = table.dropFirst().split(whereSeparator: \.isNewline).map {
      $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(uniqueKeysWithValues: zip(lines[0], lines[1]))
  }

  @Test func `who recorded and what they wrote is masked, figures are not`() async throws {
    let cells = try await cells(showing: [])

    #expect(cells["vem"] == Catalogue.masked && cells["note"] == Catalogue.masked)
    #expect(cells["participants_children"] == "12")
  }

  @Test func `who recorded is shown when it was asked for, and nothing else with it`() async throws
  {
    let cells = try await cells(showing: [.staff])

    #expect(cells["vem"] == "hli" && cells["note"] == Catalogue.masked)
  }

  @Test func `texts are shown when they were asked for, without the ways to reach people`()
    async throws
  {
    let texts = try await cells(showing: [.texts])
    let contacts = try await cells(showing: [.texts, .contacts])

    #expect(texts["vem"] == Catalogue.masked)
    #expect(texts["note"]?.hasPrefix("Ring Hans") == true)
    #expect(texts["note"]?.contains("34 56") == false)
    #expect(contacts["note"] == "Ring Hans på 054-12 34 56")
  }
}
