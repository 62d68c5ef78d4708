import Replication
import TestSupport
import Testing

@Suite("What an arrival may do to a record")
struct FoldClaimTests {
  @Test(arguments: seedBlocks(10, of: 200))
  func `an arrival moves only what it says, or the record is flagged`(seeds: Range<UInt64>) throws {
    let amount: Int64 = 7_000_000_000
    for seed in seeds {
      var past = try ShortPast(seed: seed)
      let view = past.changes.prefix(Int.random(in: 0..<past.changes.count, using: &past.random))
      let click = try past.pen.write(
        .inc, ["n": .integer(amount)], in: past.record, seeing: fold(Array(view)).heads)

      let (before, after) = (fold(past.changes), fold(past.changes + [click]))

      guard before.life == .alive, after.life == .alive else { continue }
      let old = Set(before.values("n") ?? [0])
      let new = Set(after.values("n") ?? [0])
      let moved = Set(old.compactMap { $0.json.integer.map { Value.integer($0 + amount) } })
      #expect(new == old || new.isSubset(of: moved), "seed \(seed): \(old) became \(new)")
    }
  }

  @Test(arguments: seedBlocks(10, of: 200))
  func `every flag can be closed, and closing keeps what was shown`(seeds: Range<UInt64>) throws {
    for seed in seeds {
      var past = try ShortPast(seed: seed)
      let shown = fold(past.changes)
      guard shown.life == .alive || shown.life == .editDelete else { continue }
      let values = Dictionary(uniqueKeysWithValues: shown.fields.map { ($0.name, $0.provisional) })
      let keep = try past.pen.write(.put, values, in: past.record, seeing: shown.heads)
      let drop = try past.pen.write(.del, [:], in: past.record, seeing: shown.heads)

      let kept = fold(past.changes + [keep])

      #expect(kept.life == .alive, "seed \(seed)")
      #expect(kept.fields.map(\.name) == shown.fields.map(\.name), "seed \(seed)")
      for field in kept.fields { #expect(field.candidates.map(\.value) == [values[field.name]]) }
      #expect(fold(past.changes + [drop]).life == .deleted, "seed \(seed)")
    }
  }

  @Test(arguments: seedBlocks(10, of: 200))
  func `every put is shown until somebody who had seen it wrote over it`(
    seeds: Range<UInt64>
  ) throws {
    for seed in seeds {
      let past = try ShortPast(seed: seed)
      let fold = fold(past.changes)
      guard fold.life != .deleted else { continue }
      let graph = RecordGraph(past.changes)
      for put in past.changes where put.kind == .put {
        let position = try #require(graph.position(of: put.id))
        for field in put.fields where field.name == "x" {
          let isCovered = graph.changes.indices.contains { later in
            let change = graph.changes[later]
            let writes = change.kind == .put && change.fields.contains { $0.name == field.name }
            return graph.isBefore(position, later) && (change.kind == .del || writes)
          }
          #expect(
            isCovered || fold.values(field.name)?.contains(field.value) == true, "seed \(seed)")
        }
      }
    }
  }

  private func fold(_ changes: [Change]) -> Fold { Fold(changes.map { LogEntry($0) }) }
}

/// A seeded handful of changes of one record, some written from an old view.
private struct ShortPast {
  var random: SeededRandom
  var pen: Pen
  let record: RecordID
  private(set) var changes: [Change] = []

  init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    pen = Pen(seed: seed ^ 0xFACE)
    record = pen.newID()
    var power: Int64 = 1
    for turn in 0..<Int64.random(in: 2...9, using: &random) {
      let isOld = !changes.isEmpty && Int.random(in: 0..<5, using: &random) < 2
      let length = isOld ? Int.random(in: 0..<changes.count, using: &random) : changes.count
      let heads = RecordGraph(changes.prefix(length)).heads
      changes.append(try next(turn: turn, power: power, seeing: heads))
      power *= 10
    }
  }

  private mutating func next(turn: Int64, power: Int64, seeing heads: [ChangeID]) throws -> Change {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<25 where !heads.isEmpty: try pen.write(.del, [:], in: record, seeing: heads)
    case 0..<60: try pen.write(.inc, ["n": .integer(power)], in: record, seeing: heads)
    case 60..<85: try pen.write(.put, ["x": .integer(turn)], in: record, seeing: heads)
    default:
      try pen.write(.put, ["n": .integer(turn), "x": .integer(turn)], in: record, seeing: heads)
    }
  }
}
