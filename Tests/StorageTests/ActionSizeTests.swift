import Replication
import Storage
import TestSupport
import Testing

@Suite("An action is no larger than what the aggregator takes")
struct ActionSizeTests {
  @Test func `more than 256 KiB at once are not written`() async throws {
    let journal = try Bench().branch("molkom").journal
    let amounts = (100..<300).map { ("a_long_name_of_a_field_\($0)", Int64(1)) }
    let many = (0..<45).map { _ in
      Intent(.add(Dictionary(uniqueKeysWithValues: amounts)), type: "activity")
    }

    await #expect(throws: JournalError.actionTooLarge(changes: 45)) {
      try await journal.record(many, in: Bench.karlstad, by: Bench.author())
    }

    #expect(try await journal.standing().saved == 0)
    try await journal.record(Array(many.prefix(30)), in: Bench.karlstad, by: Bench.author())
  }
}
