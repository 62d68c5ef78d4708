// Proofs that nothing has gone wrong quietly.

public import Replication

/// What a node holds of a scope, in one number that other nodes can compare.
public struct ScopeDigest: Equatable, Encodable, Sendable {
  public let scope: String
  /// The newest mark: arrival number and proof.
  public let n: Int64
  public let h: String
  /// The state of the scope at that mark.
  public let digest: String
  /// Changes held, those not yet received included.
  public let changes: Int64
}

/// Something that does not add up.
public enum Discrepancy: Equatable, Sendable, CustomStringConvertible {
  /// SQLite's words for a file that is not whole.
  case damage(String)
  case wrongID(Scope, ChangeID)
  case wrongChain(Scope, n: Int64)
  case wrongSeal(Scope, ChangeID)
  case gap(Scope, n: Int64)
  case notErased(Scope, ChangeID)
  case wrongRows(table: String)

  public var description: String {
    switch self {
    case .damage(let finding): "The database file is damaged: \(finding)."
    case .wrongID(let scope, let id): "\(scope): the line of \(id) was altered on disk."
    case .wrongChain(let scope, let n): "\(scope): the log does not add up at arrival \(n)."
    case .wrongSeal(let scope, let id): "\(scope): the seal of \(id) is not this aggregator's."
    case .gap(let scope, let n): "\(scope): arrival \(n) is missing."
    case .notErased(let scope, let id): "\(scope): \(id) was erased and is held in full."
    case .wrongRows(let table):
      "The table “\(table)” is not what the log says. Run rebuild; nothing is lost."
    }
  }
}

extension Journal {
  /// The state digest of a scope at its newest mark: what every node at that mark must agree on.
  public func digest(of scope: Scope) throws -> ScopeDigest {
    try connection.snapshot {
      let tip = try connection.tip(scope)
      var digest = StateDigest()
      // A receipt can lie beyond the mark: acknowledged, and not pulled yet.
      let places = try connection.rows(
        """
        SELECT DISTINCT type, record FROM change INDEXED BY change_by_arrival
        WHERE scope = ?1 AND n <= ?2 AND type <> '' ORDER BY type, record
        """, .text(scope.name), .integer(tip.n)
      ) { ($0[0].text ?? "", $0[1].text.flatMap(RecordID.init)) }
      for case (let type, let record?) in places {
        let covered = try connection.entries(scope, type, record).filter { entry in
          entry.receipt.map { $0.n <= tip.n } ?? false
        }
        digest.add(Fold(covered), type: type, record: record)
      }
      let changes = try connection.value(
        "SELECT count(*) FROM change WHERE scope = ?1", .text(scope.name))
      return ScopeDigest(
        scope: scope.name, n: tip.n, h: tip.h.description, digest: digest.hash.description,
        changes: changes?.integer ?? 0)
    }
  }

