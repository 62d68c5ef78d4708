// The rows of the log, read and written in one place. Every method runs in its caller's transaction.

internal import Replication

extension Connection {
  /// Everything held of one record, in local order. (SQLite 3.40 picks the index by arrival on its own.)
  func entries(_ scope: Scope, _ type: String, _ record: RecordID) throws -> [LogEntry] {
    try rows(
      """
      SELECT id, line, n, received, device, seal FROM change INDEXED BY change_of_record
      WHERE record = ?1 AND type = ?2 AND scope = ?3 ORDER BY local
      """,
      .id(record), .text(type), .text(scope.name)
    ) { LogEntry(try Change(held: $0, at: 0), receipt: Receipt($0, at: 2)) }
  }

  /// One change, nil when it is not held.
  func entry(_ scope: Scope, _ id: ChangeID) throws -> LogEntry? {
    try rows(
      "SELECT id, line, n, received, device, seal FROM change WHERE scope = ?1 AND id = ?2",
      .text(scope.name), .id(id)
    ) { LogEntry(try Change(held: $0, at: 0), receipt: Receipt($0, at: 2)) }.first
  }

  func holds(_ scope: Scope, _ id: ChangeID) throws -> Bool {
    try value(
      "SELECT 1 FROM change WHERE scope = ?1 AND id = ?2", .text(scope.name), .id(id)) != nil
  }

  /// Adds a line to the log. The caller re-folds its record in the same transaction.
  func append(_ change: Change, to scope: Scope, mine: Bool) throws {
    try run(
      """
      INSERT INTO change (scope, id, type, record, line, action, mine)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """,
      .text(scope.name), .id(change.id), .text(change.type), .id(change.record),
      .blob(change.line), .id(change.group?.id), .flag(mine))
  }

  /// Puts a stub in the place of a line. The old bytes may stand on in the file until it is purged.
  ///
  /// - Parameter seal: the aggregator's on the stub.
  func replace(with stub: Change, seal: Hash, in scope: Scope) throws {
    try run(
      "UPDATE change SET line = ?3, seal = ?4 WHERE scope = ?1 AND id = ?2",
      .text(scope.name), .id(stub.id), .blob(stub.line), .text(seal.description))
    try run(
      "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)",
      .text(Journal.Meta.purgeDue.rawValue), .text(Journal.PurgeDue.file.rawValue))
  }

  /// Keeps a line that only a newer version can read: the chain goes on, and an upgrade will fold it.
  func append(opaque line: [UInt8], _ arrival: ExchangeReply.Arrival, to scope: Scope) throws {
    try run(
      """
      INSERT INTO change (scope, id, type, record, line, action, mine)
      VALUES (?1, ?2, '', ?2, ?3, NULL, 0)
      """,
      .text(scope.name), .id(arrival.id), .blob(line))
    try setReceipt(arrival.receipt, of: arrival.id, in: scope)
  }

  func setReceipt(_ receipt: Receipt, of id: ChangeID, in scope: Scope) throws {
    try run(
      """
      UPDATE change SET n = ?3, received = ?4, device = ?5, seal = ?6, wanted = 0
      WHERE scope = ?1 AND id = ?2
      """,
      .text(scope.name), .id(id), .integer(receipt.n), .integer(receipt.received),
      .id(receipt.device), .text(receipt.seal.description))
  }

  /// H at `n`, nil when this node has not come so far.
  func mark(_ scope: Scope, at n: Int64) throws -> Mark? {
    if n == 0 { return .start(of: scope) }
    let h = try value(
      "SELECT h FROM arrival WHERE scope = ?1 AND n = ?2", .text(scope.name), .integer(n))
    guard let bytes = h?.blob else { return nil }
    guard let mark = Mark(n: n, bytes: bytes) else { throw JournalError.damagedRow("arrival") }
    return mark
  }

  /// The newest arrival this node holds.
  func tip(_ scope: Scope) throws -> Mark {
    let newest = try rows(
      "SELECT n, h FROM arrival WHERE scope = ?1 ORDER BY n DESC LIMIT 1", .text(scope.name)
    ) { Mark($0, at: 0) }
    return newest.first.flatMap(\.self) ?? .start(of: scope)
  }

  func addArrival(_ mark: Mark, to scope: Scope) throws {
    try run(
      "INSERT OR REPLACE INTO arrival (scope, n, h) VALUES (?1, ?2, ?3)",
      .text(scope.name), .integer(mark.n), .blob(mark.h.bytes))
  }
}

extension Change {
  /// From the columns id and line: a line proves its id, a stub has none but the one it is kept under.
  init(held row: Statement, at first: Int) throws {
    guard let id = row[first].text.flatMap(ChangeID.init), let line = row[first + 1].blob else {
      throw JournalError.damagedRow("change")
    }
    try self.init(held: line, as: id)
  }
}

extension Mark {
  /// - Parameter bytes: of H, as they are stored; nil unless there are 32.
  init?(n: Int64, bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.init(n: n, h: Hash(bytes: bytes))
  }
}

extension Receipt {
  /// The receipt in four columns from `first` on; nil while the change is not known to be in the log.
  init?(_ row: Statement, at first: Int) {
    guard let n = row[first].integer, let received = row[first + 1].integer,
      let device = row[first + 2].text.flatMap(DeviceID.init),
      let seal = row[first + 3].text.flatMap(Hash.init)
    else { return nil }
    self.init(n: n, received: received, device: device, seal: seal)
  }
}
