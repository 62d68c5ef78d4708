import Replication
import TestSupport

// The smallest exchange that can go wrong in every way, spoken in real messages. The real one, with files and
// processes, is tested in SimulationTests.

struct StarAggregator {
  private(set) var log: [LogEntry] = []
  private var numbers: [ChangeID: Int] = [:]
  private var marks = [Mark.start(of: Scope("1780")!)]

  func knows(_ mark: Mark) -> Bool { mark.n < marks.count && marks[Int(mark.n)] == mark }

  mutating func answer(_ message: [UInt8], from device: DeviceID) throws -> [UInt8] {
    let request = try ExchangeRequest(bytes: message)
    guard let highest = request.marks.max(by: { $0.n < $1.n }), knows(highest) else {
      let known = request.marks.filter(knows).max { $0.n < $1.n }
      return RolledBack(to: known ?? marks[0]).bytes
    }
    let offered = try request.offers.map { try Change(line: $0.line) }
    let acknowledgements = offered.map { store($0, from: device) }
    let end = min(log.count, Int(request.cursor.n) + request.page)
    let echoes = Set(offered.map(\.id))
    return ExchangeReply(
      time: 0, tip: marks[log.count], catalogue: "", acknowledgements: acknowledgements,
      pages: pages(from: Int(request.cursor.n), to: end, echoing: echoes), end: marks[end],
      more: end < log.count
    ).bytes
  }

  private mutating func store(
    _ change: Change, from device: DeviceID
  ) -> ExchangeReply.Acknowledgement {
    if let n = numbers[change.id], let receipt = log[n - 1].receipt {
      return .stored(change.id, receipt, isDuplicate: true)
    }
    let missing = change.seen.filter { numbers[$0] == nil }
    guard missing.isEmpty else { return .missing(change.id, missing) }
    let n = log.count + 1
    let receipt = Receipt(n: Int64(n), received: Int64(n), device: device, seal: Hash(of: []))
    log.append(LogEntry(change, receipt: receipt))
    numbers[change.id] = n
    marks.append(marks[n - 1].adding(change.id, received: receipt.received, device: device))
    return .stored(change.id, receipt, isDuplicate: false)
  }

  /// Two arrivals a page, so that a cut may fall between pages.
  private func pages(from: Int, to end: Int, echoing echoes: Set<ChangeID>) -> [ExchangeReply.Page]
  {
    stride(from: from, to: end, by: 2).map { start in
      let stop = min(end, start + 2)
      let arrivals = log[start..<stop].compactMap { entry in
        entry.receipt.map { receipt in
          let isEcho = echoes.contains(entry.change.id)
          return ExchangeReply.Arrival(
            id: entry.change.id, receipt: receipt, line: isEcho ? nil : entry.change.line)
        }
      }
      return ExchangeReply.Page(arrivals: arrivals, mark: marks[stop])
    }
  }
}

struct StarAgent {
  enum Fate {
    case delivered
    case lost
    /// Only this share of the answer arrives, in percent.
    case cut(Int)
  }

  let device: DeviceID
  private(set) var held: [Change] = []
  private(set) var sent: [ChangeID: Int64] = [:]
  private var pulled = [Mark.start(of: Scope("1780")!)]
  private var told: [Mark] = []

  init(device: DeviceID) { self.device = device }

  func of(_ record: RecordID) -> [Change] { held.filter { $0.record == record } }

  mutating func hold(_ change: Change) {
    if !held.contains(change) { held.append(change) }
  }

  /// The highest told mark, the cursor, some before it and the start.
  var marks: [Mark] {
    let highest = told.max { $0.n < $1.n }.map { [$0] } ?? []
    return highest + pulled.suffix(16) + [pulled[0]]
  }

  mutating func exchange(
    with aggregator: inout StarAggregator, push: Int, page: Int, fate: Fate
  ) throws {
    let cursor = pulled[pulled.count - 1]
    let offers = held.filter { sent[$0.id] == nil }.prefix(push)
    let request = ExchangeRequest(
      cursor: cursor, marks: marks, now: 0, page: page,
      offers: offers.map { .init(line: $0.line, receipt: nil) })
    let answer = try aggregator.answer(request.bytes, from: device)
    switch fate {
    case .lost: return
    case .cut(let percent):
      let part = Array(answer.prefix(answer.count * percent / 100))
      if let answer = try? ExchangeAnswer(bytes: part, after: cursor) { try apply(answer) }
    case .delivered: try apply(ExchangeAnswer(bytes: answer, after: cursor))
    }
  }

