// At the agent: what goes up next, and what an answer changes here. The log is the queue: a change waits exactly
// while it has no arrival number, so nothing has to be marked and nothing can be forgotten.

public import Replication

/// What an answer did.
public struct Applied: Equatable, Sendable {
  /// Arrivals the cursor moved over.
  public var arrived = 0
  /// Of these, changes this node did not hold.
  public var pulled = 0
  /// Changes of this node the aggregator now holds.
  public var acknowledged = 0
  /// Changes set aside because nobody can store them.
  public var setAside = 0
  /// Changes the aggregator asked for by name, which the next exchange offers.
  public var wanted = 0
  /// True when the answer ended the catching up after a rollback: from now on this node offers again.
  public var caughtUp = false
  /// True when another exchange at once would send or fetch something.
  public var more = false
}

extension Journal {
  /// Where a scope stands at this agent.
  struct Position {
    var cursor: Mark
    var told: Mark
    var isCatchingUp: Bool
    var offerAfter: Int64

    /// Whether others' lines may be offered by now. A time further off than any delay was set by a clock that has
    /// been put right since.
    func mayOfferOthers(at now: Int64) -> Bool {
      now >= offerAfter || now < offerAfter - Journal.offerDelayMillisecondsMax
    }
  }

  func position(_ scope: Scope) throws -> Position {
    let rows = try connection.rows(
      """
      SELECT cursor_n, cursor_h, told_n, told_h, catching_up, offer_after
      FROM position WHERE scope = ?1
      """, .text(scope.name)
    ) { row -> Position? in
      guard let cursor = Mark(row, at: 0), let told = Mark(row, at: 2) else { return nil }
      return Position(
        cursor: cursor, told: told, isCatchingUp: row[4].integer == 1,
        offerAfter: row[5].integer ?? 0)
    }
    let start = Mark.start(of: scope)
    guard let row = rows.first else {
      return Position(cursor: start, told: start, isCatchingUp: false, offerAfter: 0)
    }
    guard let row else { throw JournalError.damagedRow("position") }
    return row
  }

  func setPosition(_ position: Position, of scope: Scope) throws {
    try connection.run(
      """
      INSERT OR REPLACE INTO position
        (scope, cursor_n, cursor_h, told_n, told_h, catching_up, offer_after)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """,
      .text(scope.name), .integer(position.cursor.n), .blob(position.cursor.h.bytes),
      .integer(position.told.n), .blob(position.told.h.bytes), .flag(position.isCatchingUp),
      .integer(position.offerAfter))
  }

  /// The next request for a scope.
  ///
  /// - Parameters:
  ///   - batch: how many changes it may carry; an action is never split.
  ///   - page: how many it asks for.
  ///   - now: milliseconds since 1970.
  public func nextExchange(_ scope: Scope, batch: Int, page: Int, now: Int64) throws
    -> ExchangeRequest
  {
    try connection.snapshot {
      let position = try position(scope)
      // Who has no room to pull will not catch up; what is offered too early is at worst offered twice.
      let isWaiting = position.isCatchingUp && page > 0
      let offers = isWaiting ? [] : try offers(scope, position, batch, now: now)
      return ExchangeRequest(
        cursor: position.cursor, marks: try marks(scope, position), now: now, page: page,
        offers: offers)
    }
  }

  /// The highest mark told, the cursor, and ever older ones: where an aggregator has gone back, they find the
  /// place in one answer.
  private func marks(_ scope: Scope, _ position: Position) throws -> [Mark] {
    var marks = [position.told, position.cursor]
    var back: Int64 = 64
    while marks.count < 16, position.cursor.n - back > 0 {
      if let mark = try connection.mark(scope, at: position.cursor.n - back) { marks.append(mark) }
      back *= 2
    }
    return marks
  }

