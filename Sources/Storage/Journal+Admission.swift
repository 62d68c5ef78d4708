// At the aggregator: one exchange is one transaction. What is well-formed, complete and authorised is stored,
// whatever it means; each action stands alone, so nothing one device sends can block another change.

internal import Catalogue
public import Replication

extension Journal {
  public enum ExchangeOutcome: Sendable {
    /// This aggregator has gone back in time: the highest of the agent's marks it knows.
    case rolledBack(to: Mark)
    case reply(ExchangeReply)
  }

  /// The most an answer holds, whatever the agent asks for.
  public static let answerChangesMax = 10_000
  public static let answerBytesMax = 8 * 1024 * 1024

  /// Admits what a device offers, and answers with what it lacks.
  ///
  /// - Parameter now: the aggregator's clock, milliseconds since 1970.
  public func exchange(
    _ request: ExchangeRequest, in scope: Scope, from device: DeviceID, now: Int64
  ) throws -> ExchangeOutcome {
    guard let authority else { throw JournalError.notTheAggregator }
    return try connection.transaction {
      try catchUpWithErasures(at: now)
      if let known = try newestKnown(of: request, in: scope) { return .rolledBack(to: known) }
      try erasedFields.refresh()
      var admission = Admission(
        connection: connection, catalogue: catalogue, authority: authority,
        erasedFields: erasedFields, scope: scope, device: device, now: now)
      let acknowledgements = try admission.admit(request.offers)
      try judge(admission, in: scope, now: now)
      try refold(admission.touched, in: scope)
      try announce(admission.stripped, in: scope, at: now)
      let sent = Set(request.offers.lazy.filter { !$0.isStub }.map(\.id))
      let pull = try pages(in: scope, after: request.cursor, page: request.page, leavingOut: sent)
      let tip = try connection.tip(scope)
      return .reply(
        ExchangeReply(
          time: now, tip: tip, catalogue: catalogue.version, acknowledgements: acknowledgements,
          pages: pull.pages, end: pull.end, more: pull.end.n < tip.n))
    }
  }

  /// nil when the agent's cursor and its newest proof hold here; otherwise the newest of its marks that does. What lies
  /// beyond its cursor the agent has not pulled, so it can only go back to where it has been.
  private func newestKnown(of request: ExchangeRequest, in scope: Scope) throws -> Mark? {
    let told = request.marks.max { $0.n < $1.n } ?? request.cursor
    if try isKnown(told, in: scope), try isKnown(request.cursor, in: scope) { return nil }
    let behind = (request.marks + [request.cursor]).filter { $0.n <= request.cursor.n }
    return try behind.sorted { $0.n > $1.n }.first { try isKnown($0, in: scope) }
      ?? .start(of: scope)
  }

  /// Whether the log here went through a mark.
  public func isKnown(_ mark: Mark, in scope: Scope) throws -> Bool {
    try connection.mark(scope, at: mark.n) == mark
  }

  /// What the scope's log holds after `cursor`, in pages that end where actions end.
  private func pages(
    in scope: Scope, after cursor: Mark, page: Int, leavingOut sent: Set<ChangeID>
  ) throws -> (pages: [ExchangeReply.Page], end: Mark) {
    let limit = min(page, Self.answerChangesMax)
    var rows: [PullRow] = []
    var bytes = 0
    // What does not go out is not read: ten thousand long lines would be half a gigabyte.
    try connection.each(
      """
      SELECT change.id, change.line, change.action, change.n, change.received, change.device,
        change.seal, arrival.h
      FROM change INDEXED BY change_by_arrival
      JOIN arrival ON arrival.scope = change.scope AND arrival.n = change.n
      WHERE change.scope = ?1 AND change.n > ?2 AND ?3 ORDER BY change.n
      """,
      .text(scope.name), .integer(cursor.n), .flag(limit > 0)
    ) { row in
      guard let id = row[0].text.flatMap(ChangeID.init), let line = row[1].blob,
        let receipt = Receipt(row, at: 3),
        let mark = row[7].blob.flatMap({ Mark(n: receipt.n, bytes: $0) })
      else { throw JournalError.damagedRow("change") }
      let isFull = rows.count >= limit || bytes >= Self.answerBytesMax
      let beginsAction = row[2].text == nil || row[2].text != rows.last?.action
      rows.append(
        PullRow(
          // Who sent the whole line has to hear that a stub is what is left.
          arrival: ExchangeReply.Arrival(
            id: id, receipt: receipt,
            line: sent.contains(id) && !Change.isStub(line) ? nil : line),
          bytes: line.count, action: row[2].text, mark: mark))
      bytes += line.count
      // One more than goes out, because only the next shows that an action is over.
      return !(isFull && beginsAction)
    }
    return PullRow.pages(of: rows, after: cursor, limit: limit)
  }

  /// Numbers and seals changes the aggregator wrote itself.
  func arrive(_ changes: [Change], in scope: Scope, at now: Int64) throws {
    guard let authority else { throw JournalError.notTheAggregator }
    for change in changes {
      try connection.number(change, in: scope, from: authority.device, at: now, authority)
    }
  }
}

extension Connection {
  /// Gives a stored change the next number of its scope, chains it and seals it.
  @discardableResult
  func number(
    _ change: Change, in scope: Scope, from device: DeviceID, at received: Int64,
    _ authority: Journal.Authority
  ) throws -> Receipt {
    let mark = try tip(scope).adding(change.id, received: received, device: device)
    let receipt = Receipt(
      n: mark.n, received: received, device: device,
      seal: authority.seal(change, in: scope, device: device, received: received))
    try addArrival(mark, to: scope)
    try setReceipt(receipt, of: change.id, in: scope)
    return receipt
  }
}

extension Journal.Authority {
  /// On the line of a change, or on what is left of it.
  func seal(_ change: Change, in scope: Scope, device: DeviceID, received: Int64) -> Hash {
    Receipt.seal(
      scope: scope, change: change.id, device: device, received: received, stub: change.stubHash,
      key: sealKey)
  }
}

/// One arrival on its way out.
private struct PullRow {
  let arrival: ExchangeReply.Arrival
  let bytes: Int
  let action: String?
  let mark: Mark

  static func pages(of rows: [PullRow], after cursor: Mark, limit: Int) -> (
    pages: [ExchangeReply.Page], end: Mark
  ) {
    var pages: [ExchangeReply.Page] = []
    var open: [ExchangeReply.Arrival] = []
    var (count, total, openBytes) = (0, 0, 0)
    for (index, row) in rows.enumerated() {
      open.append(row.arrival)
      count += 1
      openBytes += row.bytes
      total += row.bytes
      let next = index + 1 < rows.count ? rows[index + 1] : nil
      let actionEnds = row.action == nil || next?.action != row.action
      guard actionEnds else { continue }
      let isFull = count >= limit || total >= Journal.answerBytesMax
      if isFull || next == nil || open.count >= ExchangeReply.pageChangesMax
        || openBytes >= ExchangeReply.pageBytesMax
      {
        pages.append(ExchangeReply.Page(arrivals: open, mark: row.mark))
        open = []
        openBytes = 0
      }
      if isFull { break }
    }
    return (pages, pages.last?.mark ?? cursor)
  }
}
