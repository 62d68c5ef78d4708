import Replication
import TestSupport
import Testing

@Suite("Two branches that count the same thing apart write about one record")
struct NaturalKeyTests {
  let unit = RecordID("AAAAAAAAAAAAAAAAAAAAAQ")!

  private func key(_ counter: String = "", date: String = "2026-03-02") -> NaturalKey {
    NaturalKey(type: "visit", unit: unit, date: date, granularity: "day", counter: counter)
  }

  @Test func `the record's id is the hash of the canonical array of the key`() {
    let array: Canonical = ["visit", "AAAAAAAAAAAAAAAAAAAAAQ", "2026-03-02", "day", "Entré"]

    #expect(key("Entré").record.bytes == Array(array.hash.bytes.prefix(16)))
  }

  @Test func `counters whose names differ in bytes are two keys`() {
    let composed = key("Entr\u{E9}")
    let decomposed = key("Entre\u{301}")

    #expect(composed != decomposed)
    #expect(composed.record != decomposed.record)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test func `the key is the same on every device`() {
    #expect(key().record == key().record)
    #expect(key().record != key(date: "2026-03-03").record)
  }

  @Test(arguments: [
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-03-02","day"]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-03-02","day","",""]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-03-02","day",0]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAR","2026-03-02","day",""]"#,
    #"["visit","Karlstad","2026-03-02","day",""]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-3-2","day",""]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026/03/02","day",""]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-03-02T00","day",""]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-03-02","Day",""]"#,
    #"["visit","AAAAAAAAAAAAAAAAAAAAAQ","2026-03-02","",""]"#,
    #"{"type":"visit"}"#, #""visit""#, "null",
  ])
  func `what is no key is refused`(json: String) throws {
    let line = SampleLine().replacing("key", with: json).replacing("type", with: #""visit""#)

    #expect(line.refusal?.code == "malformed")
  }

  @Test func `a counter's name has at most eighty bytes`() throws {
    for count in [80, 81] {
      let key = key(String(repeating: "k", count: count))
      let line = SampleLine().replacing("type", with: #""visit""#)
        .replacing("record", with: "\"\(key.record)\"")
        .replacing("key", with: String(decoding: key.json.bytes, as: UTF8.self))

      #expect(line.refusal?.code == (count == 80 ? nil : "malformed"))
    }
  }

  @Test func `a line whose record is not its key's is refused`() {
    let json = String(decoding: key().json.bytes, as: UTF8.self)
    let line = SampleLine().replacing("key", with: json).replacing("type", with: #""visit""#)

    #expect(line.refusal == .keyMismatch)
    #expect(line.replacing("record", with: "\"\(key().record)\"").refusal == nil)
  }

  @Test func `a line whose type is not its key's is refused`() {
    let json = String(decoding: key().json.bytes, as: UTF8.self)
    let line = SampleLine().replacing("key", with: json)
      .replacing("record", with: "\"\(key().record)\"")

    #expect(line.refusal == .keyMismatch)
  }
}