  private func offers(_ scope: Scope, _ position: Position, _ batch: Int, now: Int64) throws
    -> [ExchangeRequest.Offer]
  {
    var offers: [ExchangeRequest.Offer] = []
    var bytes = 0
    var action: String?
    try connection.each(
      """
      SELECT line, received, device, seal, n, action, mine, id
      FROM change INDEXED BY change_waiting
      WHERE scope = ?1 AND n IS NULL AND (mine = 1 OR wanted = 1 OR ?2)
      ORDER BY local
      """,
      .text(scope.name), .flag(position.mayOfferOthers(at: now))
    ) { row in
      let line = row[0].blob ?? []
      let isSameAction = row[5].text != nil && row[5].text == action
      let isFull = offers.count >= batch || bytes + line.count > Pacer.batchBytesMax
      if isFull, !offers.isEmpty, !isSameAction { return false }
      guard let id = row[7].text.flatMap(ChangeID.init) else {
        throw JournalError.damagedRow("change")
      }
      let receipt = Receipt(lastOf: row, at: 1)
      offers.append(
        Change.isStub(line)
          ? ExchangeRequest.Offer(stub: line, of: id, receipt: receipt ?? .none(of: id))
          : ExchangeRequest.Offer(line: line, receipt: row[6].integer == 1 ? nil : receipt))
      bytes += line.count
      action = row[5].text
      return true
    }
    return offers
  }
}

// MARK: - Answers

extension Journal {
  /// Applies a whole answer: acknowledgements, lines, rows and cursor in one transaction.
  ///
  /// - Parameter at: this device's clock, milliseconds since 1970.
  /// - Throws: `FrameError.wrongMark` for an answer from before something this node has been told since.
  public func apply(_ reply: ExchangeReply, to scope: Scope, at now: Int64) throws -> Applied {
    try connection.transaction {
      let told = try position(scope).told
      guard reply.tip == told || reply.tip.n > told.n else {
        throw FrameError.wrongMark(n: reply.tip.n)
      }
      var applied = Applied()
      var touched: Set<RecordKey> = []
      for acknowledgement in reply.acknowledgements {
        try apply(acknowledgement, scope, at: now, &applied, &touched)
      }
      try apply(reply.pages, scope, &applied, &touched)
      var position = try position(scope)
      if !reply.acknowledgements.isEmpty, reply.tip.n > position.told.n {
        position.told = reply.tip
      }
      if !reply.more {
        applied.caughtUp = position.isCatchingUp
        position.isCatchingUp = false
      }
      try setPosition(position, of: scope)
      try refold(touched, in: scope)
      applied.more = try reply.more || hasOffers(scope, position, now: now)
      return applied
    }
  }

  /// Applies the pages of an answer that was cut off: up to its last mark everything is proven.
  public func apply(cut pages: [ExchangeReply.Page], to scope: Scope) throws -> Applied {
    try connection.transaction {
      var applied = Applied()
      var touched: Set<RecordKey> = []
      try apply(pages, scope, &applied, &touched)
      try refold(touched, in: scope)
      return applied
    }
  }

  private func hasOffers(_ scope: Scope, _ position: Position, now: Int64) throws -> Bool {
    try connection.value(
      """
      SELECT 1 FROM change INDEXED BY change_waiting
      WHERE scope = ?1 AND n IS NULL AND (mine = 1 OR wanted = 1 OR ?2) LIMIT 1
      """,
      .text(scope.name), .flag(position.mayOfferOthers(at: now))) != nil
  }

  private func apply(
    _ acknowledgement: ExchangeReply.Acknowledgement, _ scope: Scope, at now: Int64,
    _ applied: inout Applied, _ touched: inout Set<RecordKey>
  ) throws {
    switch acknowledgement {
    case .stored(let id, let receipt, _):
      guard try isPlausible(receipt, of: id, scope) else { return }
      applied.acknowledged += 1
      try connection.setReceipt(receipt, of: id, in: scope)
      if let place = try disputedPlace(of: id, in: scope) { touched.insert(place) }
    case .missing(let id, let ancestors):
      let unknown = try ancestors.filter { try !connection.holds(scope, $0) }
      guard unknown.isEmpty else {
        return try setAside(id, scope, code: "missing", at: now, &applied, &touched)
      }
      applied.wanted += try want(ancestors, scope)
    case .refused(let id, let code):
      try setAside(id, scope, code: code, at: now, &applied, &touched)
    }
  }

