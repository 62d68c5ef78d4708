import Replication
import TestSupport
import Testing

@Suite("No damage on the way becomes an answer that was never given")
struct FramingDamageTests {
  private let sample: SampleExchange
  private let reply: ExchangeReply

  init() throws {
    sample = try SampleExchange(changes: 6)
    reply = sample.reply(after: 1, pagesEndingAt: [3, 4, 6], echoing: [3, 5])
  }

  @Test func `wherever an answer is cut, what is used are the whole pages before the cut`() throws {
    let bytes = reply.bytes
    var pagesSeen: Set<Int> = []
    for length in 0..<bytes.count {
      switch Result(catching: { try read(Array(bytes[..<length])) }) {
      case .success(.cut(let pages)):
        #expect(pages == Array(reply.pages.prefix(pages.count)))
        #expect(pages.count == marksWithin(bytes[..<length]))
        pagesSeen.insert(pages.count)
      case .success(let other): Issue.record("cut at \(length) it reads as \(other)")
      case .failure(let error): #expect(error as? FrameError == .incomplete)
      }
    }
    #expect(pagesSeen == [0, 1, 2, 3])
  }

  @Test func `a cut request or a cut word of rollback is nothing`() {
    for bytes in [sample.request.bytes, RolledBack(to: sample.marks[0]).bytes] {
      for length in 0..<bytes.count {
        let part = Array(bytes[..<length])
        #expect(throws: FrameError.self) { try ExchangeRequest(bytes: part) }
        if bytes != sample.request.bytes {
          #expect(throws: FrameError.self) { try read(part) }
        }
      }
    }
  }

  @Test(arguments: [0, 2, 5])
  func `a flipped bit never makes another answer`(bit: Int) {
    let bytes = reply.bytes
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(bit)
      switch try? read(damaged) {
      case nil: break
      case .cut(let pages):
        #expect(pages == Array(reply.pages.prefix(pages.count)), "byte \(place)")
      case .complete(let other): #expect(other == reply, "byte \(place)")
      case .rolledBack: Issue.record("byte \(place) makes it a rollback")
      }
    }
  }

  @Test(arguments: [0, 2, 5])
  func `a flipped bit never makes another request`(bit: Int) {
    let bytes = sample.request.bytes
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(bit)
      if let request = try? ExchangeRequest(bytes: damaged) {
        #expect(request == sample.request, "byte \(place)")
      }
    }
  }

  @Test(arguments: UInt64(1)...10)
  func `lines that are dropped, doubled or swapped are noticed`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let lines = reply.bytes.split(separator: 0x0A)
    for _ in 0..<100 {
      var mixed = lines
      let (from, to) = (
        Int.random(in: 0..<lines.count, using: &random),
        Int.random(in: 0..<lines.count, using: &random)
      )
      switch Int.random(in: 0..<3, using: &random) {
      case 0: mixed.remove(at: from)
      case 1: mixed.insert(lines[from], at: to)
      default: mixed.swapAt(from, to)
      }
      guard mixed != lines, let answer = try? read(Array(mixed.joined(separator: [0x0A])) + [0x0A])
      else { continue }

      guard case .cut(let pages) = answer else {
        Issue.record("seed \(seed): it reads as \(answer)")
        continue
      }
      #expect(pages == Array(reply.pages.prefix(pages.count)))
    }
  }

  private func read(_ bytes: [UInt8]) throws -> ExchangeAnswer {
    try ExchangeAnswer(bytes: bytes, after: sample.marks[1])
  }

  private func marksWithin(_ bytes: ArraySlice<UInt8>) -> Int {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    return lines.count { $0.first == UInt8(ascii: "m") }
  }
}
