public import Replication

/// A seeded random past of two records on a few disks: disks are copied and restored, forms are drawn long before
/// they are sent, clocks jump, the aggregator judges, somebody names what nobody has seen.
public struct History {
  /// In the order they were written; some lack ancestors.
  public private(set) var entries: [LogEntry] = []
  public var random: SeededRandom
  private var pen: Pen
  private let records: [RecordID]
  private let tallies: [TallyID]
  private var disks: [[Change]] = [[], [], []]
  private var copy: [Change] = []

  public init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    pen = Pen(seed: seed ^ 0x5EED)
    records = [pen.newID(), pen.newID()]
    tallies = [pen.newID(), pen.newID()]
    for _ in 0..<Int.random(in: 2...24, using: &random) { try step() }
    loseSome()
    hangReceipts()
  }

  private mutating func step() throws {
    let disk = Int.random(in: disks.indices, using: &random)
    switch Int.random(in: 0..<20, using: &random) {
    case 0: copy = disks[disk]
    case 1: disks[disk] = copy
    case 2, 3, 4:
      let other = disks[Int.random(in: disks.indices, using: &random)]
      disks[disk] += other.filter { !disks[disk].contains($0) }
    default:
      let change = try write(on: disk)
      disks[disk].append(change)
      entries.append(LogEntry(change))
    }
  }

  private mutating func write(on disk: Int) throws -> Change {
    let record = records[Int.random(in: 0..<10, using: &random) < 8 ? 0 : 1]
    let known = disks[disk].filter { $0.record == record }
    let isStale = Int.random(in: 0..<5, using: &random) == 0
    let view =
      isStale ? Array(known.prefix(Int.random(in: 0...known.count, using: &random))) : known
    var seen = Self.heads(of: view)
    if Int.random(in: 0..<30, using: &random) == 0 { seen.append(pen.newID()) }
    if Int.random(in: 0..<30, using: &random) == 0,
      let foreign = disks[disk].randomElement(using: &random),
      !seen.contains(foreign.id)
    {
      seen.append(foreign.id)
    }
    pen.at += [0, 0, 1, -1, 1_000_000_000, -1_000_000_000].randomElement(using: &random) ?? 0
    return try change(in: record, seeing: seen, target: known.randomElement(using: &random))
  }

  private mutating func change(
    in record: RecordID, seeing seen: [ChangeID], target: Change?
  ) throws -> Change {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<8: return try pen.write(.put, values(), in: record, seeing: seen)
    case 8..<13:
      let isClicked = Int.random(in: 0..<3, using: &random) == 0
      return try pen.write(
        .inc, amounts(), in: record, seeing: seen,
        tally: isClicked ? tallies.randomElement(using: &random) : nil)
    case 13..<16: return try pen.write(.del, [:], in: record, seeing: seen)
    case 16..<19:
      guard let target else { return try pen.write(.put, values(), in: record, seeing: seen) }
      let status = Verdict.Status.allCases.randomElement(using: &random) ?? .released
      // Of a field that no change here has, so that lines stay whole.
      let verdict = Verdict(
        target: target.id, status: status, reason: "",
        person: Bool.random(using: &random) ? "eva" : nil,
        erasure: status == .erased ? .init(fields: ["note"], seal: Hash(of: [])) : nil)
      return try pen.write(.verdict, [:], in: record, seeing: seen, verdict: verdict)
    default: return try pen.write(.lock, [:], in: record, seeing: seen)
    }
  }

  private mutating func values() -> [String: Value] {
    let pool: [Value] = [
      .integer(0), .integer(1), .integer(120), .integer(-Value.integerMax),
      .integer(Value.integerMax),
      .text("1"), .text("\u{F6}"), .text("o\u{308}"), .text(""), .null, .bool(true),
      .texts(["sv", "fi"]),
    ]
    var values: [String: Value] = [:]
    for name in ["n", "x", "y"] where Bool.random(using: &random) {
      values[name] = pool.randomElement(using: &random)
    }
    if Int.random(in: 0..<8, using: &random) == 0 {
      let links: [Value] = [.null, .text("hej")] + records.map { .text($0.description) }
      values[Fold.sameAs] = links.randomElement(using: &random)
    }
    return values
  }

  private mutating func amounts() -> [String: Value] {
    let pool: [Int64] = [1, 2, 7, -1, 0, Value.integerMax]
    var amounts = ["n": Value.integer(pool.randomElement(using: &random) ?? 1)]
    if Int.random(in: 0..<4, using: &random) == 0 {
      amounts["x"] = .integer(pool.randomElement(using: &random) ?? 1)
    }
    return amounts
  }

  private mutating func loseSome() {
    guard Int.random(in: 0..<4, using: &random) == 0 else { return }
    entries = entries.filter { _ in Int.random(in: 0..<10, using: &random) > 0 }
  }

  private mutating func hangReceipts() {
    for index in entries.indices where Int.random(in: 0..<3, using: &random) > 0 {
      let received = entries[index].change.at + Int64.random(in: -2...2, using: &random)
      entries[index].receipt = Receipt(
        n: Int64(index + 1), received: received, device: pen.newID(), seal: Hash(of: []))
    }
  }

  /// Within a disk every ancestor is present, so what no `seen` names is a head.
  private static func heads(of changes: [Change]) -> [ChangeID] {
    let named = Set(changes.flatMap(\.seen))
    return changes.map(\.id).filter { !named.contains($0) }
  }
}
