import Replication
import TestSupport
import Testing

@Suite("What is drafted is what the line says")
struct DraftTests {
  private let author = Draft.Author(by: "anl", at: 1_762_160_000_123, catalogue: "Zk3")
  private var random = SeededRandom(seed: 9)

  private mutating func draft(_ kind: Change.Kind) -> Draft {
    Draft(
      kind: kind, type: "activity", record: ID(using: &random),
      seen: [ID(using: &random), ID(using: &random), ID(using: &random)])
  }

  @Test mutating func `a put comes back whole`() throws {
    var draft = draft(.put)
    draft.fields = [
      .init("title", .text("Sagostund \"Å\"\n")), .init("count", .integer(-7)),
      .init("gone", .null),
      .init("languages", .texts(["sv", "fi"])), .init("children", .bool(true)),
    ]
    let group = Change.Group(id: ID(using: &random), index: 1, count: 2)

    let change = try draft.change(by: author, group: group, using: &random)

    #expect(change.kind == .put)
    #expect(change.type == draft.type)
    #expect(change.record == draft.record)
    #expect(change.seen == draft.seen.sorted())
    #expect(change.fields == draft.fields.sorted { $0.name < $1.name })
    #expect(change.group == group)
    #expect([change.by, change.catalogue] == ["anl", "Zk3"])
    #expect(change.at == author.at)
    #expect(change.key == nil && change.tally == nil && change.verdict == nil)
    #expect(try Change(line: change.line).id == change.id)
  }

  @Test mutating func `a count with a key and a row of clicks comes back whole`() throws {
    let key = NaturalKey(
      type: "visit", unit: ID(using: &random), date: "2026-03-02", granularity: "day",
      counter: "Norr")
    let draft = Draft(
      kind: .inc, type: "visit", record: key.record, key: key, seen: [],
      fields: [.init("count", .integer(3))], tally: ID(using: &random))

    let change = try draft.change(by: author, group: nil, using: &random)

    #expect(change.key == key)
    #expect(change.tally == draft.tally)
    #expect(change.fields == draft.fields)
  }

  @Test(arguments: Verdict.Status.allCases)
  mutating func `a verdict comes back whole`(status: Verdict.Status) throws {
    for person in [nil, "eva"] {
      var draft = draft(.verdict)
      draft.verdict = Verdict(
        target: ID(using: &random), status: status, reason: "Utanför perioden", person: person,
        erasure: status == .erased ? .init(fields: ["note", "title"], seal: Hash(of: [])) : nil)

      let change = try draft.change(by: author, group: nil, using: &random)

      #expect(change.kind == .verdict)
      #expect(change.verdict == draft.verdict)
      #expect(change.fields.isEmpty)
    }
  }

  @Test mutating func `members stand in the order of their names, without white space`() throws {
    var draft = draft(.put)
    draft.fields = [.init("b", .integer(1)), .init("a", .integer(2))]

    let line = try draft.change(by: author, group: nil, using: &random).line

    let names = try #require(LineScanner.scan(line).members).map(\.name)
    #expect(
      names == ["at", "by", "catalogue", "fields", "kind", "nonce", "record", "seen", "type"])
    #expect(try LineScanner.scan(line).bytes == line)
  }

  @Test mutating func `the same words said twice are two changes`() throws {
    let draft = draft(.del)

    let first = try draft.change(by: author, group: nil, using: &random)
    let second = try draft.change(by: author, group: nil, using: &random)

    #expect(first.id != second.id)
  }

  @Test mutating func `a draft that no node would take is refused here`() {
    var tooLong = draft(.put)
    tooLong.fields = [.init("note", .text(String(repeating: "å", count: 40_000)))]
    var tooLarge = draft(.put)
    tooLarge.fields = [.init("count", .integer(Value.integerMax + 1))]
    var twice = draft(.put)
    twice.fields = [.init("a", .integer(1)), .init("a", .integer(2))]
    var nul = draft(.put)
    nul.fields = [.init("note", .text("\u{0}"))]
    var crowded = draft(.put)
    crowded.seen = (0..<65).map { _ in ID(using: &random) }

    #expect(refusal(tooLong) == .tooLong)
    for draft in [tooLarge, twice, nul, crowded] { #expect(refusal(draft)?.code == "malformed") }
  }

  private mutating func refusal(_ draft: Draft) -> Refusal? {
    do { _ = try draft.change(by: author, group: nil, using: &random) } catch { return error }
    return nil
  }
}
