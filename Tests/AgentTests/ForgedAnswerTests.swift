import Agent
import HTTP
import Replication
import Storage
import TestSupport
import Testing

/// What somebody between a branch and the region can do to an answer, and close it with a sum that is right.
enum Forgery: String, CaseIterable {
  case anotherLine, anotherNumber, anotherTime, anotherDevice, anotherMark, anotherEnd
  case withoutFirst, inAnotherOrder, twice

  /// - Parameter lines: of an honest answer with three arrivals.
  func done(to lines: [String]) -> [String] {
    var lines = lines
    let receipts = lines.indices.filter { lines[$0].hasPrefix("r ") }
    let (first, second) = (receipts[0], receipts[1])
    switch self {
    case .anotherLine: lines.swapAt(first + 1, second + 1)
    case .anotherNumber: lines[first].replace("\"n\":1", with: "\"n\":2")
    case .anotherTime: lines[first].replace(/"received":\d/, with: "\"received\":9")
    case .anotherDevice: lines[first].replace(/"device":"[^"]{5}/, with: "\"device\":\"AAAAA")
    case .anotherMark: alter("m ", /,".{4}/, to: ",\"AAAA", in: &lines)
    case .anotherEnd: alter("z ", /"mark":\[4,".{4}/, to: "\"mark\":[4,\"AAAA", in: &lines)
    case .withoutFirst: lines.removeSubrange(first...first + 1)
    case .inAnotherOrder:
      lines.swapAt(first, second)
      lines.swapAt(first + 1, second + 1)
    case .twice: lines.insert(contentsOf: lines[first...first + 1], at: first)
    }
    return lines
  }

  private func alter(
    _ letter: String, _ pattern: Regex<Substring>, to text: String, in lines: inout [String]
  ) {
    for index in lines.indices where lines[index].hasPrefix(letter) {
      lines[index].replace(pattern, with: text)
    }
  }
}

@Suite("What the log says is recomputed before it is believed")
struct ForgedAnswerTests {
  @Test(arguments: Forgery.allCases)
  func `a line, a number or a mark that was made up is not taken`(forgery: Forgery) async throws {
    let desk = try await Desk()
    try await desk.enrol()
    let city = try desk.bench.branch("city")
    try await city.journal.enter(3)
    try await desk.bench.sync(city)
    _ = try await desk.branch.journal.enter()
    let forged = Collected<Bool>()
    desk.disturb { _, honest in
      let lines = String(decoding: honest.body, as: UTF8.self).split(separator: "\n").map(
        String.init)
      let altered = forgery.done(to: lines)
      forged.add(altered != lines)
      return Client.Outcome(
        status: honest.status, headers: honest.headers, body: closed(altered), failure: nil)
    }

    let outcome = try await desk.exchange()

    #expect(forged.all == [true])
    guard case .failed(.garbled, progressed: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try await desk.branch.journal.tip(of: Bench.karlstad).n == 0)
    #expect(try await desk.branch.journal.standing().waiting == 1)
    desk.mend()
    _ = try await desk.exchange()
    #expect(
      try await desk.branch.journal.digest(of: Bench.karlstad)
        == desk.bench.aggregator.digest(of: Bench.karlstad))
  }
}

/// The same lines with the number of changes and the sum that they have now.
private func closed(_ lines: [String]) -> [UInt8] {
  let body = Array(lines.dropLast().map { $0 + "\n" }.joined().utf8)
  var closing = lines.last ?? ""
  closing.replace(/"count":\d+/, with: "\"count\":\(lines.count { $0.hasPrefix("c ") })")
  closing.replace(/"sha256":"[^"]*"/, with: "\"sha256\":\"\(Hash(of: body))\"")
  return body + Array("\(closing)\n".utf8)
}
