import Replication
import Storage
import TestSupport
import Testing

@Suite("A session is over in time")
struct SessionRowTests {
  let bench: Bench
  var journal: Journal { bench.aggregator }
  let anna = Person(alias: Alias("anna")!, name: "Anna Lind", role: "head", scope: nil)
  let secret = Hash(of: Array("secret".utf8))

  init() async throws {
    bench = try Bench()
    try await bench.aggregator.addPerson(anna)
    _ = try await bench.aggregator.beginSession(
      secret, of: anna.alias, proof: .password, now: Bench.noon)
  }

  private func isOpen(after milliseconds: Int64) async throws -> Bool {
    try await journal.session(secret, now: Bench.noon + milliseconds) != nil
  }

  @Test func `it is the person's who began it, and nobody else's`() async throws {
    #expect(
      try await journal.session(secret, now: Bench.noon)
        == SignedIn(person: anna, proof: .password))
    #expect(try await journal.session(Hash(of: [1]), now: Bench.noon) == nil)
  }

  @Test func `an hour without a page ends it`() async throws {
    #expect(try await isOpen(after: Journal.sessionIdleMillisecondsMax))
    #expect(try await isOpen(after: 2 * Journal.sessionIdleMillisecondsMax))
    #expect(try await !isOpen(after: 3 * Journal.sessionIdleMillisecondsMax + 1))
  }

  @Test func `so do twelve hours, however busy`() async throws {
    for hour in 1...12 { #expect(try await isOpen(after: Int64(hour) * 3_600_000)) }

    #expect(try await !isOpen(after: Journal.sessionMillisecondsMax + 1))
  }

  @Test func `a clock that was put back makes it no longer`() async throws {
    #expect(try await !isOpen(after: -Journal.sessionMillisecondsMax - 1))
  }

  @Test func `signing out ends it for good`() async throws {
    try await journal.endSession(secret)

    #expect(try await !isOpen(after: 0))
  }

  @Test func `what is over is not kept`() async throws {
    let later = Bench.noon + Journal.sessionMillisecondsMax + 1

    _ = try await journal.beginSession(Hash(of: [1]), of: anna.alias, proof: .proxy, now: later)

    #expect(try await journal.ask("SELECT proof FROM session") == [[.text("proxy")]])
  }

  @Test func `a row of nonsense is no session`() async throws {
    for damage in ["seen = -9223372036854775808", "began = 9223372036854775807", "proof = 'x'"] {
      try Connection(path: journal.path).execute("UPDATE session SET \(damage)")
      #expect(try await !isOpen(after: 0), "\(damage)")
    }
  }
}

@Suite("Guessing a password takes longer and longer")
struct AttemptTests {
  let bench: Bench
  var journal: Journal { bench.aggregator }

  init() throws { bench = try Bench() }

  /// - Returns: how long each of so many attempts had to wait after the one before.
  private func waits(_ attempts: [Attempt], count: Int) async throws -> [Int64] {
    var now = Bench.noon
    var waits: [Int64] = []
    for _ in 0..<count {
      let wait = try await journal.beginAttempt(attempts, now: now) ?? 0
      if wait > 0 {
        #expect(try await journal.beginAttempt(attempts, now: now + wait - 1) == 1)
        #expect(try await journal.beginAttempt(attempts, now: now + wait) == nil)
      }
      waits.append(wait)
      now += wait
    }
    return waits
  }

  @Test func `of an account: five at once, then from one second to five minutes`() async throws {
    let waits = try await waits([.account("anna")], count: 16)

    #expect(
      waits.map { $0 / 1000 } == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  }

  @Test func `from a network: twenty at once, then up to a quarter of an hour`() async throws {
    let waits = try await waits([.network("10.0.0.1")], count: 32)

    #expect(waits[19] == 0 && waits[20] == 1_000 && waits[31] == 900_000)
  }

  @Test func `whoever must wait is not counted again`() async throws {
    _ = try await waits([.account("anna")], count: 5)

    for _ in 0..<50 {
      #expect(try await journal.beginAttempt([.account("anna")], now: Bench.noon) == 1_000)
    }
  }

