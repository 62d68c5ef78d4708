/// The changes of one record as the hash graph that their `seen` lists make: *a* happened before *b* exactly
/// when *a* is an ancestor of *b*. Clocks and devices play no part.
///
/// Changes are addressed by their position in `changes`. One whose ancestors are not all present is not `whole`;
/// it is kept and waits.
public struct RecordGraph: Sendable {
  public let changes: [Change]
  private let positions: [ChangeID: Int]
  private let ancestors: BitRows
  private let isWhole: [Bool]

  /// - Parameter changes: of one record, in any order; a repeated one counts once.
  public init(_ changes: some Sequence<Change>) {
    var unique: [Change] = []
    var positions: [ChangeID: Int] = [:]
    for change in changes where positions[change.id] == nil {
      positions[change.id] = unique.count
      unique.append(change)
    }
    self.changes = unique
    self.positions = positions
    (ancestors, isWhole) = Self.close(unique, positions)
  }

  public func position(of id: ChangeID) -> Int? { positions[id] }
  public func isWhole(_ position: Int) -> Bool { isWhole[position] }

  /// True when the author of `later` had `earlier`, directly or through others.
  public func isBefore(_ earlier: Int, _ later: Int) -> Bool { ancestors[later, earlier] }

  /// What the author of the next change puts in `seen`: the newest whole changes, sorted.
  public var heads: [ChangeID] {
    let covered = below(changes.indices)
    return changes.indices.filter { isWhole[$0] && !covered.contains($0) }
      .map { changes[$0].id }.sorted()
  }

  /// Everything that one of `positions` has seen.
  func below(_ positions: some BidirectionalCollection<Int>) -> Bits {
    var union = Bits(count: changes.count)
    // From the newest: what one has seen, its ancestors add nothing to. A chain costs one union.
    for position in positions.reversed() where isWhole[position] && !union.contains(position) {
      ancestors.add(row: position, to: &union)
    }
    return union
  }

  func ancestors(of position: Int) -> Bits { ancestors.row(position) }

  /// Ancestors of every change, without recursion: a record may hold a chain of thousands.
  private static func close(_ changes: [Change], _ positions: [ChangeID: Int]) -> (BitRows, [Bool])
  {
    var rows = BitRows(count: changes.count)
    var done = [Bool](repeating: false, count: changes.count)
    var whole = [Bool](repeating: true, count: changes.count)
    for start in changes.indices where !done[start] {
      var waiting = [start]
      while let position = waiting.last {
        let parents = changes[position].seen.map { positions[$0] }
        let open = parents.compactMap { $0 }.filter { !done[$0] }
        if !done[position], !open.isEmpty {
          waiting += open
          continue
        }
        waiting.removeLast()
        guard !done[position] else { continue }
        done[position] = true
        for parent in parents {
          guard let parent, whole[parent] else {
            whole[position] = false
            break
          }
          rows.insert(parent, andRowOf: parent, into: position)
        }
      }
    }
    return (rows, whole)
  }
}

/// A set of positions.
struct Bits {
  fileprivate var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }
  fileprivate init(words: ArraySlice<UInt64>) { self.words = Array(words) }

  func contains(_ position: Int) -> Bool { words[position >> 6] >> UInt64(position & 63) & 1 == 1 }
}

/// One set of positions for each position.
struct BitRows: Sendable {
  private let width: Int
  private var words: [UInt64]

  init(count: Int) {
    width = (count + 63) / 64
    words = [UInt64](repeating: 0, count: count * width)
  }

  subscript(row: Int, position: Int) -> Bool {
    words[row * width + position >> 6] >> UInt64(position & 63) & 1 == 1
  }

  func row(_ row: Int) -> Bits { Bits(words: words[row * width..<(row + 1) * width]) }

  func add(row: Int, to union: inout Bits) {
    for word in 0..<width { union.words[word] |= words[row * width + word] }
  }

  mutating func insert(_ position: Int, andRowOf parent: Int, into row: Int) {
    for word in 0..<width { words[row * width + word] |= words[parent * width + word] }
    words[row * width + position >> 6] |= 1 << UInt64(position & 63)
  }
}
