import Replication
import TestSupport
import Testing

@Suite("A message is read exactly as it was meant, or not at all")
struct FramingTests {
  private let sample: SampleExchange

  init() throws { sample = try SampleExchange(changes: 6) }

  @Test func `a request comes back whole`() throws {
    #expect(try ExchangeRequest(bytes: sample.request.bytes) == sample.request)
  }

  @Test func `a request without changes comes back whole`() throws {
    var request = sample.request
    request.offers = []

    #expect(try ExchangeRequest(bytes: request.bytes) == request)
  }

  @Test func `an answer comes back whole`() throws {
    let reply = sample.reply(after: 1, pagesEndingAt: [3, 6], echoing: [3])

    #expect(try answer(reply.bytes) == .complete(reply))
  }

  @Test func `an answer without arrivals ends at the cursor`() throws {
    let reply = sample.reply(after: 1, pagesEndingAt: [])

    #expect(reply.end == sample.marks[1])
    #expect(try answer(reply.bytes) == .complete(reply))
  }

  @Test func `an answer that the aggregator has gone back comes back whole`() throws {
    let rolledBack = RolledBack(to: sample.marks[0])

    #expect(try answer(rolledBack.bytes) == .rolledBack(to: sample.marks[0]))
  }

  @Test func `every line is a letter, a space and the line itself`() {
    let text = sample.reply(after: 1, pagesEndingAt: [3], echoing: [3]).bytes.text

    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.map { $0.prefix(2) } == [
        "h ", "a ", "a ", "a ", "a ", "a ", "r ", "c ", "r ", "m ", "z ", "",
      ])
    #expect(lines[7].dropFirst(2) == sample.changes[1].line.text)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5])
  func `an answer to another cursor is refused, such as one from a cache`(cursor: Int) throws {
    let bytes = sample.reply(after: 2, pagesEndingAt: [4, 6]).bytes

    guard cursor != 2 else { return }
    #expect(throws: FrameError.self) {
      try ExchangeAnswer(bytes: bytes, after: sample.marks[cursor])
    }
  }

  @Test(arguments: [
    "", "\n", "<html>Logga in</html>\n", "h {}\n", "h {\"time\":1}\nz {}\n", "z {\"count\":0}\n",
    "h\n", "h{}\n",
    #"h {"rolledBack":[0,"x"]}"# + "\n", #"h {"rolledBack":null}"# + "\n",
  ])
  func `what the network says in the aggregator's place is no answer`(text: String) {
    #expect(throws: FrameError.self) {
      try ExchangeAnswer(bytes: Array(text.utf8), after: sample.marks[0])
    }
    #expect(throws: FrameError.self) { try ExchangeRequest(bytes: Array(text.utf8)) }
  }

  private func answer(_ bytes: [UInt8]) throws -> ExchangeAnswer {
    try ExchangeAnswer(bytes: bytes, after: sample.marks[1])
  }
}

@Suite("A message that does not add up is refused with the reason")
struct FramingRefusalTests {
  private let sample: SampleExchange

  init() throws { sample = try SampleExchange(changes: 4) }

  @Test func `a count that is not the number of changes`() {
    #expect(closingFailure({ $0.replacing(#""count":3"#, with: #""count":2"#) }) == .wrongCount)
  }

  @Test func `a sum that is not that of the bytes`() {
    let other = Hash(of: [1]).description
    #expect(
      closingFailure({ _ in #"z {"count":3,"mark":[0,""],"more":true,"sha256":"\#(other)"}"# })
        == .wrongSum)
  }

  @Test func `a closing mark that is not the last`() {
    let mark = sample.marks[2].json.bytes.text
    #expect(
      closingFailure({ $0.replacing(sample.marks[4].json.bytes.text, with: mark) })?.isMalformed
        == true)
  }

  @Test func `something after the closing line`() {
    #expect(closingFailure({ $0 + "\nh {}" })?.isMalformed == true)
  }

  @Test func `a line that its receipt does not name`() {
    #expect(failure(after: { $0[2] = "c " + sample.changes[3].line.text }) == .wrongID)
  }

  @Test func `an arrival that does not follow`() {
    #expect(failure(after: { $0[1] = $0[3] }) == .wrongMark(n: 3))
    #expect(failure(after: { $0[5] = "m " + sample.marks[2].json.bytes.text }) == .wrongMark(n: 2))
    #expect(failure(after: { $0.remove(at: 3) })?.isMalformed == true)
  }

