import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("The rows that reports read are what the log says")
struct DerivedRowsTests {
  /// Life, shown values and rival values of a record, by its id.
  typealias Rows = [String: [String]]

  private func rows(_ journal: Journal) async throws -> Rows {
    let rows = try await journal.ask("SELECT id, life, fields, candidates FROM record")
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        (row[0].text ?? "", row[1...].map { $0.text ?? "" })
      })
  }

  /// What the oracle makes of these changes, in the words of the table.
  private func oracle(_ entries: [LogEntry]) -> Rows {
    var rows: Rows = [:]
    for (record, state) in Oracle.state(of: entries) where state.life != "absent" {
      let shown = state.fields.map { "\"\($0.name)\":\($0.provisional)" }
      let rivals = state.fields.filter { $0.candidates.count > 1 }.map { field in
        "\"\(field.name)\":[\(field.candidates.joined(separator: ","))]"
      }
      rows[record.description] = [
        state.life, "{\(shown.joined(separator: ","))}",
        rivals.isEmpty ? "" : "{\(rivals.joined(separator: ","))}",
      ]
    }
    return rows
  }

  private func log(_ bench: Bench) async throws -> [LogEntry] {
    var entries: [LogEntry] = []
    var cursor = Mark.start(of: Bench.karlstad)
    while true {
      let reply = try await bench.offer(
        [], from: DeviceID(Array(repeating: 4, count: 16)), after: cursor)
      for arrival in reply.pages.flatMap(\.arrivals) {
        entries.append(
          LogEntry(try Change(line: try #require(arrival.line)), receipt: arrival.receipt))
      }
      cursor = reply.end
      if !reply.more { return entries }
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `at the aggregator and at a branch, after every page`(seed: UInt64) async throws {
    let bench = try Bench(seed: seed)
    let branch = try bench.branch("molkom")
    var random = SeededRandom(seed: seed)
    for history in 0..<4 {
      let entries = try History(seed: seed * 4 + UInt64(history)).entries
      let offers = entries.map { entry in
        ExchangeRequest.Offer(
          line: entry.change.line,
          receipt: bench.receipt(
            of: entry.change.id, from: DeviceID(Array(repeating: 1, count: 16)),
            at: entry.change.at + Int64.random(in: -2...2, using: &random)))
      }
      for offer in offers {
        _ = try await bench.offer([offer], from: branch.device, page: 0)
      }
    }
    let entries = try await log(bench)

    #expect(try await rows(bench.aggregator) == oracle(entries))
    var pulled = 0
    while pulled < entries.count {
      try await bench.exchange(branch, page: 7)
      pulled = Int(try await branch.journal.tip(of: Bench.karlstad).n)
      #expect(try await rows(branch.journal) == oracle(Array(entries[..<pulled])))
    }
    #expect(try await branch.journal.verify().isEmpty)
  }
}
