import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("No question that is asked all day reads the whole log")
struct QueryPlanTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  /// Runs everything that a working day runs, and then asks SQLite how it went about it.
  @Test func `exchange, refold and the token look things up by an index`() async throws {
    let branch = try bench.branch("molkom")
    let city = try bench.branch("city")
    let record = try await branch.journal.enter()
    let drawn = try await branch.journal.look(at: record)?.drawn
    try await bench.sync(branch, city)
    try await branch.journal.edit(record, ["participants_children": .integer(1)], seen: drawn)
    try await city.journal.edit(record, ["participants_children": .integer(2)], seen: drawn)
    let other = try await city.journal.enter([Fold.sameAs: .text(record.description)])
    try await city.journal.delete(other)
    try await branch.journal.record(
      [Bench.visits(4), Bench.activity()], in: Bench.karlstad, by: Bench.author())
    try await bench.sync(branch, city, branch)
    _ = try await bench.aggregator.device(token: Hash(of: []))

    let scans = try await bench.aggregator.scans() + branch.journal.scans() + city.journal.scans()

    #expect(scans == [])
  }
}

extension Journal {
  /// Every statement prepared so far that reads a table of the log, or the rows of records, from end to end.
  fileprivate func scans() throws -> [String] {
    let looks = connection.statements.keys.filter { sql in
      ["SELECT", "UPDATE", "DELETE", "WITH"].contains { sql.hasPrefix($0) }
    }
    return try looks.filter { !Self.isRare($0) }.flatMap { sql in
      try connection.rows("EXPLAIN QUERY PLAN " + sql) { $0[3].text ?? "" }
        .filter { step in
          ["change", "arrival", "record", "item", "link", "verdict"].contains { table in
            step == "SCAN \(table)" || step.hasPrefix("SCAN \(table) ")
              // All links or records of a type, which is nearly the same.
              || (step.hasPrefix("SEARCH \(table) ") && step.hasSuffix("(scope=? AND type=?)"))
          }
        }
        .map { "\($0): \(sql)" }
    }
  }

  /// A person looked a record up by the beginning of its id, or a new database wrote its derived rows once.
  private static func isRare(_ sql: String) -> Bool {
    sql.contains("substr(id") || sql.hasPrefix("SELECT DISTINCT scope, type, record FROM change")
  }
}
