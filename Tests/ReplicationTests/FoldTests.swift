import Replication
import TestSupport
import Testing

@Suite("What is said of a record is laid together without losing any of it")
struct FoldTests {
  private var pen = Pen()
  private let record: RecordID

  init() { record = pen.newID() }

  private func fold(_ changes: [Change]) -> Fold { Fold(changes.map { LogEntry($0) }) }

  @Test mutating func `two devices on the same day make one record with two values`() throws {
    let a = try pen.put(["visits": .integer(120)], in: record)
    let b = try pen.put(["visits": .integer(118)], in: record)
    let c = try pen.put(["visits": .integer(119)], in: record, seeing: [a, b])

    #expect(fold([a, b]).values("visits") == [.integer(118), .integer(120)])
    #expect(fold([a, b]).conflicts.map(\.name) == ["visits"])
    #expect(fold([a, b, c]).values("visits") == [.integer(119)])
  }

  @Test mutating func `equal values are no conflict and name everyone who said so`() throws {
    let a = try pen.put(["visits": 120], in: record)
    let b = try pen.put(["visits": 120], in: record)

    let field = try #require(fold([a, b])["visits"])

    #expect(field.candidates.map(\.value) == [120])
    #expect(field.candidates.map(\.changes) == [[a.id, b.id].sorted()])
  }

  @Test mutating func `two people who correct a tally to the same number agree`() throws {
    let clicks = try pen.inc(["n": 130], in: record)
    let a = try pen.put(["n": 120], in: record, seeing: [clicks])
    let b = try pen.put(["n": 120], in: record, seeing: [clicks])
    let click = try pen.inc(["n": 1], in: record, seeing: [clicks])

    #expect(fold([clicks, a, b, click]).values("n") == [121])
  }

  @Test mutating func `recreating after a delete starts afresh`() throws {
    let old = try pen.inc(["n": 120], in: record)
    let del = try pen.del(in: record, seeing: [old])
    let new = try pen.inc(["n": 1], in: record, seeing: [del])

    #expect(fold([old, del]).life == .deleted)
    #expect(fold([old, del]).fields.isEmpty)
    #expect(fold([old, del, new]).life == .alive)
    #expect(fold([old, del, new]).values("n") == [1])
  }

  @Test mutating func `a delete beside an edit keeps the record and says so`() throws {
    let a = try pen.put(["x": 1], in: record)
    let b = try pen.put(["x": 2], in: record, seeing: [a])
    let del = try pen.del(in: record, seeing: [a])
    let keep = try pen.put(["x": 2], in: record, seeing: [b, del])
    let really = try pen.del(in: record, seeing: [b, del])
    let click = try pen.inc(["n": 1], in: record, seeing: [b, del])

    #expect(fold([a, b, del]).life == .editDelete)
    #expect(fold([a, b, del]).values("x") == [2])
    #expect(fold([a, b, del, keep]).life == .alive)
    #expect(fold([a, b, del, keep]).values("x") == [2])
    #expect(fold([a, b, del, really]).life == .deleted)
    #expect(fold([a, b, del, click]).life == .editDelete, "a click decides nothing")
  }

  @Test mutating func `a late click cannot bring back what a delete reset`() throws {
    let old = try pen.inc(["n": 120], in: record)
    let del = try pen.del(in: record, seeing: [old])
    let new = try pen.inc(["n": 1], in: record, seeing: [del])
    let late = try pen.inc(["n": 1], in: record, seeing: [old])

    #expect(fold([old, del, new, late]).life == .editDelete)
    #expect(fold([old, del, new, late]).values("n") == [2])
  }

  @Test mutating func `copied rows of clicks count once`() throws {
    let row: TallyID = pen.newID()
    let five = try pen.inc(["n": 5], in: record, tally: row)
    let seven = try pen.inc(["n": 7], in: record, tally: row)
    let corrected = try pen.put(["n": 4], in: record, seeing: [five])

    #expect(fold([seven, five]).values("n") == [7])
    #expect(fold([five, corrected, seven]).values("n") == [6])
  }