  /// Looks for damage, and recomputes every id, every link of every chain, every seal this node can check, and every
  /// derived row. Nobody waits for it: nothing is written, and the log is read piece by piece.
  ///
  /// - Parameter progress: told how many changes and records are done, of how many.
  public func verify(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws
    -> [Discrepancy]
  {
    guard let damage = try connection.findDamage(closely: true, giveUp: { false }) else {
      throw JournalError.overtaken
    }
    guard damage.isEmpty else { return damage.map(Discrepancy.damage) }
    let changes = Int(try connection.value("SELECT count(*) FROM change")?.integer ?? 0)
    let records = try DerivedRows(connection: connection, catalogue: catalogue).places().count
    let total = changes + records
    var log = try verifyLog { progress(min($0, changes), total) }
    // A rollback meanwhile looks like a broken chain.
    if !log.isEmpty { log = try connection.snapshot { try verifyLog { _ in } } }
    // Rows of altered lines prove nothing, and an altered line need not be one.
    let isLegible = !log.contains { if case .wrongID = $0 { true } else { false } }
    guard isLegible else { return log }
    return try log
      + Self.wrongRows(in: path, catalogue: catalogue) {
        progress(changes + min($0, records), total)
      }
  }

  private static let verifiedChangesMax: Int64 = 1_000

  private func verifyLog(progress: (_ done: Int) -> Void) throws -> [Discrepancy] {
    let ends = try ends()
    var found: [Discrepancy] = []
    var unfinished: [Discrepancy] = []
    var done = 0
    for scope in ends.keys.sorted() {
      var proof = ChainProof(scope, end: ends[scope] ?? 0, authority)
      found += try verifyWaiting(in: scope, done: &done, progress)
      var last: (n: Int64, local: Int64)? = (0, 0)
      while let place = last {
        let rows = try loggedRows(in: scope, after: place)
        for row in rows {
          if !Change.isHeld(row.line, as: row.id) { found.append(.wrongID(scope, row.id)) }
          let stub = Change.stubHash(of: row.line)
          found += proof.check(row.id, stub: stub, row.receipt, h: row.h)
        }
        last = rows.last.map { ($0.receipt.n, $0.local) }
        done += rows.count
        progress(done)
      }
      unfinished += [proof.missingEnd].compactMap { $0 }
    }
    return found + unfinished + (try heldThoughErased())
  }

  private func heldThoughErased() throws -> [Discrepancy] {
    let places = try connection.rows(
      """
      SELECT DISTINCT scope, type, record FROM verdict WHERE facet = 'erased'
      ORDER BY scope, type, record
      """
    ) { ($0[0].text.flatMap(Scope.init), $0[1].text ?? "", $0[2].text.flatMap(RecordID.init)) }
    var found: [Discrepancy] = []
    for case (let scope?, let type, let record?) in places {
      // A line that cannot be read was found above.
      guard let changes = try? connection.entries(scope, type, record).map(\.change) else {
        continue
      }
      for case let verdict? in changes.map(\.verdict) {
        guard let fields = verdict.erasure?.fields,
          let target = changes.first(where: { $0.id == verdict.target }),
          try target.erasing(Set(fields)).line != target.line
        else { continue }
        found.append(.notErased(scope, target.id))
      }
    }
    return found
  }

  private struct LoggedRow {
    let id: ChangeID
    let line: [UInt8]
    let receipt: Receipt
    let h: [UInt8]?
    let local: Int64
  }

  private func loggedRows(in scope: Scope, after place: (n: Int64, local: Int64)) throws
    -> [LoggedRow]
  {
    try connection.rows(
      """
      SELECT change.id, change.line, change.n, change.received, change.device, change.seal,
        arrival.h, change.local
      FROM change INDEXED BY change_by_arrival
      LEFT JOIN arrival ON arrival.scope = change.scope AND arrival.n = change.n
      WHERE change.scope = ?1 AND change.n IS NOT NULL AND (change.n, change.local) > (?2, ?3)
      ORDER BY change.n, change.local LIMIT ?4
      """,
      .text(scope.name), .integer(place.n), .integer(place.local),
      .integer(Self.verifiedChangesMax)
    ) { row in
      guard let id = row[0].text.flatMap(ChangeID.init), let receipt = Receipt(row, at: 2) else {
        throw JournalError.damagedRow("change")
      }
      return LoggedRow(
        id: id, line: row[1].blob ?? [], receipt: receipt, h: row[6].blob,
        local: row[7].integer ?? 0)
    }
  }

  /// The lines that have no place in the chain.
  private func verifyWaiting(in scope: Scope, done: inout Int, _ progress: (Int) -> Void) throws
    -> [Discrepancy]
  {
    var found: [Discrepancy] = []
    var last: Int64? = 0
    while let place = last {
      let rows = try connection.rows(
        """
        SELECT id, line, local FROM change INDEXED BY change_waiting
        WHERE scope = ?1 AND n IS NULL AND local > ?2 ORDER BY local LIMIT ?3
        """,
        .text(scope.name), .integer(place), .integer(Self.verifiedChangesMax)
      ) { (id: $0[0].text, line: $0[1].blob ?? [], local: $0[2].integer ?? 0) }
      for row in rows {
        guard let id = row.id.flatMap(ChangeID.init) else {
          throw JournalError.damagedRow("change")
        }
        if !Change.isHeld(row.line, as: id) { found.append(.wrongID(scope, id)) }
      }
      last = rows.last?.local
      done += rows.count
      progress(done)
    }
    return found
  }

  /// How far the chain of each scope must reach: at an agent to its cursor, at the aggregator to its last number.
  private func ends() throws -> [Scope: Int64] {
    let numbers = try connection.rows(
      """
      SELECT scope, max(n) FROM arrival GROUP BY scope
      UNION ALL SELECT scope, cursor_n FROM position
      UNION ALL SELECT DISTINCT scope, 0 FROM change
      UNION ALL SELECT scope, max(n) FROM change WHERE n IS NOT NULL AND ?1 GROUP BY scope
      """, .flag(authority != nil)
    ) { row in (row[0].text.flatMap(Scope.init), row[1].integer ?? 0) }
    var ends: [Scope: Int64] = [:]
    for case (let scope?, let n) in numbers { ends[scope] = max(ends[scope] ?? 0, n) }
    return ends
  }
}

/// Follows the chain of one scope, link by link; each is judged by itself.
private struct ChainProof {
  let scope: Scope
  private let end: Int64
  private let authority: Journal.Authority?
  private var last: Mark

  init(_ scope: Scope, end: Int64, _ authority: Journal.Authority?) {
    self.scope = scope
    self.end = end
    self.authority = authority
    last = .start(of: scope)
  }

  /// - Parameter h: as it is stored beside the arrival.
  mutating func check(
    _ id: ChangeID, stub: String, _ receipt: Receipt, h: [UInt8]?
  ) -> [Discrepancy] {
    // Acknowledged, and not pulled yet.
    guard receipt.n <= end else { return [] }
    var found: [Discrepancy] = []
    let next = last.adding(id, received: receipt.received, device: receipt.device)
    if next.n != receipt.n {
      found.append(.gap(scope, n: next.n))
    } else if next.h.bytes != h {
      found.append(.wrongChain(scope, n: receipt.n))
    }
    last = h.flatMap { Mark(n: receipt.n, bytes: $0) } ?? Mark(n: receipt.n, h: next.h)
    if let key = authority?.sealKey {
      let seal = Receipt.seal(
        scope: scope, change: id, device: receipt.device, received: receipt.received, stub: stub,
        key: key)
      if seal != receipt.seal { found.append(.wrongSeal(scope, id)) }
    }
    return found
  }

  var missingEnd: Discrepancy? { last.n < end ? .gap(scope, n: last.n + 1) : nil }
}
