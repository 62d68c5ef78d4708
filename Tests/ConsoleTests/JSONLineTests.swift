import Console
import Foundation
import Testing

@Suite("Answers for programs never change their order")
struct JSONLineTests {
  private struct Answer: Encodable {
    let waiting: Int
    let device: String
    let address: String
    let lastContact: Int64?
  }

  @Test func `members stand in the order of their names, on one line`() throws {
    let answer = Answer(
      waiting: 3, device: "Zk3\n", address: "http://127.0.0.1:8080/å", lastContact: nil)

    #expect(
      try jsonLine([answer])
        == #"[{"address":"http://127.0.0.1:8080/å","device":"Zk3\n","waiting":3}]"#)
  }

  @Test(arguments: [
    "\u{1B}[2J\u{7}", "\u{9B}31m", "\u{202E}nettap", "\u{FEFF}\u{200D}", "\u{E0001}",
    "a\u{7F}\u{AD}b", "\r\n\u{2028}",
  ])
  func `what moves a cursor is written out, and is the same value`(text: String) throws {
    let line = try jsonLine([text])

    #expect(
      line.unicodeScalars.allSatisfy {
        ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
      })
    let read = try JSONDecoder().decode([String].self, from: Data(line.utf8))
    #expect(read[0].utf8.elementsEqual(text.utf8))
  }

  @Test func `a sentence that quotes what was typed stays a sentence`() {
    #expect(visibleLines(of: Said(description: "en\ntvå \u{1B}[2J")) == "en\ntvå \\u{1b}[2J")
  }

  private struct Said: Error, CustomStringConvertible {
    let description: String
  }

  @Test func `numbers are exact`() throws {
    #expect(try jsonLine([9_007_199_254_740_991, -1, 0] as [Int64]) == "[9007199254740991,-1,0]")
  }

  @Test func `exit statuses are those of sysexits`() {
    #expect(
      ExitStatus.allCases.map(\.rawValue) == [0, 64, 65, 66, 69, 70, 74, 75, 77, 78])
  }

  @Test func `every mistake with a file has a status of its kind`() {
    #expect(FileError.notFound("a").status == .noInput)
    #expect(FileError.notPermitted("a").status == .noPermission)
    #expect(FileError.tooLarge("a", bytesMax: 1).status == .data)
    #expect(FileError.failed("a", reason: "b").status == .inputOutput)
  }
}