  @Test mutating func `a click on a text leaves the text alone`() throws {
    let text = try pen.put(["n": .text("abc")], in: record)
    let click = try pen.inc(["n": 1], in: record)

    #expect(fold([text, click]).values("n") == [.text("abc")])
  }

  @Test mutating func `sums are exact until they are clamped once`() throws {
    let many = try (0..<1_100).map { _ in try pen.inc(["n": Value.integerMax], in: record) }
    let less = try (0..<1_099).map { _ in try pen.inc(["n": -Value.integerMax], in: record) }

    #expect(fold(many).values("n") == [.integer(Value.integerMax)])
    #expect(fold(less).values("n") == [.integer(-Value.integerMax)])
    #expect(fold(many + less).values("n") == [.integer(Value.integerMax)])
  }

  @Test mutating func `a record as long as a record may be is folded without recursion`() throws {
    var chain = [try pen.put(["x": 0], in: record)]
    while chain.count < Change.recordChangesMax {
      chain.append(
        try pen.put(
          ["x": .integer(Int64(chain.count))], in: record, seeing: [chain[chain.count - 1]]))
    }

    let fold = fold(chain.reversed())

    #expect(fold.values("x") == [.integer(Int64(Change.recordChangesMax - 1))])
    #expect(fold.heads == [chain[chain.count - 1].id])
  }

  @Test mutating func `what names the unseen is held, not guessed`() throws {
    let ghost = try pen.put(["x": 1], in: record)
    let change = try pen.put(["x": 2], in: record, seeing: [ghost])

    #expect(fold([change]).life == .absent)
    #expect(fold([change]).heads.isEmpty)
    #expect(fold([change, ghost]).values("x") == [2])
  }

  @Test mutating func `null is a value that hides what it has seen`() throws {
    let a = try pen.put(["x": 1], in: record)
    let cleared = try pen.put(["x": .null], in: record, seeing: [a])

    #expect(fold([a, cleared]).values("x") == [.null])
  }
}

@Suite("What is shown until a person decides")
struct ProvisionalValueTests {
  private var pen = Pen()
  private let record: RecordID

  init() { record = pen.newID() }

  @Test mutating func `the newest by the earlier of both clocks is shown`() throws {
    pen.at = 9_000
    let clockAhead = try pen.put(["x": 1], in: record)
    pen.at = 500
    let plain = try pen.put(["x": 2], in: record)

    let fold = Fold([entry(clockAhead, received: 400), entry(plain, received: 600)])

    #expect(fold["x"]?.provisional == 2)
  }

  @Test mutating func `without a receipt the author's clock counts`() throws {
    pen.at = 900
    let unsent = try pen.put(["x": 1], in: record)
    pen.at = 500
    let sent = try pen.put(["x": 2], in: record)

    #expect(Fold([LogEntry(unsent), entry(sent, received: 600)])["x"]?.provisional == 1)
  }

  @Test mutating func `at the same time the greater id is shown`() throws {
    let both = try [1, 2].map { try pen.put(["x": .integer($0)], in: record) }.sorted {
      $0.id < $1.id
    }

    let fold = Fold(both.map { LogEntry($0) })

    #expect(fold["x"]?.provisional == both[1].fields[0].value)
  }

  @Test mutating func `an entry given with and without its receipt counts as received`() throws {
    pen.at = 900
    let early = try pen.put(["x": 1], in: record)
    pen.at = 500
    let late = try pen.put(["x": 2], in: record)
    let entries = [LogEntry(early), LogEntry(late), entry(early, received: 100)]

    #expect(Fold(entries)["x"]?.provisional == 2)
    #expect(Fold(entries.reversed())["x"]?.provisional == 2)
  }

  private func entry(_ change: Change, received: Int64) -> LogEntry {
    let device = DeviceID("AAAAAAAAAAAAAAAAAAAAAg")!
    return LogEntry(
      change, receipt: Receipt(n: 1, received: received, device: device, seal: Hash(of: [])))
  }
}

extension Fold {
  func values(_ name: String) -> [Value]? { self[name]?.candidates.map(\.value) }
}

extension Value: ExpressibleByIntegerLiteral {
  init(integerLiteral number: Int64) { self = .integer(number) }
}
