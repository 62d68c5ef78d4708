import Replication
import TestSupport
import Testing

@Suite("Marks prove what was told, seals prove who told it")
struct ReceiptTests {
  private let scope = Scope("1780")!
  private let device = DeviceID("AAAAAAAAAAAAAAAAAAAAAg")!
  private let change = ChangeID("AAAAAAAAAAAAAAAAAAAABA")!

  @Test func `the log begins with the hash of its scope`() {
    #expect(Mark.start(of: scope).n == 0)
    #expect(Mark.start(of: scope).h == Hash(of: Array(#"["bokfink-log-1","1780"]"#.utf8)))
    #expect(Mark.start(of: scope).h != Mark.start(of: .county).h)
  }

  @Test func `every arrival is chained to all before it`() {
    let start = Mark.start(of: scope)
    let array = #"["bokfink-arrival-1","\#(start.h)","\#(change)",1762160000456,"\#(device)"]"#

    let mark = start.adding(change, received: 1_762_160_000_456, device: device)

    #expect(mark == Mark(n: 1, h: Hash(of: Array(array.utf8))))
  }

  @Test func `a link differs when anything in it differs`() {
    var pen = Pen()
    let start = Mark.start(of: scope)
    let links = [
      start.adding(change, received: 5, device: device),
      start.adding(pen.newID(), received: 5, device: device),
      start.adding(change, received: 6, device: device),
      start.adding(change, received: 5, device: pen.newID()),
      Mark.start(of: .county).adding(change, received: 5, device: device),
      start.adding(change, received: 5, device: device).adding(change, received: 5, device: device),
    ]

    #expect(Set(links.map(\.h)).count == links.count)
  }

  @Test func `a seal is a code over scope, change, device, time and stub`() {
    let key = Array("key".utf8)
    let array = #"["bokfink-seal-1","1780","\#(change)","\#(device)",7,""]"#

    let seal = Receipt.seal(scope: scope, change: change, device: device, received: 7, key: key)

    #expect(seal == Hash(code: Array(array.utf8), key: key))
    #expect(
      seal != Receipt.seal(scope: .county, change: change, device: device, received: 7, key: key))
    #expect(
      seal != Receipt.seal(scope: scope, change: change, device: device, received: 8, key: key))
    #expect(
      seal != Receipt.seal(scope: scope, change: change, device: device, received: 7, key: [1]))
    #expect(
      seal
        != Receipt.seal(
          scope: scope, change: change, device: device, received: 7, stub: "s", key: key))
  }
}

@Suite("A question has one id everywhere")
struct InboxItemTests {
  private var pen = Pen()
  private let scope = Scope("1780")!

  @Test mutating func `the id is the hash of kind, scope, type and record`() {
    let record: RecordID = pen.newID()
    let array: Canonical = [
      "bokfink-item-1", "edit-delete", "1780", "visit", .text(record.description),
    ]

    let item = InboxItem(kind: .editDelete, type: "visit", records: [record])

    #expect(item.id(in: scope).bytes == Array(array.hash.bytes.prefix(16)))
    #expect(item.id(in: scope) != item.id(in: .county))
    #expect(
      item.id(in: scope)
        != InboxItem(kind: .value, type: "visit", records: [record]).id(in: scope))
  }

  @Test mutating func `a question keeps its id when its fields change`() {
    let record: RecordID = pen.newID()
    let one = InboxItem(kind: .value, type: "visit", records: [record], fields: ["count"])
    let two = InboxItem(
      kind: .value, type: "visit", records: [record], fields: ["count", "method"])

    #expect(one.id(in: scope) == two.id(in: scope))
  }

  @Test mutating func `a pair is the same pair from both sides`() {
    let pair: [RecordID] = [pen.newID(), pen.newID()]

    let item = InboxItem(kind: .duplicate, type: "activity", records: pair)

    #expect(item == InboxItem(kind: .duplicate, type: "activity", records: pair.reversed()))
    #expect(item.records == pair.sorted())
  }

  @Test mutating func `one question lists all fields that somebody must decide`() throws {
    let record: RecordID = pen.newID()
    let a = try pen.put(["n": 1, "title": .text("a"), "note": .text("a"), "same": 5], in: record)
    let b = try pen.put(["n": 2, "title": .text("b"), "note": .text("b"), "same": 5], in: record)
    let fold = Fold([LogEntry(a), LogEntry(b)])

    let items = InboxItem.items(of: fold, type: "activity", record: record) { $0 != "note" }

    #expect(items.map(\.kind) == [.value])
    #expect(items.first?.fields == ["n", "title"])
    #expect(InboxItem.items(of: fold, type: "activity", record: record) { _ in false }.isEmpty)
  }

  @Test mutating func `a delete beside an edit is a question of its own`() throws {
    let record: RecordID = pen.newID()
    let a = try pen.put(["n": 1], in: record)
    let b = try pen.put(["n": 2], in: record, seeing: [a])
    let c = try pen.put(["n": 3], in: record, seeing: [a])
    let del = try pen.del(in: record, seeing: [a])
    let fold = Fold([a, b, c, del].map { LogEntry($0) })

    let items = InboxItem.items(of: fold, type: "activity", record: record) { _ in true }

    #expect(items.map(\.kind) == [.value, .editDelete])
  }
}
