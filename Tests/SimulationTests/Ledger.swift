import Replication

/// The simulation's own memory of what people did, kept apart from everything that is under test.
struct Ledger: Sendable {
  /// Every line that was ever written.
  private(set) var changes: [ChangeID: Change] = [:]
  /// What the author's database held of the record when a change was written or its form was drawn.
  private(set) var seen: [ChangeID: Set<ChangeID>] = [:]
  /// Who really wrote a change, whatever its receipt says.
  private(set) var writers: [ChangeID: DeviceID] = [:]
  /// Changes that break a rule of the door and must never count.
  var bad: Set<ChangeID> = []
  /// Changes of others that somebody brought without proof, and nobody has proven since.
  var unproven: Set<ChangeID> = []
  /// Changes that a person let count, whatever the door had said, and may have said again since.
  var vouchedFor: Set<ChangeID> = []
  /// Rows of clicks by counter: what each became, wherever a copied disk sealed it.
  private(set) var rows: [RecordID: [Int: [ChangeID: Int64]]] = [:]
  private(set) var rowsBegun = 0

  /// The fields that people have had erased.
  var erased: [ChangeID: Set<String>] = [:]

  mutating func read(_ id: ChangeID, _ line: [UInt8]) throws -> Change {
    if Change.isStub(line) { return try read(stub: line, of: id) }
    if let change = changes[id] {
      guard change.line == line else { throw Broken("a line was altered", "\(id)") }
      return change
    }
    let change = try Change(line: line)
    guard change.id == id else { throw Broken("a line stands under another's id", "\(id)") }
    changes[id] = change
    return change
  }

  /// - Parameter seen: nil for what was not written at a keyboard.
  mutating func wrote(
    _ change: Change, by device: DeviceID, having seen: Set<ChangeID>?, isCover: Bool = false
  ) {
    changes[change.id] = change
    writers[change.id] = device
    if let seen, !isCover { self.seen[change.id] = seen }
  }

  mutating func beginRow() -> Int {
    rowsBegun += 1
    return rowsBegun
  }

  mutating func sealed(_ row: Int, of counter: RecordID, as change: ChangeID, amount: Int64) {
    rows[counter, default: [:]][row, default: [:]][change] = amount
  }

  /// How many clicks a counter must show when these changes are all there is.
  func clicks(on counter: RecordID, among held: Set<ChangeID>) -> Int64 {
    (rows[counter] ?? [:]).values.reduce(0) { sum, copies in
      sum + (copies.filter { held.contains($0.key) }.values.max() ?? 0)
    }
  }
}

/// Something the design promises and a node did not keep.
struct Broken: Error, CustomStringConvertible {
  let promise: String
  let evidence: String

  init(_ promise: String, _ evidence: String) {
    self.promise = promise
    self.evidence = evidence
  }

  var description: String { "\(promise): \(evidence)" }
}
