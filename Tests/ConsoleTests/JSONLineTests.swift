import Console
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
