import Console
import Testing

@Suite("Progress is shown, but not too often")
struct ProgressLineTests {
  /// What is written when the count goes up by one at each of these times, in milliseconds.
  private func written(isTerminal: Bool, total: Int = 4, at times: [Int64]) -> [String] {
    var lines: [String] = []
    var time: Int64 = 0
    var progress = ProgressLine(
      "Rebuilding", total: total, isTerminal: isTerminal, now: { time },
      write: { lines.append($0) })

    for (index, next) in times.enumerated() {
      time = next
      progress.advance(to: index + 1)
    }
    progress.finish(at: times.count)
    return lines
  }

  @Test func `a terminal's line is rewritten at most ten times a second`() {
    #expect(
      written(isTerminal: true, at: [0, 99, 100, 150]) == [
        "\r\u{1b}[KRebuilding: 1/4 (25 %)", "\r\u{1b}[KRebuilding: 3/4 (75 %)",
        "\r\u{1b}[KRebuilding: 4/4 (100 %)\n",
      ])
  }

  @Test func `a file gets a line every five seconds`() {
    #expect(
      written(isTerminal: false, at: [0, 4999, 5000, 5001]) == [
        "Rebuilding: 1/4 (25 %)\n", "Rebuilding: 3/4 (75 %)\n", "Rebuilding: 4/4 (100 %)\n",
      ])
  }

  @Test func `a clock that goes back does not silence it`() {
    #expect(written(isTerminal: false, at: [9000, 10, 20]).count == 3)
    #expect(written(isTerminal: false, at: [.max, .min]).count == 3)
  }

  @Test func `nothing to do is done`() {
    #expect(written(isTerminal: false, total: 0, at: []) == ["Rebuilding: 0/0 (100 %)\n"])
  }

  @Test(arguments: [Int.min, -1, .max])
  func `a count out of its mind stops nothing`(count: Int) {
    var lines: [String] = []
    let progress = ProgressLine(
      "Rebuilding", total: 1, isTerminal: false, now: { 0 }, write: { lines.append($0) })

    progress.finish(at: count)

    #expect(lines == ["Rebuilding: \(count)/1 (\(count < 0 ? 0 : 100) %)\n"])
  }

  @Test func `more than was foreseen is no more than everything`() {
    #expect(written(isTerminal: false, total: 1, at: [0, 1]).last == "Rebuilding: 2/1 (100 %)\n")
  }
}