  private mutating func apply(_ answer: ExchangeAnswer) throws {
    switch answer {
    case .rolledBack(let mark):
      sent = sent.filter { $0.value <= mark.n }
      pulled = pulled.filter { $0.n <= mark.n }
      told = told.filter { $0.n <= mark.n }
    case .cut(let pages): try take(pages)
    case .complete(let reply):
      try take(reply.pages)
      for case .stored(let id, let receipt, _) in reply.acknowledgements { sent[id] = receipt.n }
      if !reply.acknowledgements.isEmpty { told.append(reply.tip) }
    }
  }

  private mutating func take(_ pages: [ExchangeReply.Page]) throws {
    for page in pages {
      for arrival in page.arrivals {
        if let line = arrival.line { hold(try Change(line: line)) }
        sent[arrival.id] = arrival.receipt.n
      }
      pulled.append(page.mark)
    }
  }
}

/// Agents and an aggregator through a seeded series of mishaps.
struct StarWorld {
  var aggregator = StarAggregator()
  var agents: [StarAgent]
  /// What each author's disk held of the record when the change was written.
  private(set) var truth: [ChangeID: Set<ChangeID>] = [:]
  private var random: SeededRandom
  private var pen: Pen
  private let records: [RecordID]
  private var keptAgents: [Int: StarAgent] = [:]
  private var keptAggregator: StarAggregator?

  init(seed: UInt64, steps: Int = 60) throws {
    random = SeededRandom(seed: seed)
    pen = Pen(seed: seed ^ 0x57A2)
    records = [pen.newID(), pen.newID()]
    agents = []
    for _ in 0..<3 { agents.append(StarAgent(device: pen.newID())) }
    for _ in 0..<steps { try step() }
  }

  private mutating func step() throws {
    let index = Int.random(in: agents.indices, using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<55: try write(at: index)
    case 55..<90:
      let fates: [StarAgent.Fate] = [
        .delivered, .delivered, .delivered, .lost, .cut(Int.random(in: 0...99, using: &random)),
      ]
      try agents[index].exchange(
        with: &aggregator, push: Int.random(in: 1...4, using: &random),
        page: Int.random(in: 1...5, using: &random),
        fate: fates.randomElement(using: &random) ?? .lost)
    case 90, 91: agents.append(agents[index])
    case 92, 93: keptAgents[index] = agents[index]
    case 94, 95: if let kept = keptAgents[index] { agents[index] = kept }
    case 96, 97: keptAggregator = aggregator
    default: if let keptAggregator { aggregator = keptAggregator }
    }
  }

  private mutating func write(at index: Int) throws {
    let record = records[Int.random(in: 0...1, using: &random)]
    let known = agents[index].of(record)
    let isOldForm = Int.random(in: 0..<7, using: &random) == 0
    // A form can only be as old as a state the disk was in: a prefix in which no ancestor is missing.
    let view =
      isOldForm ? known.prefix(Int.random(in: 0...known.count, using: &random)) : known[...]
    let graph = RecordGraph(view)
    guard view.indices.allSatisfy({ graph.isWhole($0) }) else { return }
    pen.at += [0, 0, 1_000_000_000, -1_000_000_000].randomElement(using: &random) ?? 0
    let change = try change(in: record, seeing: graph.heads)
    truth[change.id] = Set(view.map(\.id))
    agents[index].hold(change)
  }

  private mutating func change(in record: RecordID, seeing heads: [ChangeID]) throws -> Change {
    switch Int.random(in: 0..<5, using: &random) {
    case 0..<3:
      let value = Value.integer(Int64.random(in: 0..<3, using: &random))
      return try pen.write(
        .put, [["x", "y"].randomElement(using: &random) ?? "x": value], in: record, seeing: heads)
    case 3:
      let amount = [1, 2, -1].randomElement(using: &random) ?? 1
      return try pen.write(.inc, ["n": .integer(Int64(amount))], in: record, seeing: heads)
    default: return try pen.write(.del, [:], in: record, seeing: heads)
    }
  }

  /// Exchanges without mishaps until nobody has anything left to say; false when that never comes.
  mutating func settle() throws -> Bool {
    for _ in 0..<400 {
      let before = sizes
      for index in agents.indices {
        try agents[index].exchange(with: &aggregator, push: 7, page: 9, fate: .delivered)
      }
      let isEven = agents.allSatisfy { $0.held.count == aggregator.log.count }
      if sizes == before && isEven { return true }
    }
    return false
  }

  private var sizes: [Int] {
    agents.flatMap { [$0.held.count, $0.sent.count] } + [aggregator.log.count]
  }
}
