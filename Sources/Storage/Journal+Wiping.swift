// At an agent that is to erase itself: what must be safe elsewhere first.

public import Replication

extension Journal {
  /// How far the log goes that this node holds or was told of, scope by scope.
  ///
  /// - Returns: of each scope the highest number among the changes held here, and the highest mark that was told; nil
  ///   while the aggregator lacks something that is held here, others' changes and clicks included.
  public func holdings() throws -> [Scope: (last: Int64, told: Mark)]? {
    try connection.snapshot { try isAllReceived() ? try reach() : nil }
  }

  /// From now on nothing more is recorded here, if everything is still as it was when the aggregator answered.
  ///
  /// - Returns: whether this agent may erase itself.
  public func beginErasing(holding held: [Scope: (last: Int64, told: Mark)]) throws -> Bool {
    try connection.transaction {
      let now = try reach()
      guard try isAllReceived(), now.keys == held.keys,
        now.allSatisfy({ held[$0.key].map { $0.last } == $0.value.last })
      else { return false }
      try write(.wiping, .integer(Wiping.erasing.rawValue))
      return true
    }
  }

  /// How far an agent that is to erase itself has come.
  public enum Wiping: Int64, Sendable {
    /// It sends what it holds.
    case sending = 1
    /// Everything is safe elsewhere, and nothing may be added any more.
    case erasing = 2
  }

  public func wiping() throws -> Wiping? { try meta(.wiping)?.integer.flatMap(Wiping.init) }

  private func isAllReceived() throws -> Bool {
    let waiting = try connection.value(
      """
      SELECT (SELECT count(*) FROM change INDEXED BY change_waiting WHERE n IS NULL)
        + (SELECT count(*) FROM tally WHERE amount <> 0)
      """)
    return waiting == .integer(0)
  }

  private func reach() throws -> [Scope: (last: Int64, told: Mark)] {
    let rows = try connection.rows(
      """
      SELECT scope, (SELECT max(n) FROM change WHERE change.scope = position.scope) FROM position
      """
    ) { (scope: $0[0].text.flatMap(Scope.init), last: $0[1].integer ?? 0) }
    var reach: [Scope: (last: Int64, told: Mark)] = [:]
    for case (let scope?, let last) in rows { reach[scope] = (last, try position(scope).told) }
    return reach
  }

  /// What nobody could store, oldest first.
  public func linesSetAside() throws -> [(code: String, line: [UInt8])] {
    try connection.rows("SELECT code, line FROM aside ORDER BY at, id") {
      ($0[0].text ?? "", $0[1].blob ?? [])
    }
  }
}
