public import Replication

extension Oracle {
  /// Whether a change reached a closed period: one of its record's dates, just before or just after it *for its
  /// author*, lies in a closed one, and nobody who closed or accepted had seen it. A function of the set of
  /// changes, not of their arrival.
  ///
  /// - Parameters:
  ///   - closed: the values of `field`, as canonical JSON, whose periods are closed.
  ///   - settled: the heads that the locks list, and the changes that were accepted later.
  public static func isLate(
    _ change: Change, among changes: [Change], field: String, closed: Set<String>,
    settled: Set<ChangeID>
  ) -> Bool {
    let graph = OracleGraph(changes.map { LogEntry($0) })
    let atOrBelow = settled.reduce(into: settled) { $0.formUnion(graph.ancestors[$1] ?? []) }
    guard !atOrBelow.contains(change.id), let seen = graph.ancestors[change.id] else {
      return false
    }
    let before = changes.filter { seen.contains($0.id) }
    let dates = [before, before + [change]].flatMap { known in
      fold(known.map { LogEntry($0) })[field]?.candidates ?? []
    }
    return !closed.isDisjoint(with: dates)
  }
}