  @Test func `a line alone, a line twice, arrivals without their mark`() {
    #expect(failure(after: { $0.remove(at: 1) })?.isMalformed == true)
    #expect(failure(after: { $0.insert($0[2], at: 3) })?.isMalformed == true)
    #expect(failure(after: { $0.removeLast() })?.isMalformed == true)
  }

  @Test(arguments: [
    "x {}", "s {}", "c", "", "r []", "r {}", "m [1]", "m {}", "a []", "a 7", "h {}",
  ])
  func `a line that nobody writes`(line: String) {
    #expect(failure(after: { $0.insert(line, at: 1) }) != nil)
  }

  @Test(arguments: [
    #"["AAAAAAAAAAAAAAAAAAAABA","stored",1,2]"#, #"["AAAAAAAAAAAAAAAAAAAABA","kept",1]"#,
    #"["x","refused","group"]"#,
    #"["AAAAAAAAAAAAAAAAAAAABA","refused",1]"#, #"["AAAAAAAAAAAAAAAAAAAABA","missing","x"]"#,
    #"["AAAAAAAAAAAAAAAAAAAABA","missing",["x"]]"#, #"["AAAAAAAAAAAAAAAAAAAABA","missing",[1]]"#,
  ])
  func `an acknowledgement that says nothing`(json: String) {
    #expect(failure(after: { $0.insert("a " + json, at: 1) })?.isMalformed == true)
  }

  @Test(arguments: [
    (#""page":100"#, #""page":-1"#), (#""page":100"#, #""page":"100""#),
    (#""now":1"#, #""now":null,"x":1"#),
    (#""cursor":[1"#, #""cursor":[-1"#), (#""marks":[["#, #""marks":[[1],["#),
    ("\nr {", "\nr {}\nr {"),
  ])
  func `a request with another head or a receipt alone`(part: String, other: String) throws {
    let text = sample.request.bytes.text.replacing(part, with: other, maxReplacements: 1)
    var lines = text.split(separator: "\n").map(String.init)
    lines.removeLast()

    #expect(throws: FrameError.self) { try ExchangeRequest(bytes: sealed(lines, count: 2)) }
  }

  @Test func `a receipt that no line follows`() throws {
    var lines = sample.request.bytes.text.split(separator: "\n").map(String.init)
    lines.removeLast(2)

    #expect(throws: FrameError.self) { try ExchangeRequest(bytes: sealed(lines, count: 1)) }
  }

  @Test func `more marks than an agent keeps`() throws {
    for (count, fits) in [(ExchangeRequest.marksMax, true), (ExchangeRequest.marksMax + 1, false)] {
      var request = sample.request
      request.marks = Array(repeating: sample.marks[0], count: count)

      #expect(((try? ExchangeRequest(bytes: request.bytes)) != nil) == fits)
    }
  }

  /// The lines of an answer are: head, r, c, r, c, r, c … m. They are closed anew after `edit`.
  private func failure(after edit: (inout [String]) -> Void) -> FrameError? {
    var reply = sample.reply(after: 1, pagesEndingAt: [3, 4])
    reply.acknowledgements = []
    var lines = reply.bytes.text.split(separator: "\n").map(String.init)
    let closing = lines.removeLast()
    edit(&lines)
    let count = lines.count { $0.hasPrefix("c ") }
    return failure(
      of: sealed(lines, count: count, mark: closing.contains("mark") ? reply.end : nil))
  }

  private func closingFailure(_ edit: (String) -> String) -> FrameError? {
    let text = sample.reply(after: 1, pagesEndingAt: [3, 4]).bytes.text
    var lines = text.split(separator: "\n").map(String.init)
    lines.append(edit(lines.removeLast()))
    return failure(of: Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  private func sealed(_ lines: [String], count: Int, mark: Mark? = nil) -> [UInt8] {
    let body = Array((lines.joined(separator: "\n") + "\n").utf8)
    let end = mark.map { #""mark":\#($0.json.bytes.text),"more":false,"# } ?? ""
    return body
      + Array((#"z {"count":\#(count),\#(end)"sha256":"\#(Hash(of: body))"}"# + "\n").utf8)
  }

  private func failure(of bytes: [UInt8]) -> FrameError? {
    do { _ = try ExchangeAnswer(bytes: bytes, after: sample.marks[1]) } catch { return error }
    return nil
  }
}

extension FrameError {
  fileprivate var isMalformed: Bool { if case .malformed = self { true } else { false } }
}