  /// At or below the cursor the chain this node holds must bear an acknowledgement out; beyond it, what is pulled
  /// next will, or the mark that came with it proves unknown.
  private func isPlausible(_ receipt: Receipt, of id: ChangeID, _ scope: Scope) throws -> Bool {
    guard receipt.n > 0, receipt.n <= (try position(scope).cursor.n) else { return receipt.n > 0 }
    let next = try connection.mark(scope, at: receipt.n - 1)?.adding(
      id, received: receipt.received, device: receipt.device)
    return try next == connection.mark(scope, at: receipt.n)
  }

  /// The aggregator has asked for changes, so it does not hold them, whatever was said before; nor is it likely to
  /// hold what these build on, unless it has said so. All of it goes up at once, or a long history would cost a round
  /// trip for each of its changes.
  ///
  /// - Returns: how many changes are wanted now that were not before.
  private func want(_ ids: [ChangeID], _ scope: Scope) throws -> Int {
    for id in ids {
      try connection.run(
        """
        UPDATE change SET n = NULL WHERE scope = ?1 AND id IN (
          SELECT ?2 UNION ALL
          SELECT other.id FROM change JOIN change AS other INDEXED BY change_of_action
            ON other.scope = change.scope AND other.action = change.action
              AND other.device IS change.device AND other.received IS change.received
          WHERE change.scope = ?1 AND change.id = ?2)
        """,
        .text(scope.name), .id(id))
    }
    var count = 0
    var waiting = ids
    while let id = waiting.popLast() {
      let marked = try connection.run(
        "UPDATE change SET wanted = 1 WHERE scope = ?1 AND id = ?2 AND n IS NULL AND wanted = 0",
        .text(scope.name), .id(id))
      guard marked > 0, let change = try unreceived(id, scope) else { continue }
      count += 1
      waiting += change.seen
      if change.group != nil { waiting += try companions(of: id, scope) }
    }
    return count
  }

  private func apply(
    _ pages: [ExchangeReply.Page], _ scope: Scope, _ applied: inout Applied,
    _ touched: inout Set<RecordKey>
  ) throws {
    guard !pages.isEmpty else { return }
    var position = try position(scope)
    for page in pages {
      for arrival in page.arrivals {
        position.cursor = position.cursor.adding(
          arrival.id, received: arrival.receipt.received, device: arrival.receipt.device)
        try connection.addArrival(position.cursor, to: scope)
        try takeBackRivals(of: arrival, scope, &touched)
        try apply(arrival, scope, &applied, &touched)
      }
      applied.arrived += page.arrivals.count
      guard position.cursor == page.mark else { throw FrameError.wrongMark(n: page.mark.n) }
    }
    if position.cursor.n >= position.told.n { position.told = position.cursor }
    try setPosition(position, of: scope)
  }

  /// Every place of the log belongs to one change. What was acknowledged for a place where the chain now proves another
  /// was acknowledged by an aggregator that has gone back since, and is offered again.
  private func takeBackRivals(
    of arrival: ExchangeReply.Arrival, _ scope: Scope, _ touched: inout Set<RecordKey>
  ) throws {
    let rivals = try connection.rows(
      """
      UPDATE change INDEXED BY change_by_arrival SET n = NULL
      WHERE scope = ?1 AND n = ?2 AND id <> ?3 RETURNING type, record
      """, .text(scope.name), .integer(arrival.receipt.n), .id(arrival.id)
    ) { row in
      row[1].text.flatMap(RecordID.init).map { RecordKey(type: row[0].text ?? "", record: $0) }
    }
    touched.formUnion(rivals.compactMap(\.self))
  }

