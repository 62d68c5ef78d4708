/// An answer as the agent reads it: all of it, or as much as arrived before the line was cut.
public enum ExchangeAnswer: Equatable, Sendable {
  case rolledBack(to: Mark)
  /// The closing line arrived and is true.
  case complete(ExchangeReply)
  /// The pages that arrived whole. Acknowledgements of a cut answer are not used: sending again is harmless.
  case cut(pages: [ExchangeReply.Page])

  /// - Parameters:
  ///   - bytes: as much as arrived.
  ///   - cursor: the one the request named; every mark is recomputed from it.
  /// - Throws: `FrameError` when what arrived is not an answer, or is one that does not add up.
  public init(bytes: [UInt8], after cursor: Mark) throws(FrameError) {
    var reader = FrameReader(bytes)
    let head = try reader.head()
    if head["rolledBack"] != nil {
      guard let mark = Mark(head["rolledBack"]), try reader.next() == nil, reader.isComplete else {
        throw .incomplete
      }
      self = .rolledBack(to: mark)
      return
    }
    guard let time = head["time"]?.integer, let tip = Mark(head["tip"]),
      let catalogue = head["catalogue"]?.text
    else { throw .malformed("the head line") }
    var body = AnswerBody(cursor: cursor)
    while let frame = try reader.next() { try body.take(frame) }
    guard let closing = reader.closing else {
      self = .cut(pages: body.pages)
      return
    }
    guard body.isAtMark, let more = closing["more"]?.flag, Mark(closing["mark"]) == body.mark
    else { throw .malformed("the closing line") }
    self = .complete(
      ExchangeReply(
        time: time, tip: tip, catalogue: catalogue, acknowledgements: body.acknowledgements,
        pages: body.pages, end: body.mark, more: more))
  }
}

/// Collects arrivals into pages and recomputes every mark from the cursor on.
private struct AnswerBody {
  private(set) var acknowledgements: [ExchangeReply.Acknowledgement] = []
  private(set) var pages: [ExchangeReply.Page] = []
  private var open: [ExchangeReply.Arrival] = []
  private(set) var mark: Mark

  init(cursor: Mark) { mark = cursor }

  var isAtMark: Bool { open.isEmpty }

  mutating func take(_ frame: FrameReader.Frame) throws(FrameError) {
    switch frame.letter {
    case UInt8(ascii: "a"):
      let json = try frame.json()
      guard let acknowledgement = ExchangeReply.Acknowledgement(json) else {
        throw .malformed("an acknowledgement")
      }
      acknowledgements.append(acknowledgement)
    case UInt8(ascii: "r"): try takeReceipt(try frame.json())
    case UInt8(ascii: "c"): try takeLine(Array(frame.content))
    case UInt8(ascii: "s"): try takeStub(Array(frame.content))
    case UInt8(ascii: "m"): try takeMark(try frame.json())
    default: throw .malformed("a line that begins with an unknown letter")
    }
  }

  private mutating func takeReceipt(_ json: JSON) throws(FrameError) {
    guard let (receipt, id) = Receipt.read(json), let id else { throw .malformed("a receipt") }
    mark = mark.adding(id, received: receipt.received, device: receipt.device)
    guard receipt.n == mark.n else { throw .wrongMark(n: receipt.n) }
    open.append(ExchangeReply.Arrival(id: id, receipt: receipt, line: nil))
  }

  private mutating func takeLine(_ line: [UInt8]) throws(FrameError) {
    guard let last = open.popLast(), last.line == nil else { throw .malformed("a line alone") }
    guard ChangeID(Hash(of: line).bytes) == last.id, !Change.isStub(line) else { throw .wrongID }
    take(line, of: last)
  }

  private mutating func takeStub(_ line: [UInt8]) throws(FrameError) {
    guard let last = open.popLast(), last.line == nil else { throw .malformed("a stub alone") }
    do { _ = try Change(stub: line, of: last.id) } catch { throw .malformed("a stub") }
    take(line, of: last)
  }

  private mutating func take(_ line: [UInt8], of arrival: ExchangeReply.Arrival) {
    open.append(ExchangeReply.Arrival(id: arrival.id, receipt: arrival.receipt, line: line))
  }

  private mutating func takeMark(_ json: JSON) throws(FrameError) {
    guard let given = Mark(json) else { throw .malformed("a mark") }
    guard given == mark else { throw .wrongMark(n: given.n) }
    pages.append(ExchangeReply.Page(arrivals: open, mark: mark))
    open = []
  }
}

extension ExchangeReply.Acknowledgement {
  var json: JSON {
    switch self {
    case .stored(let id, let receipt, let isDuplicate):
      .array([
        .text(id.description), .text(isDuplicate ? "duplicate" : "stored"), .integer(receipt.n),
        .integer(receipt.received), .text(receipt.device.description),
        .text(receipt.seal.description),
      ])
    case .missing(let id, let ids):
      .array([
        .text(id.description), .text("missing"), .array(ids.map { .text($0.description) }),
      ])
    case .refused(let id, let code): .array([.text(id.description), .text("refused"), .text(code)])
    }
  }

  init?(_ json: JSON) {
    guard let items = json.items, items.count >= 3, let id = items[0].text.flatMap(ChangeID.init)
    else { return nil }
    switch items[1].text {
    case "stored", "duplicate":
      guard items.count == 6, let n = items[2].integer, let received = items[3].integer,
        let device = items[4].text.flatMap(DeviceID.init),
        let seal = items[5].text.flatMap(Hash.init)
      else { return nil }
      self = .stored(
        id, Receipt(n: n, received: received, device: device, seal: seal),
        isDuplicate: items[1].text == "duplicate")
    case "missing":
      guard let named = items[2].items else { return nil }
      let ids = named.compactMap { $0.text.flatMap(ChangeID.init) }
      guard ids.count == named.count else { return nil }
      self = .missing(id, ids)
    case "refused":
      guard let code = items[2].text else { return nil }
      self = .refused(id, code: code)
    default: return nil
    }
  }
}