  @Test func `many at once are no way around it`() async throws {
    let journal = journal
    let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask { try await journal.beginAttempt([.account("anna")], now: Bench.noon) == nil }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    #expect(begun == 5)
  }

  @Test func `a restart forgives nothing`() async throws {
    _ = try await waits([.account("anna")], count: 5)

    let restarted = try bench.open("aggregator", isAggregator: true)

    #expect(try await restarted.beginAttempt([.account("anna")], now: Bench.noon) == 1_000)
  }

  @Test func `a clock that was put back makes nobody wait for years`() async throws {
    _ = try await waits([.account("anna")], count: 5)

    let year: Int64 = 365 * 86_400_000
    #expect(try await journal.beginAttempt([.account("anna")], now: Bench.noon - year) == 1_000)
  }

  @Test func `one account's failures are not another's, one network's are`() async throws {
    _ = try await waits([.account("anna"), .network("10.0.0.1")], count: 5)

    #expect(try await journal.beginAttempt([.account("bo")], now: Bench.noon) == nil)
    for index in 0..<14 {
      let attempts: [Attempt] = [.account("guess\(index)"), .network("10.0.0.1")]
      #expect(try await journal.beginAttempt(attempts, now: Bench.noon) == nil)
    }
    let next: [Attempt] = [.account("other"), .network("10.0.0.1")]
    #expect(try await journal.beginAttempt(next, now: Bench.noon) == nil)
    #expect(try await journal.beginAttempt(next, now: Bench.noon) == 1_000)
  }

  @Test func `the right password clears the account, and one failure of the network`() async throws
  {
    let attempts: [Attempt] = [.account("anna"), .network("10.0.0.1")]
    _ = try await waits(attempts, count: 5)

    try await journal.attemptSucceeded(attempts)

    #expect(
      try await journal.ask("SELECT failures FROM attempt ORDER BY subject")
        == [[.integer(0)], [.integer(4)]])
  }

  @Test func `what was typed as a name stands nowhere`() async throws {
    _ = try await journal.beginAttempt([.account("hemligt lösenord")], now: Bench.noon)

    let rows = try await journal.ask("SELECT subject FROM attempt")
    #expect(rows[0][0].text?.hasPrefix("account ") == true)
    #expect(rows[0][0].text?.contains("hemligt") == false)
  }

  @Test func `a day later all is forgotten`() async throws {
    _ = try await waits([.account("anna")], count: 9)

    #expect(try await journal.beginAttempt([.account("bo")], now: Bench.noon + 86_500_000) == nil)
    #expect(try await journal.ask("SELECT count(*) FROM attempt") == [[.integer(1)]])
  }
}

@Suite("The audit log only grows")
struct AuditTests {
  let bench: Bench
  var journal: Journal { bench.aggregator }

  init() throws { bench = try Bench() }

  private func entry(_ act: String, at: Int64 = Bench.noon) -> AuditEntry {
    AuditEntry(
      at: at, actor: "anna", origin: "10.0.0.1", act: act, about: "1780", outcome: "done")
  }

  @Test func `what is noted is read again, in its order`() async throws {
    try await journal.note(entry("late", at: Bench.noon + 1))
    try await journal.note(entry("early"))

    #expect(try await journal.auditLog(since: nil).map(\.act) == ["late", "early"])
    #expect(
      try await journal.auditLog(since: Bench.noon + 1) == [entry("late", at: Bench.noon + 1)])
  }

  @Test(arguments: ["UPDATE audit SET outcome = 'done'", "DELETE FROM audit"])
  func `nothing in it is changed or taken away`(statement: String) async throws {
    try await journal.note(entry("people remove"))

    #expect(throws: SQLiteError.self) {
      try Connection(path: journal.path).execute(statement)
    }
    #expect(try await journal.auditLog(since: nil) == [entry("people remove")])
  }

  @Test func `nobody fills it with one line`() async throws {
    // One character to a reader, a million to the disk.
    try await journal.note(entry("x" + String(repeating: "\u{301}", count: 1_000_000)))

    #expect(try await journal.auditLog(since: nil)[0].act.unicodeScalars.count == 200)
  }
}
