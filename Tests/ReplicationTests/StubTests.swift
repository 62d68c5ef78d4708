import Replication
import TestSupport
import Testing

@Suite("What is left of a change is the same on every node, and tells nothing of what is gone")
struct StubTests {
  @Test func `every line has this stub`() throws {
    for vector in try Golden.cases("stubs.json", "good") {
      let names = Set(try vector.items("erased").compactMap(\.text))
      let change = try Change(line: try vector.line("line"))

      let stub = try change.erasing(names)

      #expect(stub.line == (try vector.line("stub")))
      #expect(stub.stubHash == (try vector.text("hash")))
      #expect(stub.id == change.id && stub.seen == change.seen && stub.group == change.group)
      #expect(
        stub.erased == names.filter { name in change.fields.contains { $0.name == name } }.sorted())
      #expect(stub.fields.allSatisfy { !names.contains($0.name) || $0.value == .null })
      #expect(try Change(held: stub.line, as: change.id).line == stub.line)
    }
  }

  @Test func `what is spelled otherwise is no stub`() throws {
    var pen = Pen()
    let id: ChangeID = pen.newID()
    for vector in try Golden.cases("stubs.json", "bad") {
      let line = try vector.line("stub")

      #expect(throws: Refusal.self) { try Change(stub: line, of: id) }
    }
  }

  @Test func `erasing twice, in whatever order, leaves what erasing at once leaves`() throws {
    var pen = Pen()
    let change = try pen.put(
      ["note": .text("a"), "title": .text("b"), "n": .integer(1)], in: pen.newID())

    let apart = try change.erasing(["title"]).erasing(["note"])

    #expect(apart.line == (try change.erasing(["note", "title"]).line))
    #expect(try change.erasing(["mood"]).line == change.line)
    #expect(try apart.erasing(["note"]).line == apart.line)
  }

  @Test func `deletes and clicks have nothing to erase`() throws {
    var pen = Pen()
    let put = try pen.put(["n": .integer(1)], in: pen.newID())
    for change in [
      try pen.inc(["n": 1], in: put.record, seeing: [put]),
      try pen.del(in: put.record, seeing: [put]),
    ] {
      #expect(try change.erasing(["n"]).line == change.line)
    }
  }

  @Test func `nothing older comes back when a newer value is erased`() throws {
    var pen = Pen()
    let old = try pen.put(["note": .text("gammal")], in: pen.newID())
    let new = try pen.put(["note": .text("ny")], in: old.record, seeing: [old])

    let fold = Fold([LogEntry(old), LogEntry(try new.erasing(["note"]))])

    #expect(fold["note"]?.provisional == .null && fold.heads == [new.id])
  }

  @Test func `a request and an answer with a stub`() throws {
    let key = (0..<32).map { UInt8($0) }
    let request = try ExchangeRequest(bytes: try Golden.fixture("request-stub.txt"))
    #expect(request.bytes == (try Golden.fixture("request-stub.txt")))
    let offer = try #require(request.offers.first)
    let receipt = try #require(offer.receipt)
    let stub = try Change(stub: offer.line, of: offer.id)
    #expect(
      receipt.seal
        == Receipt.seal(
          scope: Scope("1780")!, change: offer.id, device: receipt.device,
          received: receipt.received, stub: stub.stubHash, key: key))

    let bytes = try Golden.fixture("reply-stub.txt")
    guard case .complete(let reply) = try ExchangeAnswer(bytes: bytes, after: request.cursor) else {
      Issue.record("it is not complete")
      return
    }
    #expect(reply.bytes == bytes)
    #expect(reply.pages[0].arrivals.map(\.id).first == offer.id)
  }

  @Test func `a whole line that looks like a stub is refused in an answer`() throws {
    let bytes = try Golden.fixture("reply-stub.txt")
    let text = String(decoding: bytes, as: UTF8.self)

    let altered = Array(text.replacing("\ns ", with: "\nc ").utf8)

    #expect(throws: FrameError.wrongID) {
      try ExchangeAnswer(bytes: altered, after: .start(of: Scope("1780")!))
    }
  }

  @Test func `what no erasure reaches is told`() throws {
    let line = """
      {"at":1,"by":"anl","catalogue":"c","fields":{"note":"inte med"},"kind":"put",\
      "mood":{"x":["blue",7]},"nonce":"AAAAAAAAAAAAAAAAAAAAAA","record":"AAAAAAAAAAAAAAAAAAAAAA",\
      "seen":[],"type":"activity"}
      """

    let texts = try Change(line: Array(line.utf8)).textsBesideFields

    #expect(Set(["anl", "note", "mood", "x", "blue", "7"]).isSubset(of: texts))
    #expect(!texts.contains("inte med") && !texts.contains("AAAAAAAAAAAAAAAAAAAAAA"))
  }
}