  private func apply(
    _ arrival: ExchangeReply.Arrival, _ scope: Scope, _ applied: inout Applied,
    _ touched: inout Set<RecordKey>
  ) throws {
    var receipt = arrival.receipt
    if let line = arrival.line, Change.isStub(line),
      let held = try connection.entry(scope, arrival.id)?.change
    {
      let stub = try held.erasing(Set(Change(stub: line, of: arrival.id).erased))
      // More was erased here than there: that stub has another seal.
      if stub.line != line { receipt = receipt.with(seal: .unknownSeal) }
      if stub.line != held.line {
        try connection.replace(with: stub, seal: receipt.seal, in: scope)
      }
      touched.insert(RecordKey(type: stub.type, record: stub.record))
    } else if try connection.holds(scope, arrival.id) {
      if let place = try disputedPlace(of: arrival.id, in: scope) { touched.insert(place) }
    } else {
      guard let line = try arrival.line ?? lineSetAside(arrival.id, scope) else {
        throw FrameError.wrongID
      }
      guard let change = try? Change(held: line, as: arrival.id) else {
        return try connection.append(opaque: line, arrival, to: scope)
      }
      try connection.append(change, to: scope, mine: false)
      // Another disk got it through, or an aggregator that was put back took it after all.
      try connection.run("DELETE FROM aside WHERE id = ?1", .id(change.id))
      touched.insert(RecordKey(type: change.type, record: change.record))
      applied.pulled += 1
    }
    try connection.setReceipt(receipt, of: arrival.id, in: scope)
  }

  /// The line of a change that was sent, and set aside with another before it turned out that the log holds it.
  private func lineSetAside(_ id: ChangeID, _ scope: Scope) throws -> [UInt8]? {
    try connection.value(
      "SELECT line FROM aside WHERE id = ?1 AND scope = ?2", .id(id), .text(scope.name))?.blob
  }

  /// The record of a change when a receipt can alter what it shows: the time of receipt orders rival values.
  private func disputedPlace(of id: ChangeID, in scope: Scope) throws -> RecordKey? {
    try connection.rows(
      """
      SELECT record.type, record.id FROM change
      JOIN record ON record.scope = change.scope AND record.type = change.type
        AND record.id = change.record
      WHERE change.scope = ?1 AND change.id = ?2 AND record.candidates IS NOT NULL
      """,
      .text(scope.name), .id(id)
    ) { row -> RecordKey? in
      guard let type = row[0].text, let record = row[1].text.flatMap(RecordID.init) else {
        return nil
      }
      return RecordKey(type: type, record: record)
    }.first ?? nil
  }
}

extension Mark {
  /// The mark in two columns from `first` on.
  init?(_ row: Statement, at first: Int) {
    guard let n = row[first].integer, let bytes = row[first + 1].blob else { return nil }
    self.init(n: n, bytes: bytes)
  }
}

extension Receipt {
  fileprivate func with(seal: Hash) -> Receipt {
    Receipt(n: n, received: received, device: device, seal: seal)
  }

  /// For a stub of which the receipt is lost: nobody takes it for good, so it is set aside like anything refused.
  fileprivate static func none(of id: ChangeID) -> Receipt {
    Receipt(n: 0, received: 0, device: DeviceID(id.bytes), seal: Hash(of: []))
  }

  /// The last receipt of a change, though the log may no longer hold it: `received, device, seal, n` from `first`.
  init?(lastOf row: Statement, at first: Int) {
    guard let received = row[first].integer,
      let device = row[first + 1].text.flatMap(DeviceID.init),
      let seal = row[first + 2].text.flatMap(Hash.init)
    else { return nil }
    self.init(n: row[first + 3].integer ?? 0, received: received, device: device, seal: seal)
  }
}
