import Replication

extension FuzzTarget {
  static let exchangeRequest = FuzzTarget(
    "exchange-request",
    "A message of an agent that is read and written again is the same, and none is whole before its end."
  ) { input throws(Broken) in
    var feed = Feed(input)
    let key = feed.byte()
    try checkRequest(feed.rest, key: key)
    try checkRequest(closed(feed.rest), key: key)
  }

  static let exchangeReply = FuzzTarget(
    "exchange-reply",
    "An answer is read as it was written; cut or damaged, not a change of it is taken that was not sent."
  ) { input throws(Broken) in
    var feed = Feed(input)
    let (key, damage) = (feed.byte(), feed.byte())
    switch feed.byte() % 3 {
    case 0: try checkReply(feed.rest)
    case 1: try checkReply(closed(feed.rest))
    default: try checkDamage(to: written(&feed), key: key, damage: damage)
    }
  }
}

private func checkRequest(_ bytes: [UInt8], key: UInt8) throws(Broken) {
  guard let request = try? ExchangeRequest(bytes: bytes) else { return }
  let again = try? ExchangeRequest(bytes: request.bytes)
  try expect(again == request, "another message after writing it")
  let cut = bytes.prefix(place(in: bytes.count, key: key))
  try expect((try? ExchangeRequest(bytes: Array(cut))) == nil, "whole after \(cut.count) bytes")
  for offer in request.offers { _ = try? Change(line: offer.line) }
}

private let start = Scope("1780").map { Mark.start(of: $0) } ?? Mark(n: 0, h: Hash(of: []))
/// The cursor of Protocol/fixtures/request.txt, which reply.txt answers.
private let cursorOfFixture = Hash("GJ1DyxZ_l8MO1cXgc77P0NbxD6p7hIT8z_5E56IWlUo")
  .map { Mark(n: 1, h: $0) }

private func checkReply(_ bytes: [UInt8]) throws(Broken) {
  for cursor in [start, cursorOfFixture].compactMap(\.self) {
    guard case .complete(let reply)? = try? ExchangeAnswer(bytes: bytes, after: cursor) else {
      continue
    }
    let again = try? ExchangeAnswer(bytes: reply.bytes, after: cursor)
    try expect(again == .complete(reply), "another answer after writing it")
  }
}

/// Takes away the end, then alters one byte: what is left is a beginning of what was said, or nothing.
private func checkDamage(
  to reply: ExchangeReply, key: UInt8, damage: UInt8
) throws(Broken) {
  let bytes = reply.bytes
  try expect(
    (try? ExchangeAnswer(bytes: bytes, after: start)) == .complete(reply),
    "an answer that was just written")
  let cut = Array(bytes.prefix(place(in: bytes.count, key: key)))
  switch try? ExchangeAnswer(bytes: cut, after: start) {
  case nil: break
  case .cut(let pages): try expect(isBeginning(pages, of: reply), "other pages after a cut")
  case .complete, .rolledBack: throw Broken(what: "whole after \(cut.count) bytes")
  }
  var altered = bytes
  altered[place(in: bytes.count, key: damage)] ^= max(1, key)
  switch try? ExchangeAnswer(bytes: altered, after: start) {
  case nil: break
  case .cut(let pages): try expect(isBeginning(pages, of: reply), "other pages after damage")
  case .complete(let other): try expect(other == reply, "another answer after damage")
  case .rolledBack: throw Broken(what: "rolled back by damage")
  }
}

private func isBeginning(_ pages: [ExchangeReply.Page], of reply: ExchangeReply) -> Bool {
  reply.pages.starts(with: pages)
}

/// Enough for pages of several arrivals; each costs four hashes.
private let arrivalsMax = 8
private let acknowledgementsMax = 8
private let device = DeviceID(Hash(of: []).bytes)

/// An answer of acknowledgements, arrivals and marks in any order, with any bytes for lines.
private func written(_ feed: inout Feed) -> ExchangeReply {
  var acknowledgements: [ExchangeReply.Acknowledgement] = []
  var pages: [ExchangeReply.Page] = []
  var open: [ExchangeReply.Arrival] = []
  var mark = start
  while !feed.isEmpty && mark.n < arrivalsMax && acknowledgements.count < acknowledgementsMax {
    let choice = feed.byte()
    let line = feed.take(Int(choice >> 3)).map { [0x00, 0x0A].contains($0) ? 0x20 : $0 }
    let id = ChangeID(Hash(of: line).bytes)
    let receipt = Receipt(
      n: mark.n + 1, received: Int64(choice), device: device, seal: start.h)
    switch choice & 7 {
    case 0:
      acknowledgements.append(.stored(id, receipt, isDuplicate: line.count % 2 == 0))
    case 1: acknowledgements.append(.missing(id, line.isEmpty ? [] : [ChangeID(id.bytes)]))
    case 2:
      acknowledgements.append(.refused(id, code: String(decoding: line, as: UTF8.self)))
    case 3, 4, 5:
      let isSent = choice & 7 != 5
      open.append(ExchangeReply.Arrival(id: id, receipt: receipt, line: isSent ? line : nil))
      mark = mark.adding(id, received: receipt.received, device: device)
    default:
      pages.append(ExchangeReply.Page(arrivals: open, mark: mark))
      open = []
    }
  }
  if !open.isEmpty { pages.append(ExchangeReply.Page(arrivals: open, mark: mark)) }
  return ExchangeReply(
    time: 1_762_160_003_010, tip: mark, catalogue: "", acknowledgements: acknowledgements,
    pages: pages, end: mark, more: pages.count % 2 == 0)
}

/// The lines before the closing one, with a closing line that is true; else no damaged message would ever be
/// looked into.
func closed(_ message: [UInt8]) -> [UInt8] {
  var lines = message.split(separator: 0x0A, omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  var closing: JSON?
  if let last = lines.last, last.starts(with: [0x7A, 0x20]) {
    closing = try? LineScanner.scan(Array(last.dropFirst(2)))
    lines.removeLast()
  }
  let body = lines.flatMap { $0 + [0x0A] }
  let count = lines.count { $0.starts(with: [0x63, 0x20]) }
  let kept = closing?.members?.filter { !["count", "sha256"].contains($0.name) } ?? []
  let members =
    [JSON.Member("count", .integer(Int64(count)))] + kept
    + [JSON.Member("sha256", .text(Hash(of: body).description))]
  return body + [0x7A, 0x20] + JSON.object(members).bytes + [0x0A]
}
