import Catalogue
import TestSupport

/// One way that all disputes could be decided: the fields of each record, nil for one that is deleted.
typealias World = [[String: Answer]?]

/// Every way there is, by trying them all. Slow and simple, to hold the report against.
func worlds(of rows: [Row]) -> [World] {
  rows.reduce([[]]) { worlds, row in
    let outcomes = outcomes(of: row)
    return worlds.flatMap { world in outcomes.map { world + [$0] } }
  }
}

/// What is shown meanwhile.
func provisional(_ rows: [Row]) -> World { rows.map(\.fields) }

private func outcomes(of row: Row) -> World {
  let kept = row.candidates.reduce([row.fields]) { versions, dispute in
    versions.flatMap { version in
      dispute.value.map { version.merging([dispute.key: $0]) { $1 } }
    }
  }
  return row.life == "edit-delete" ? kept + [nil] : kept
}

extension SeededRandom {
  mutating func one<Element>(of choices: [Element]) -> Element {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }

  /// Whether something happens that happens once in so many times.
  mutating func happens(onceIn times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }

  /// The provisional value and, now and then, others beside it.
  mutating func dispute(_ name: String, _ choices: [Answer], in row: inout Row) {
    row.fields[name] = one(of: choices)
    guard happens(onceIn: 4), let shown = row.fields[name] else { return }
    let rivals = (0..<Int.random(in: 1...2, using: &self)).map { _ in one(of: choices) }
    row.candidates[name] = rivals.filter { $0 != shown } + [shown]
  }
}
