import Replication
import TestSupport

/// A small log of one scope and messages about it.
struct SampleExchange {
  let scope = Scope("1780")!
  let key = Array("the aggregator's seal key".utf8)
  var pen = Pen(seed: 42)
  let device: DeviceID
  private(set) var changes: [Change] = []
  private(set) var receipts: [Receipt] = []
  private(set) var marks: [Mark]

  init(changes count: Int) throws {
    device = pen.newID()
    marks = [Mark.start(of: scope)]
    let record: RecordID = pen.newID()
    for index in 0..<count {
      let seen = changes.last.map { [$0] } ?? []
      let change = try pen.put(["count": .integer(Int64(index))], in: record, seeing: seen)
      let received = 1_762_160_000_000 + Int64(index)
      let seal = Receipt.seal(
        scope: scope, change: change.id, device: device, received: received, key: key)
      changes.append(change)
      receipts.append(Receipt(n: Int64(index + 1), received: received, device: device, seal: seal))
      marks.append(marks[index].adding(change.id, received: received, device: device))
    }
  }

  /// - Parameter isEcho: whether the receiver sent the line itself, so that only the receipt comes back.
  func arrival(_ n: Int, isEcho: Bool = false) -> ExchangeReply.Arrival {
    ExchangeReply.Arrival(
      id: changes[n - 1].id, receipt: receipts[n - 1], line: isEcho ? nil : changes[n - 1].line)
  }

  /// - Parameter ends: where the pages end; the first begins after `cursor`.
  func reply(after cursor: Int, pagesEndingAt ends: [Int], echoing echoes: Set<Int> = [])
    -> ExchangeReply
  {
    var pages: [ExchangeReply.Page] = []
    var from = cursor
    for end in ends {
      let arrivals = (from + 1...end).map { arrival($0, isEcho: echoes.contains($0)) }
      pages.append(ExchangeReply.Page(arrivals: arrivals, mark: marks[end]))
      from = end
    }
    return ExchangeReply(
      time: 1_762_160_009_999, tip: marks[marks.count - 1], catalogue: "Zk3vQmJq7bWcR5tYxN0pLg",
      acknowledgements: [
        .stored(changes[0].id, receipts[0], isDuplicate: false),
        .stored(changes[0].id, receipts[0], isDuplicate: true),
        .missing(changes[1].id, [changes[0].id]), .missing(changes[1].id, []),
        .refused(changes[1].id, code: "foreign-seen"),
      ],
      pages: pages, end: marks[from], more: from < changes.count)
  }

  var request: ExchangeRequest {
    ExchangeRequest(
      cursor: marks[1], marks: [marks[1], marks[0]], now: 1_762_160_001_000, page: 100,
      offers: [
        .init(line: changes[2].line, receipt: nil),
        .init(line: changes[1].line, receipt: receipts[1]),
      ])
  }
}

extension Array where Element == UInt8 {
  var text: String { String(decoding: self, as: UTF8.self) }
}
