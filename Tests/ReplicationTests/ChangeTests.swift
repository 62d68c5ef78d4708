import Replication
import TestSupport
import Testing

@Suite("A line is a change, or is refused with a reason")
struct ChangeTests {
  @Test func `the id is the start of the hash of the bytes`() throws {
    let line = SampleLine()

    let change = try line.change()

    #expect(change.id.bytes == Array(Hash(of: line.bytes).bytes.prefix(16)))
    #expect(change.line == line.bytes)
  }

  @Test func `white space and the order of members make another change`() throws {
    let line = SampleLine().bytes
    let spaced = Array("{ ".utf8) + line.dropFirst()

    #expect(try Change(line: spaced).id != Change(line: line).id)
  }

  @Test func `members nobody knows yet stay in the line`() throws {
    let line = SampleLine().replacing("mood", with: #"{"color":"blue"}"#)

    #expect(try line.change().line == line.bytes)
  }

  @Test(
    arguments: [
      ("at", nil), ("at", #""1762160000123""#), ("at", "1.5"), ("at", "null"),
      ("by", nil), ("by", "7"), ("catalogue", nil), ("catalogue", "[]"),
      ("fields", nil), ("fields", "[]"), ("fields", #"{"Count":1}"#), ("fields", #"{"":1}"#),
      ("fields", #"{"a b":1}"#), ("fields", #"{"count":{}}"#), ("fields", #"{"count":[1]}"#),
      ("fields", #"{"count":[["sv"]]}"#), ("fields", #"{"count":1,"count":1}"#),
      ("kind", nil), ("kind", "1"), ("nonce", nil), ("nonce", #""short""#),
      ("record", nil), ("record", #""AAAAAAAAAAAAAAAAAAAABB""#),
      ("record", #""AAAAAAAAAAAAAAAAAAAABA=""#),
      ("seen", nil), ("seen", "{}"), ("seen", "[1]"), ("seen", #"["AAAA"]"#),
      ("seen", #"["AAAAAAAAAAAAAAAAAAAABA","AAAAAAAAAAAAAAAAAAAABA"]"#),
      ("type", nil), ("type", #""""#), ("type", #""Activity""#), ("type", #""aktivitet-1""#),
      ("group", "[]"), ("group", "null"), ("group", #"["AAAAAAAAAAAAAAAAAAAABA",0]"#),
      ("group", #"["AAAAAAAAAAAAAAAAAAAABA",0,0]"#), ("group", #"["AAAAAAAAAAAAAAAAAAAABA",2,2]"#),
      ("group", #"["AAAAAAAAAAAAAAAAAAAABA",-1,2]"#),
      ("group", #"["AAAAAAAAAAAAAAAAAAAABA",0,201]"#),
      ("group", #"["g",0,2]"#),
    ] as [(String, String?)])
  func `a member that is missing or of another kind is malformed`(name: String, json: String?) {
    #expect(SampleLine().replacing(name, with: json).refusal?.code == "malformed")
  }

  @Test(arguments: ["[]", "1", "null", #""put""#, "", "{}"])
  func `what is no object with members is malformed`(text: String) {
    #expect(refusalOf(Array(text.utf8))?.code == "malformed")
  }

  @Test func `a line feed cannot hide inside a line`() {
    let line = SampleLine().bytes

    #expect(refusalOf(Array("{\n".utf8) + line.dropFirst())?.code == "malformed")
    #expect(refusalOf(line + Array("\n".utf8))?.code == "malformed")
  }

  @Test func `sixty-four kibibytes are the most`() {
    for (length, refusal) in [(65_536, nil), (65_537, Refusal.tooLong)] {
      let empty = SampleLine().replacing("by", with: #""""#).bytes.count
      let by = String(repeating: "x", count: length - empty)
      let line = SampleLine().replacing("by", with: "\"\(by)\"")

      #expect(line.bytes.count == length)
      #expect(line.refusal == refusal)
    }
  }

  @Test func `sixty-four seen changes are the most`() {
    for (count, code) in [(64, nil), (65, "malformed")] {
      var pen = Pen()
      let ids = (0..<count).map { _ in "\"\(pen.newID() as ChangeID)\"" }
      let line = SampleLine().replacing("seen", with: "[\(ids.joined(separator: ","))]")

      #expect(line.refusal?.code == code)
    }
  }

  @Test func `two hundred fields are the most`() {
    for (count, code) in [(200, nil), (201, "malformed")] {
      let fields = (0..<count).map { "\"f\($0)\":1" }
      let line = SampleLine().replacing("fields", with: "{\(fields.joined(separator: ","))}")

      #expect(line.refusal?.code == code)
    }
  }

  @Test func `every value a field may hold is read`() throws {
    let json = #"{"a":null,"b":true,"c":-3,"d":"\u00f6","e":[],"f":["sv","fi"],"_same_as":null}"#
    let change = try SampleLine().replacing("fields", with: json).change()

    #expect(
      change.fields == [
        .init("_same_as", .null), .init("a", .null), .init("b", .bool(true)),
        .init("c", .integer(-3)),
        .init("d", .text("ö")), .init("e", .texts([])), .init("f", .texts(["sv", "fi"])),
      ])
  }

  @Test(arguments: ["null", "true", #""1""#, "[]"])
  func `an inc adds whole numbers only`(value: String) {
    let line = SampleLine().replacing("kind", with: #""inc""#)
      .replacing("fields", with: #"{"count":\#(value)}"#)

    #expect(line.refusal?.code == "malformed")
  }

  @Test func `a kind of a later version is kept and writes nothing`() throws {
    let change = try SampleLine().replacing("kind", with: #""swap""#)
      .replacing("fields", with: "7").change()

    #expect(change.kind == nil)
    #expect(Fold([LogEntry(change)]).life == .absent)
    #expect(Fold([LogEntry(change)]).heads == [change.id])
  }
}

@Suite("A verdict says what it judges, or is refused")
struct VerdictLineTests {
  private let line = SampleLine().replacing("fields", with: nil)
    .replacing("kind", with: #""verdict""#).replacing("facet", with: #""door""#)
    .replacing("status", with: #""quarantined""#).replacing("reason", with: #""Okänd enhet""#)
    .replacing("target", with: #""AAAAAAAAAAAAAAAAAAAABA""#)

  @Test func `a verdict without a person is the program's`() throws {
    let verdict = try line.change().verdict

    #expect(verdict?.status == .quarantined)
    #expect(verdict?.reason == "Okänd enhet")
    #expect(verdict?.person == nil)
    #expect(try line.replacing("person", with: #""eva""#).change().verdict?.person == "eva")
  }

  @Test(
    arguments: [
      ("facet", nil), ("facet", #""period""#), ("facet", #""window""#), ("status", nil),
      ("status", #""forgiven""#), ("status", #""accepted""#), ("reason", nil), ("reason", "1"),
      ("target", nil), ("target", #""all""#), ("person", "5"), ("person", "null"),
    ] as [(String, String?)])
  func `a verdict that does not add up is malformed`(name: String, json: String?) {
    #expect(line.replacing(name, with: json).refusal?.code == "malformed")
  }
}
