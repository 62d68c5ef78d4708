import Replication
import TestSupport
import Testing

@Suite("The code agrees with the vectors that the specification makes without it")
struct VectorTests {
  @Test func `the vectors and messages are what the specification says`() throws {
    let check = try Golden.check()

    #expect(check.status == 0, "\(check.said)")
  }

  @Test func `what is strict JSON is read and written alike`() throws {
    for vector in try Golden.cases("scanner.json", "good") {
      let json = try LineScanner.scan(try vector.hex("bytes"))

      #expect(json.bytes.text == (try vector.text("rewritten")))
    }
  }

  @Test func `what is not strict JSON is refused`() throws {
    for vector in try Golden.cases("scanner.json", "bad") {
      let (rule, bytes) = (try vector.text("rule"), try vector.hex("bytes"))

      #expect(reasonToRefuse(bytes) != nil, "\(rule): \(bytes.text)")
    }
  }

  @Test func `canonical arrays have these bytes, hashes and ids`() throws {
    for vector in try Golden.cases("canonical.json", "arrays") {
      let array = Canonical(
        try vector.items("array").map { item in
          if let text = item.text { .text(text) } else { .integer(try #require(item.integer)) }
        })

      #expect(array.bytes == (try vector.line("text")))
      #expect(array.hash == (try vector.hash("hash")))
      let id: RecordID = try vector.id("id")
      #expect(array.id() == id)
    }
  }

  @Test func `natural keys name these records`() throws {
    for vector in try Golden.cases("keys.json", "keys") {
      let key = try #require(vector["key"].flatMap(NaturalKey.init))

      #expect(key.record == (try vector.id("record")))
    }
  }

  @Test func `lines have these ids and say this`() throws {
    for vector in try Golden.cases("changes.json", "good") {
      let change = try Change(line: try vector.line("line"))

      #expect(change.id == (try vector.id("id")))
      #expect(change.record == (try vector.id("record")))
      #expect(change.kind == Change.Kind(rawValue: try vector.text("kind")))
      #expect(change.seen.map { JSON.text($0.description) } == (try vector.items("seen")))
      guard change.kind != nil else { continue }
      let fields = try #require(vector["fields"]?.members).sorted { $0.name < $1.name }
      #expect(change.fields.map { JSON.Member($0.name, $0.value.json) } == fields)
    }
  }

  @Test func `lines that are no changes are refused with these codes`() throws {
    for vector in try Golden.cases("changes.json", "bad") {
      let line = try vector.line("line")

      #expect(refusalOf(line)?.code == (try vector.text("code")), "\(line.text.prefix(300))")
    }
  }

  @Test func `arrivals are chained to these marks`() throws {
    for log in try Golden.cases("marks.json", "logs") {
      var mark = Mark.start(of: try log.scope("scope"))
      #expect(mark.h == (try log.hash("start")))

      for arrival in try log.items("arrivals") {
        mark = mark.adding(
          try arrival.id("change"), received: try arrival.integer("received"),
          device: try arrival.id("device"))

        #expect(mark.h == (try arrival.hash("h")))
      }
    }
  }

  @Test func `seals are these codes`() throws {
    let key = try Golden.vectors("seals.json").hex("key")
    for vector in try Golden.cases("seals.json", "seals") {
      let seal = Receipt.seal(
        scope: try vector.scope("scope"), change: try vector.id("change"),
        device: try vector.id("device"), received: try vector.integer("received"),
        stub: try vector.text("stub"), key: key)

      #expect(seal == (try vector.hash("seal")))
    }
  }

  @Test func `questions have these ids`() throws {
    for vector in try Golden.cases("items.json", "items") {
      let records = try vector.items("records").map { try #require($0.text.flatMap(RecordID.init)) }
      let item = InboxItem(
        kind: try #require(InboxItem.Kind(rawValue: try vector.text("kind"))),
        type: try vector.text("type"), records: records,
        change: vector["change"]?.text.flatMap(ChangeID.init))

      #expect(item.id(in: try vector.scope("scope")) == (try vector.id("id")))
    }
  }

  @Test func `a token is known by the hash of its text`() throws {
    for vector in try Golden.cases("tokens.json", "tokens") {
      #expect(Hash(of: try vector.line("token")) == (try vector.hash("hash")))
    }
  }
}

@Suite("The fold agrees with the vectors that the specification makes without it")
struct FoldVectorTests {
  @Test func `every history folds to this`() throws {
    for vector in try Golden.cases("folds.json", "folds") {
      let name = try vector.text("name")

      let fold = Fold(try entries(of: vector))

      #expect(fold.life.rawValue == (try vector.text("life")), "\(name)")
      #expect(fold.heads.map { .text($0.description) } == (try vector.items("heads")), "\(name)")
      #expect(fold.fields.map(json) == (try vector.items("fields")), "\(name)")
      #expect(fold.verdicts.map(json) == (try vector.items("verdicts")), "\(name)")
      #expect(items(of: fold).map(json) == (try vector.items("items")), "\(name)")
    }
  }

  @Test func `the oracle says the same`() throws {
    for vector in try Golden.cases("folds.json", "folds") {
      let (name, entries) = (try vector.text("name"), try entries(of: vector))

      #expect(Oracle.fold(entries) == Oracle.State(Fold(entries)), "\(name)")
    }
  }

  @Test func `the state has this digest, record by record and as a whole`() throws {
    var folds: [(record: RecordID, fold: Fold)] = []
    for vector in try Golden.cases("folds.json", "folds") {
      let record: RecordID = try vector.id("record")
      let fold = Fold(try entries(of: vector))
      let name = try vector.text("name")
      var digest = StateDigest()
      digest.add(fold, type: "activity", record: record)

      #expect(digest.hash == (try vector.hash("digest")), "\(name)")
      folds.append((record, fold))
    }
    var whole = StateDigest()
    for (record, fold) in folds.sorted(by: { $0.record < $1.record }) {
      whole.add(fold, type: "activity", record: record)
    }
    #expect(whole.hash == (try Golden.vectors("folds.json").hash("digest")))
  }

  private func entries(of vector: JSON) throws -> [LogEntry] {
    try vector.items("entries").map { entry in
      let change = try Change(line: try entry.line("line"))
      let receipt = entry["received"]?.integer.map { received in
        Receipt(n: 1, received: received, device: DeviceID(change.record.bytes), seal: Hash(of: []))
      }
      return LogEntry(change, receipt: receipt)
    }
  }

  private func items(of fold: Fold) -> [InboxItem] {
    let record = RecordID([UInt8](repeating: 0, count: 16))
    return InboxItem.items(of: fold, type: "activity", record: record) { _ in true }
  }

  private func json(_ field: Fold.Field) -> JSON {
    .object([
      .init("name", .text(field.name)),
      .init("candidates", .array(field.candidates.map(\.value.json))),
      .init("provisional", field.provisional.json),
    ])
  }

  private func json(_ verdict: Fold.HeldVerdict) -> JSON {
    .object([
      .init("target", .text(verdict.target.description)),
      .init("status", .text(verdict.status.rawValue)),
    ])
  }

  private func json(_ item: InboxItem) -> JSON {
    .object([
      .init("kind", .text(item.kind.rawValue)),
      .init("fields", .array(item.fields.map { .text($0) })),
    ])
  }
}
