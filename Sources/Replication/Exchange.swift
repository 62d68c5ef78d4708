// One round trip: an agent pushes what the aggregator lacks and pulls what it lacks. Every framed line is a
// letter, a space, and JSON or a change line verbatim. Protocol/README.md is the specification, and
// Protocol/fixtures holds one golden file per message.

/// What an agent sends to `POST /sync/v1/scopes/{scope}/sync`.
public struct ExchangeRequest: Equatable, Sendable {
  /// One change on its way up.
  public struct Offer: Equatable, Sendable {
    public let id: ChangeID
    /// The line, or the stub of one.
    public let line: [UInt8]
    public let isStub: Bool
    /// The receipt of a change that another device brought, and of every stub; nil for the agent's own lines.
    public let receipt: Receipt?

    public init(line: [UInt8], receipt: Receipt?) {
      id = ChangeID(Hash(of: line).bytes)
      self.line = line
      isStub = false
      self.receipt = receipt
    }

    /// - Parameter receipt: without it nobody can tell that the stub is one of this change.
    public init(stub line: [UInt8], of id: ChangeID, receipt: Receipt?) {
      self.id = id
      self.line = line
      isStub = true
      self.receipt = receipt
    }
  }

  /// The last mark whose lines the agent holds.
  public var cursor: Mark
  /// Proofs of what the agent was told, the cursor among them: at most `marksMax`, any order.
  public var marks: [Mark]
  /// The agent's clock, milliseconds since 1970.
  public var now: Int64
  /// How many changes the agent wants at most in the answer.
  public var page: Int
  public var offers: [Offer]

  public static let marksMax = 18
  public static let mediaType = "application/vnd.bokfink.sync"

  public init(cursor: Mark, marks: [Mark], now: Int64, page: Int, offers: [Offer]) {
    self.cursor = cursor
    self.marks = marks
    self.now = now
    self.page = page
    self.offers = offers
  }

  public var bytes: [UInt8] {
    var frame = FrameWriter()
    frame.write(
      "h",
      .object([
        .init("cursor", cursor.json), .init("marks", .array(marks.map(\.json))),
        .init("now", .integer(now)), .init("page", .integer(Int64(page))),
      ]))
    for offer in offers {
      if let receipt = offer.receipt {
        frame.write("r", receipt.json(of: offer.isStub ? offer.id : nil))
      }
      frame.writeChange(offer.line, isStub: offer.isStub)
    }
    frame.finish([])
    return frame.bytes
  }

  /// - Throws: `FrameError`, and then nothing of the request may be used.
  public init(bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    let head = try reader.head()
    guard let cursor = Mark(head["cursor"]), let marks = head["marks"]?.items,
      marks.count <= Self.marksMax, let now = head["now"]?.integer,
      let page = head["page"]?.integer, page >= 0
    else { throw .malformed("the head line") }
    self.cursor = cursor
    self.marks = marks.compactMap { Mark($0) }
    self.now = now
    self.page = Int(page)
    guard self.marks.count == marks.count else { throw .malformed("a mark") }
    offers = []
    var receipt: (receipt: Receipt, id: ChangeID?)?
    while let frame = try reader.next() {
      switch frame.letter {
      case UInt8(ascii: "r"):
        guard receipt == nil, let read = Receipt.read(try frame.json()) else {
          throw .malformed("a receipt")
        }
        receipt = read
      case UInt8(ascii: "c"):
        offers.append(Offer(line: Array(frame.content), receipt: receipt?.receipt))
        receipt = nil
      case UInt8(ascii: "s"):
        guard let named = receipt, let id = named.id else { throw .malformed("a stub alone") }
        offers.append(Offer(stub: Array(frame.content), of: id, receipt: named.receipt))
        receipt = nil
      default: throw .malformed("a line that begins with an unknown letter")
      }
    }
    guard reader.isComplete, receipt == nil else { throw .incomplete }
  }
}

/// What the aggregator answers.
public struct ExchangeReply: Equatable, Sendable {
  public enum Acknowledgement: Equatable, Sendable {
    /// Durable at the aggregator, now or before.
    case stored(ChangeID, Receipt, isDuplicate: Bool)
    /// The change builds on changes the aggregator does not hold.
    case missing(ChangeID, [ChangeID])
    /// Nobody can store it; the code is that of `Refusal`.
    case refused(ChangeID, code: String)

    public var change: ChangeID {
      switch self {
      case .stored(let id, _, _), .missing(let id, _), .refused(let id, _): id
      }
    }
  }

  public struct Arrival: Equatable, Sendable {
    public let id: ChangeID
    public let receipt: Receipt
    /// The line, or its stub; nil when the agent sent this very line in the request.
    public let line: [UInt8]?

    public init(id: ChangeID, receipt: Receipt, line: [UInt8]?) {
      self.id = id
      self.receipt = receipt
      self.line = line
    }
  }

  /// Arrivals that belong together, and the mark that proves them.
  public struct Page: Equatable, Sendable {
    public var arrivals: [Arrival]
    public let mark: Mark

    public init(arrivals: [Arrival], mark: Mark) {
      self.arrivals = arrivals
      self.mark = mark
    }
  }

  /// The aggregator's clock, milliseconds since 1970.
  public var time: Int64
  /// The newest mark after this request's changes.
  public var tip: Mark
  /// The version of the catalogue at the aggregator.
  public var catalogue: String
  public var acknowledgements: [Acknowledgement]
  public var pages: [Page]
  /// The mark of the last page, or the agent's cursor when there is none.
  public var end: Mark
  /// True when there is more to pull beyond `end`.
  public var more: Bool

  /// A page ends at the end of a group, at the latest after this much.
  public static let pageChangesMax = 200
  public static let pageBytesMax = 64 * 1024

  public init(
    time: Int64, tip: Mark, catalogue: String, acknowledgements: [Acknowledgement], pages: [Page],
    end: Mark, more: Bool
  ) {
    self.time = time
    self.tip = tip
    self.catalogue = catalogue
    self.acknowledgements = acknowledgements
    self.pages = pages
    self.end = end
    self.more = more
  }

  public var bytes: [UInt8] {
    var frame = FrameWriter()
    frame.write(
      "h",
      .object([
        .init("catalogue", .text(catalogue)), .init("time", .integer(time)), .init("tip", tip.json),
      ]))
    for acknowledgement in acknowledgements { frame.write("a", acknowledgement.json) }
    for page in pages {
      for arrival in page.arrivals {
        frame.write("r", arrival.receipt.json(of: arrival.id))
        if let line = arrival.line { frame.writeChange(line, isStub: Change.isStub(line)) }
      }
      frame.write("m", page.mark.json)
    }
    frame.finish([
      .init("mark", end.json), .init("more", .bool(more)),
    ])
    return frame.bytes
  }
}

/// How an answer begins when the aggregator has gone back in time: the highest of the agent's marks it knows.
public struct RolledBack: Equatable, Sendable {
  public let to: Mark

  public init(to mark: Mark) { to = mark }

  public var bytes: [UInt8] {
    var frame = FrameWriter()
    frame.write("h", .object([.init("rolledBack", to.json)]))
    frame.finish([])
    return frame.bytes
  }
}
