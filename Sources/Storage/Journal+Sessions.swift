// At the aggregator: who is signed in, and who has tried.

public import Replication

/// Somebody who has signed in.
public struct SignedIn: Equatable, Sendable {
  public enum Proof: String, Sendable {
    case password
    /// A proxy in front vouches for the person, and must do so with every request.
    case proxy
  }

  public let person: Person
  public let proof: Proof

  public init(person: Person, proof: Proof) {
    self.person = person
    self.proof = proof
  }
}

extension Journal {
  /// A session is over so long after its last page, and so long after it began.
  public static let sessionIdleMillisecondsMax: Int64 = 3_600_000
  public static let sessionMillisecondsMax: Int64 = 12 * 3_600_000

  /// How exactly the last page of a session is known: writing it down costs the disk a turn.
  private static let seenMilliseconds: Int64 = 60_000

  /// Begins a session of somebody whose proof has been checked.
  ///
  /// - Parameters:
  ///   - secret: the hash of what stands in the cookie.
  ///   - now: milliseconds since 1970.
  /// - Returns: false when the person may not sign in any more.
  public func beginSession(
    _ secret: Hash, of alias: Alias, proof: SignedIn.Proof, now: Int64
  ) throws -> Bool {
    try connection.transaction {
      guard let row = try row(of: alias), row.isMember else { return false }
      try connection.run(
        "DELETE FROM session WHERE began < ?1 OR seen < ?2",
        .integer(now - Self.sessionMillisecondsMax),
        .integer(now - Self.sessionIdleMillisecondsMax))
      try connection.run(
        """
        INSERT INTO session (hash, alias, standing, proof, began, seen)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5)
        """,
        .text(secret.description), .text(alias.text), .integer(row.standing),
        .text(proof.rawValue), .integer(now))
      return true
    }
  }

  /// Whose session it is; nil when it is over, or never was.
  public func session(_ secret: Hash, now: Int64) throws -> SignedIn? {
    let (whole, idle) = (Self.sessionMillisecondsMax, Self.sessionIdleMillisecondsMax)
    // The upper bounds: a clock that was put back makes no session longer.
    let found = try connection.rows(
      """
      SELECT alias, standing, proof, seen FROM session
      WHERE hash = ?1 AND began BETWEEN ?2 AND ?3 AND seen BETWEEN ?4 AND ?5
      """,
      .text(secret.description), .integer(now - whole), .integer(now + whole),
      .integer(now - idle), .integer(now + idle)
    ) { row in
      (
        alias: row[0].text.flatMap(Alias.init), standing: row[1].integer,
        proof: row[2].text.flatMap(SignedIn.Proof.init), seen: row[3].integer ?? 0
      )
    }
    guard let session = found.first, let alias = session.alias, let proof = session.proof,
      let row = try row(of: alias), row.isMember, row.standing == session.standing
    else { return nil }
    if abs(now - session.seen) >= Self.seenMilliseconds {
      try connection.run(
        "UPDATE session SET seen = ?2 WHERE hash = ?1", .text(secret.description), .integer(now))
    }
    return SignedIn(person: row.person, proof: proof)
  }

  public func endSession(_ secret: Hash) throws {
    try connection.run("DELETE FROM session WHERE hash = ?1", .text(secret.description))
  }
}

// MARK: - Attempts

/// Who is counted when a password was wrong.
public enum Attempt: Hashable, Sendable {
  /// What was typed as a name, whether or not there is such a person.
  case account(String)
  /// Where it came from.
  case network(String)

  /// What stands in the database: people type passwords where the name belongs.
  fileprivate var subject: String {
    switch self {
    case .account(let name): "account \(Hash(of: Array(name.utf8)))"
    case .network(let address): "network \(address)"
    }
  }

  /// How many may be wrong before the next has to wait. Many people share the address of a municipality.
  fileprivate var freeMax: Int64 {
    switch self {
    case .account: 5
    case .network: 20
    }
  }

  /// Short for an account, or whoever knows a name could keep somebody out for the day.
  fileprivate var waitMillisecondsMax: Int64 {
    switch self {
    case .account: 5 * 60_000
    case .network: 15 * 60_000
    }
  }

  /// How long to wait after so many failures: doubling from one second.
  fileprivate func wait(after failures: Int64) -> Int64 {
    guard failures >= freeMax else { return 0 }
    return min(waitMillisecondsMax, 1_000 << min(failures - freeMax, 20))
  }
}

extension Journal {
  private static let attemptMillisecondsMax: Int64 = 24 * 3_600_000

  /// Counts an attempt to sign in before it is made, so that many at once are no way around it.
  ///
  /// - Returns: milliseconds to wait; then nothing was counted and nothing may be tried. Nil: it may be tried, and
  ///   counts as failed until `attemptSucceeded`.
  public func beginAttempt(_ attempts: [Attempt], now: Int64) throws -> Int64? {
    try connection.transaction {
      try connection.run(
        "DELETE FROM attempt WHERE last < ?1", .integer(now - Self.attemptMillisecondsMax))
      let waits = try attempts.map { attempt -> Int64 in
        let row = try connection.rows(
          "SELECT failures, last FROM attempt WHERE subject = ?1", .text(attempt.subject)
        ) { ($0[0].integer ?? 0, $0[1].integer ?? 0) }.first
        guard let (failures, last) = row else { return 0 }
        return min(last, now) + attempt.wait(after: failures) - now
      }
      if let wait = waits.max(), wait > 0 { return wait }
      for attempt in attempts {
        try connection.run(
          """
          INSERT INTO attempt (subject, failures, last) VALUES (?1, 1, ?2)
          ON CONFLICT (subject) DO UPDATE SET failures = failures + 1, last = excluded.last
          """,
          .text(attempt.subject), .integer(now))
      }
      return nil
    }
  }

  /// Takes back what `beginAttempt` counted: all of an account's, and one of a network's, or whoever knows one password
  /// could guess others for ever.
  public func attemptSucceeded(_ attempts: [Attempt]) throws {
    try connection.transaction {
      for attempt in attempts {
        let kept = if case .network = attempt { Int64(1) } else { Int64.max }
        try connection.run(
          "UPDATE attempt SET failures = max(0, failures - ?2) WHERE subject = ?1",
          .text(attempt.subject), .integer(kept))
      }
    }
  }
}
