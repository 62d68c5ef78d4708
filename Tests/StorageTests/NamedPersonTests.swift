import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Nothing that names a person by number is saved")
struct NamedPersonTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  private func refuses(_ body: () async throws -> Void) async {
    await #expect {
      try await body()
    } throws: { error in
      guard case .ruleBroken(let findings)? = error as? JournalError else { return false }
      return findings.map(\.code) == ["personal-number"] && !"\(error)".contains("9805")
    }
  }

  @Test func `neither in a field, nor as an author, nor as a counter`() async throws {
    let molkom = try bench.branch("molkom").journal
    let author = Bench.author("850709-9805")
    let key = Bench.door(counter: "850709-9805")

    await refuses { _ = try await molkom.enter(["note": .text("till 850709-9805")]) }
    await refuses { _ = try await molkom.enter(by: "850709-9805") }
    await refuses {
      _ = try await molkom.click(
        1, on: Bench.door(), in: Bench.karlstad, fingerprint: "a", by: author)
    }
    await refuses {
      _ = try await molkom.click(
        1, on: key, in: Bench.karlstad, fingerprint: "a", by: Bench.author())
    }

    #expect(try await molkom.ask("SELECT 1 FROM change UNION ALL SELECT 1 FROM tally").isEmpty)
  }

  @Test func `nor as the name of a device or a unit`() async throws {
    let invitation = Invitation(
      scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "850709-9805")
    let unit = Intent(
      .put([
        "name": .text("850709-9805"), "scope": .text("1780"), "kind": .text("branch"),
        "valid_from": .text("2012-01-01"),
      ]), type: "unit")

    await refuses {
      try await bench.aggregator.invite(invitation, code: Hash(of: [1]), expires: .max)
    }
    await refuses {
      try await bench.aggregator.record([unit], in: .county, by: Bench.author("region"))
    }

    #expect(try await bench.aggregator.ask("SELECT 1 FROM code").isEmpty)
  }

  @Test func `a machine that calls itself by one is enrolled without a name`() async throws {
    let device = DeviceID(Array(repeating: 1, count: 16))
    let (code, token) = (Hash(of: [1]), Hash(of: [2]))
    let invitation = Invitation(
      scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "Disken")
    try await bench.aggregator.invite(invitation, code: code, expires: .max)

    let enrolment = try await bench.aggregator.enrol(
      code: code, token: token, device: device, machine: "850709-9805", now: Bench.noon)

    let line = try #require(enrolment?.line)
    #expect(!String(decoding: line, as: UTF8.self).contains("9805"))
  }
}
