import HTTP
import TestSupport
import Testing

@Suite("The parser sees the same requests however their bytes arrive")
struct RequestParserTests {
  @Test func `a whole request in one piece`() {
    let steps = Steps(of: "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi", cuts: [])

    #expect(steps.list == ["head POST length(2)", "body hi"])
  }

  @Test func `nothing is invented from nothing`() {
    #expect(Steps(of: "", cuts: []).list == [])
    #expect(Steps(of: "GET / HTTP/1.1\r\nHost: h\r\n\r", cuts: []).list == [])
  }

  @Test func `a refused parser stays refused`() {
    var parser = RequestParser()
    parser.append("\0")
    let first = parser.next()
    parser.append("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    let second = parser.next()

    guard case .refused(.requestLine) = first, case .refused(.requestLine) = second else {
      Issue.record("\(first), then \(second)")
      return
    }
  }

  @Test(arguments: Mutation.seeds)
  func `every cut of a valid request gives the same steps`(request: String) {
    let whole = Steps(of: request, cuts: [])

    for cut in 0...request.utf8.count {
      #expect(Steps(of: request, cuts: [cut]) == whole, "cut at \(cut)")
    }
    #expect(Steps(of: request, cuts: Array(0...request.utf8.count)) == whole, "byte by byte")
  }

  /// Once larger than a head may be, whatever is wrong with it was there to see before.
  @Test(arguments: [
    "\u{7F}", "GET\t/", "\rx", "", " / HTTP/1.1", "GET / HTTP/1.1 ", "GET /",
    String(repeating: "A", count: 40),
  ])
  func `a request line that is wrong and far too long is refused alike`(beginning: String) {
    for length in [16_383, 16_384, 16_385, 20_000] {
      let line = Array(beginning.utf8) + [UInt8](repeating: 0x61, count: length)
      for bytes in [line, line + Array("\r\n\r\n".utf8)] {
        let whole = Steps(of: bytes, cuts: [])
        for cut in [1, 40, 8_000, 8_300, 16_000, 16_384, 16_390] where cut <= bytes.count {
          #expect(Steps(of: bytes, cuts: [cut]) == whole, "\(length), cut at \(cut)")
        }
      }
    }
  }

  /// 8 × 2 500 mutations, each parsed whole and cut at up to four random places.
  @Test(arguments: UInt64(0)..<8)
  func `every cut of a mutated request gives the same steps`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for number in 0..<2500 {
      let bytes = Mutation.next(using: &random)
      let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()

      let whole = Steps(of: bytes, cuts: [])
      let cut = Steps(of: bytes, cuts: cuts)

      #expect(cut == whole, "seed \(seed), number \(number), cuts \(cuts)")
      #expect(whole.list.dropLast().allSatisfy { !$0.hasPrefix("refused") })
    }
  }
}

/// What the parser makes of some bytes, cut into pieces.
struct Steps: Equatable {
  private(set) var list: [String] = []

  init(of text: String, cuts: [Int]) { self.init(of: Array(text.utf8), cuts: cuts) }

  init(of bytes: [UInt8], cuts: [Int]) {
    var parser = RequestParser()
    var start = 0
    for end in cuts + [bytes.count] {
      bytes[start..<end].withUnsafeBytes { parser.append($0) }
      start = end
      guard take(from: &parser) else { return }
    }
  }

  private mutating func take(from parser: inout RequestParser) -> Bool {
    while true {
      switch parser.next() {
      case .more: return true
      case .head(let head):
        list.append("head \(head.method) \(head.framing)")
        parser.receiveBody(bytesMax: 1000)
      case .body(let body): list.append("body \(String(decoding: body, as: UTF8.self))")
      case .refused(let refusal):
        list.append("refused \(refusal)")
        return false
      }
    }
  }
}

extension RequestParser {
  fileprivate mutating func append(_ text: String) {
    Array(text.utf8).withUnsafeBytes { append($0) }
  }
}
