public import Replication

extension Oracle {
  /// What was set apart and nobody has answered by writing it anew or deleting it: each change with the names of the
  /// fields that still wait.
  public static func apart(_ entries: [LogEntry]) -> [ChangeID: [String]] {
    let graph = OracleGraph(entries)
    let excluded = graph.excluded
    let counting = graph.changes.values.filter { change in
      [.put, .inc, .del].contains(change.kind) && !excluded.contains(change.id)
    }
    var apart: [ChangeID: [String]] = [:]
    for id in graph.quarantined {
      guard let change = graph.changes[id], [.put, .inc, .del].contains(change.kind) else {
        continue
      }
      let answers = counting.filter { graph.isBefore(id, $0.id) }
      if answers.contains(where: { $0.kind == .del }) { continue }
      let puts = answers.filter { $0.kind == .put }
      if change.kind == .del {
        if puts.isEmpty { apart[id] = [] }
        continue
      }
      let open = change.fields.map(\.name).filter { name in
        !puts.contains { put in put.fields.contains { $0.name == name } }
      }
      if !open.isEmpty { apart[id] = open.sorted() }
    }
    return apart
  }
}
