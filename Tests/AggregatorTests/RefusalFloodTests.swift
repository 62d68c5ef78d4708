import Storage
import TestSupport
import Testing

@Suite("The audit log only grows, and never fast", .timeLimit(.minutes(5)))
struct RefusalFloodTests {
  @Test func `being turned away fills no disk`() async throws {
    try await Office.run { office in
      var nobody = Browser(office)
      for _ in 0..<100 { _ = try await nobody.get("/enheter") }
      #expect(try await office.audit().count == 60)

      office.pass(100_000)
      _ = try await nobody.get("/enheter")

      #expect(
        try await office.audit().suffix(2) == [
          " refused 40 not-listed", " GET /enheter  not-signed-in",
        ])
    }
  }

  @Test func `whoever floods it from one place hides nobody in another`() async throws {
    try await Office.run(proxies: ["127.0.0.1"]) { office in
      var nobody = Browser(office)
      nobody.fields = ["X-Forwarded-For: 192.0.2.1"]
      for _ in 0..<200 { _ = try await nobody.get("/enheter") }

      nobody.fields = ["X-Forwarded-For: 198.51.100.7"]
      _ = try await nobody.get("/revisionslogg")

      let last = try #require(try await office.journal.auditLog(since: nil, newest: 1).first)
      #expect(last.origin == "198.51.100.7" && last.act == "GET /revisionslogg")
    }
  }

  @Test func `however long a flood lasts, it grows by two short lines in half a minute`()
    async throws
  {
    try await Office.run(proxies: ["127.0.0.1"]) { office in
      let halfMinutes = 600
      // Everything a caller can choose is as long as it can be.
      let scope = String(repeating: "%F0%9F%92%A1", count: 200)
      var nobody = Browser(office)
      func knock(_ place: Int) async throws {
        nobody.fields = [
          "X-Forwarded-For: 2001:db8:\(String(place, radix: 16)):1:1111:2222:3333:4444",
          "Authorization: Bearer guess",
        ]
        let answer = try await nobody.send("POST /sync/v1/scopes/\(scope)/sync")
        #expect(answer.status == 401)
      }
      for place in 0..<700 { try await knock(place) }
      let before = try await size(of: office)
      #expect(before.lines == 600)

      for tick in 0..<halfMinutes {
        office.pass(30_000)
        for place in 0..<2 { try await knock(1_000 + 2 * tick + place) }
      }

      let after = try await size(of: office)
      #expect(after.lines - before.lines <= 2 * halfMinutes + 2)
      #expect(after.lines - before.lines >= halfMinutes)
      #expect(after.bytes - before.bytes <= 600 * (after.lines - before.lines))
      let longest = try await office.journal.ask("SELECT max(length(about)) FROM audit")
      #expect(longest == [[.integer(64)]])
    }
  }

  @Test func `what was counted and not listed is written down when the service ends`() async throws
  {
    let folder = try TemporaryFolder()
    try await Office.run(in: folder) { office in
      var nobody = Browser(office)
      for _ in 0..<75 { _ = try await nobody.get("/enheter") }
      #expect(try await office.audit().count == 60)
    }
    try await Office.run(in: folder) { office in
      let audit = try await office.audit()
      #expect(audit.last == " refused 15 not-listed")
    }
  }

  private func size(of office: Office) async throws -> (lines: Int, bytes: Int) {
    let rows = try await office.journal.ask(
      """
      SELECT (SELECT count(*) FROM audit),
        (SELECT sum(pgsize) FROM dbstat WHERE name IN ('audit', 'audit_by_time'))
      """)
    return (Int(rows[0][0].integer ?? 0), Int(rows[0][1].integer ?? 0))
  }
}
