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
  case wrongID(Scope, ChangeID)
  case wrongChain(Scope, n: Int64)
  case wrongSeal(Scope, ChangeID)
  case gap(Scope, n: Int64)
  case wrongRows(table: String)

  public var description: String {
    switch self {
    case .wrongID(let scope, let id): "\(scope): the line of \(id) was altered on disk."
    case .wrongChain(let scope, let n): "\(scope): the log does not add up at arrival \(n)."
    case .wrongSeal(let scope, let id): "\(scope): the seal of \(id) is not this aggregator's."
    case .gap(let scope, let n): "\(scope): arrival \(n) is missing."
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

  /// Recomputes every id, every link of every chain, every seal this node can check, and every derived row.
  ///
  /// - Parameter progress: told how many changes are done, of how many.
  public func verify(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws
    -> [Discrepancy]
  {
    let log = try connection.snapshot { try verifyLog(progress: progress) }
    // Rows of altered lines prove nothing, and an altered line need not be one.
    let isLegible = !log.contains { if case .wrongID = $0 { true } else { false } }
    return isLegible ? try log + verifyRows() : log
  }

  private func verifyLog(progress: (_ done: Int, _ of: Int) -> Void) throws -> [Discrepancy] {
    var proofs: [Scope: ChainProof] = [:]
    var found: [Discrepancy] = []
    let total = Int(try connection.value("SELECT count(*) FROM change")?.integer ?? 0)
    for (scope, end) in try ends() { proofs[scope] = ChainProof(scope, end: end, authority) }
    var done = 0
    _ = try connection.rows(
      """
      SELECT change.scope, change.id, change.line, change.n, change.received, change.device,
        change.seal, arrival.h
      FROM change LEFT JOIN arrival ON arrival.scope = change.scope AND arrival.n = change.n
      ORDER BY change.scope, change.n
      """
    ) { row in
      done += 1
      if done.isMultiple(of: 1_000) || done == total { progress(done, total) }
      guard let scope = row[0].text.flatMap(Scope.init), let id = row[1].text.flatMap(ChangeID.init)
      else { throw JournalError.damagedRow("change") }
      if ChangeID(Hash(of: row[2].blob ?? []).bytes) != id { found.append(.wrongID(scope, id)) }
      guard let receipt = Receipt(row, at: 3) else { return }
      found += proofs[scope]?.check(id, receipt, h: row[7].blob) ?? []
    }
    return found + proofs.values.sorted { $0.scope < $1.scope }.compactMap(\.missingEnd)
  }

  /// How far the chain of each scope must reach: at an agent to its cursor, at the aggregator to its last number.
  private func ends() throws -> [Scope: Int64] {
    let numbers = try connection.rows(
      """
      SELECT scope, max(n) FROM arrival GROUP BY scope
      UNION ALL SELECT scope, cursor_n FROM position
      UNION ALL SELECT scope, max(n) FROM change WHERE n IS NOT NULL AND ?1 GROUP BY scope
      """, .flag(authority != nil)
    ) { row in (row[0].text.flatMap(Scope.init), row[1].integer ?? 0) }
    var ends: [Scope: Int64] = [:]
    for case (let scope?, let n) in numbers { ends[scope] = max(ends[scope] ?? 0, n) }
    return ends
  }

  /// Compares the derived tables with freshly written ones, in a transaction that is always undone.
  private func verifyRows() throws -> [Discrepancy] {
    let tables = DerivedRows.tables
    return try connection.rehearsal {
      let before = try tables.map { try hash(ofTable: $0) }
      try DerivedRows(connection: connection, catalogue: catalogue).rebuildAll()
      let after = try tables.map { try hash(ofTable: $0) }
      return zip(tables, zip(before, after)).filter { $1.0 != $1.1 }
        .map { Discrepancy.wrongRows(table: $0.0) }
    }
  }

  /// Writes every derived row anew from the log.
  ///
  /// - Parameter progress: told how many records are done, of how many.
  public func rebuild(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws {
    try connection.transaction {
      try DerivedRows(connection: connection, catalogue: catalogue).rebuildAll(progress: progress)
    }
  }

  private func hash(ofTable table: String) throws -> Hash {
    var hash = Hash(of: [])
    _ = try connection.rows("SELECT * FROM \(table) ORDER BY 1, 2, 3, 4") { row in
      let values = (0..<row.columnCount).map { row[$0].asJSON }
      hash = Hash(of: hash.bytes + JSON.array(values).bytes)
    }
    return hash
  }

  /// Every line this node holds or has set aside, framed as on the wire, for a support case or an archive. Each
  /// scope begins with a head that names it.
  public func export(_ write: (_ bytes: [UInt8]) throws -> Void) throws {
    try connection.snapshot {
      var scope: String?
      _ = try connection.rows(
        """
        SELECT scope, line, n, received, device, seal, code FROM (
          SELECT scope, line, n, received, device, seal, NULL AS code, local FROM change
          UNION ALL SELECT scope, line, NULL, NULL, NULL, NULL, code, at FROM aside)
        ORDER BY scope, code IS NOT NULL, local
        """
      ) { row in
        if row[0].text != scope {
          scope = row[0].text
          try write(ExportLine.head(scope: scope ?? ""))
        }
        let receipt = Receipt(row, at: 2)
        try write(ExportLine.change(row[1].blob ?? [], receipt: receipt, code: row[6].text))
      }
    }
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
  mutating func check(_ id: ChangeID, _ receipt: Receipt, h: [UInt8]?) -> [Discrepancy] {
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
        scope: scope, change: id, device: receipt.device, received: receipt.received, key: key)
      if seal != receipt.seal { found.append(.wrongSeal(scope, id)) }
    }
    return found
  }

  var missingEnd: Discrepancy? { last.n < end ? .gap(scope, n: last.n + 1) : nil }
}
