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
    for (id, fields) in graph.erasedByTheProgram where !excluded.contains(id) {
      let answers = counting.filter { graph.isBefore(id, $0.id) }
      guard graph.changes[id] != nil, !answers.contains(where: { $0.kind == .del }) else {
        continue
      }
      let said = Set(answers.filter { $0.kind == .put }.flatMap { $0.fields.map(\.name) })
      let open = fields.filter { !said.contains($0) }
      if !open.isEmpty { apart[id] = open.sorted() }
    }
    return apart
  }
}

extension OracleGraph {
  /// The fields of changes that were erased by a verdict in force, where no person's stands beside it.
  fileprivate var erasedByTheProgram: [ChangeID: [String]] {
    let verdicts = changes.values.filter { $0.verdict?.status == .erased }
    let byTarget = Dictionary(grouping: verdicts) { $0.verdict?.target }
    var erased: [ChangeID: [String]] = [:]
    for case (let target?, let rivals) in byTarget {
      let newest = rivals.filter { rival in !rivals.contains { isBefore(rival.id, $0.id) } }
      guard newest.allSatisfy({ $0.verdict?.person == nil }) else { continue }
      erased[target] = newest.max { $0.id < $1.id }?.verdict?.erasure?.fields
    }
    return erased
  }
}
