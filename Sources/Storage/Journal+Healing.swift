// At the agent: an aggregator that went back in time, and changes that nobody can store.

public import Replication

extension Journal {
  /// Others' lines are offered after a random delay of at most this, so that sixteen branches do not all carry the
  /// same load at once.
  public static let offerDelayMillisecondsMax: Int64 = 10 * 60_000

  /// The aggregator knows nothing above `mark`: forget what it said since, pull to its tip, then offer again what
  /// it has lost. Receipts are kept: with their seals it can restore who brought what, and when.
  ///
  /// - Throws: `FrameError.wrongMark` for a mark where this node has never been, or where it is already: then the
  ///   answer is an old one, and obeying it would lose arrivals or never end.
  public func rollBack(_ scope: Scope, to mark: Mark, now: Int64) throws {
    try connection.transaction {
      guard try connection.mark(scope, at: mark.n) == mark, try position(scope).told != mark else {
        throw FrameError.wrongMark(n: mark.n)
      }
      var touched: Set<RecordKey> = []
      let lost = try connection.rows(
        """
        SELECT DISTINCT type, record FROM change WHERE scope = ?1 AND n > ?2
        """, .text(scope.name), .integer(mark.n)
      ) { ($0[0].text ?? "", $0[1].text.flatMap(RecordID.init)) }
      for case (let type, let record?) in lost {
        touched.insert(RecordKey(type: type, record: record))
      }
      try connection.run(
        "UPDATE change SET n = NULL WHERE scope = ?1 AND n > ?2",
        .text(scope.name), .integer(mark.n))
      try connection.run(
        "DELETE FROM arrival WHERE scope = ?1 AND n > ?2", .text(scope.name), .integer(mark.n))
      let delay = Int64.random(in: 0...Self.offerDelayMillisecondsMax, using: &random)
      let position = Position(
        cursor: mark, told: mark, isCatchingUp: true, offerAfter: now + delay)
      try setPosition(position, of: scope)
      try refold(touched, in: scope)
    }
  }

  /// Moves a change out of the graph, with everything unreceived that was built on it and every action these
  /// belong to. It is shown and exported, and never sent; entering it again writes on what remains.
  func setAside(
    _ id: ChangeID, _ scope: Scope, code: String, at now: Int64, _ applied: inout Applied,
    _ touched: inout Set<RecordKey>
  ) throws {
    var leaving: [ChangeID: String] = [:]
    var waiting = [(id, code)]
    while let (next, code) = waiting.popLast() {
      guard leaving[next] == nil, let change = try unreceived(next, scope) else { continue }
      leaving[next] = code
      touched.insert(RecordKey(type: change.type, record: change.record))
      for entry in try connection.entries(scope, change.type, change.record)
      where entry.receipt == nil && entry.change.seen.contains(next) {
        waiting.append((entry.change.id, "missing"))
      }
      if change.group != nil {
        waiting += try companions(of: next, scope).map { ($0, Refusal.group.code) }
      }
    }
    for (id, code) in leaving {
      try connection.run(
        """
        INSERT OR IGNORE INTO aside (id, scope, type, record, line, code, at)
        SELECT id, scope, type, record, line, ?3, ?4 FROM change WHERE scope = ?1 AND id = ?2
        """,
        .text(scope.name), .id(id), .text(code), .integer(now))
      try connection.run(
        "DELETE FROM change WHERE scope = ?1 AND id = ?2", .text(scope.name), .id(id))
    }
    applied.setAside += leaving.count
  }

  func unreceived(_ id: ChangeID, _ scope: Scope) throws -> Change? {
    try connection.rows(
      "SELECT id, line FROM change WHERE scope = ?1 AND id = ?2 AND n IS NULL",
      .text(scope.name), .id(id)
    ) { try Change(held: $0, at: 0) }.first
  }

  /// The unreceived changes of the action a change belongs to, itself included. Another device may have used the
  /// same id for an action of its own, and a rogue one twice: what came at another time is another action.
  func companions(of id: ChangeID, _ scope: Scope) throws -> [ChangeID] {
    try connection.rows(
      """
      SELECT other.id FROM change JOIN change AS other INDEXED BY change_of_action
        ON other.scope = change.scope AND other.action = change.action
          AND other.device IS change.device AND other.received IS change.received
      WHERE change.scope = ?1 AND change.id = ?2 AND other.n IS NULL ORDER BY other.local
      """,
      .text(scope.name), .id(id)
    ) { $0[0].text.flatMap(ChangeID.init) }.compactMap { $0 }
  }
}

extension Journal {
  /// Offers others' changes at once instead of after the random delay: for one agent that is told to.
  public func hurry() throws {
    _ = try connection.transaction {
      try connection.run("UPDATE position SET offer_after = 0")
    }
  }
}
