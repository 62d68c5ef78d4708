import Replication
import TestSupport
import Testing

@Suite("Lines and values are what their bytes are")
struct ByteTests {
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

  @Test func `a line is kept as it was written, though JSON could say it shorter`() throws {
    var pen = Pen()
    let written = try pen.put(["title": .text("a")], in: pen.newID())
    let spaced = Array("{ \"later\":[1, 2],".utf8) + written.line.dropFirst()

    let read = try Change(line: spaced)

    #expect(read.line == spaced)
    #expect(read.id == ChangeID(Hash(of: spaced).bytes))
  }
}
