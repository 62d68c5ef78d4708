import Replication
import TestSupport
import Testing

@Suite("Values are told apart and ordered by their bytes")
struct ByteOrderTests {
  @Test func `rival values stand in the order of their bytes, whatever Unicode says`() throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let decomposed = try pen.put(["title": .text("e\u{301}")], in: record)
    let plain = try pen.put(["title": .text("f")], in: record)
    let composed = try pen.put(["title": .text("\u{E9}")], in: record)

    let fold = Fold([decomposed, plain, composed].map { LogEntry($0) })

    let values = fold["title"]?.candidates.map(\.value)
    #expect(values == [.text("e\u{301}"), .text("f"), .text("\u{E9}")])
  }
}
