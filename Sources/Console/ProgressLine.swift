/// How far a long piece of work has come. On a terminal one line is rewritten; elsewhere a line is
/// added now and then, so that a log of a night is not filled.
public struct ProgressLine {
  /// The least time between two lines, in milliseconds.
  static let terminalPauseMin: Int64 = 100
  static let filePauseMin: Int64 = 5000

  private let title: String
  private let total: Int
  private let isTerminal: Bool
  private let now: () -> Int64
  private let write: (String) -> Void
  private var shownAt: Int64?

  /// - Parameter total: the count at which the work is done.
  /// - Parameter now: milliseconds from any beginning.
  public init(
    _ title: String, total: Int, isTerminal: Bool, now: @escaping () -> Int64,
    write: @escaping (String) -> Void
  ) {
    self.title = title
    self.total = total
    self.isTerminal = isTerminal
    self.now = now
    self.write = write
  }

  public mutating func advance(to count: Int) {
    let time = now()
    if let shownAt, isTooSoon(time, after: shownAt) { return }
    shownAt = time
    show(count, isLast: false)
  }

  /// Shows where the work ended, whether or not that is its total.
  public func finish(at count: Int) { show(count, isLast: true) }

  /// A clock that went back is never too soon.
  private func isTooSoon(_ time: Int64, after shownAt: Int64) -> Bool {
    let pauseMin = isTerminal ? Self.terminalPauseMin : Self.filePauseMin
    let (elapsed, overflow) = time.subtractingReportingOverflow(shownAt)
    return !overflow && (0..<pauseMin).contains(elapsed)
  }

  private func show(_ count: Int, isLast: Bool) {
    let share = total > 0 ? Double(count) / Double(total) : 1
    let percent = Int(min(1, max(0, share)) * 100)
    let text = "\(visible(title)): \(count)/\(total) (\(percent) %)"
    if isTerminal {
      write("\r\u{1b}[K" + text + (isLast ? "\n" : ""))
    } else {
      write(text + "\n")
    }
  }
}

extension ProgressLine {
  /// Shows progress on standard error: rewritten on a terminal, elsewhere only that the work is done.
  ///
  /// - Parameter now: milliseconds from any beginning.
  public static func onStandardError(
    _ title: String, now: @escaping @Sendable () -> Int64
  ) -> @Sendable (_ done: Int, _ total: Int) -> Void {
    let isTerminal = StandardStream.error.isTerminal
    return { done, total in
      guard isTerminal || done == total else { return }
      var line = ProgressLine(title, total: total, isTerminal: isTerminal, now: now) {
        try? StandardStream.error.write($0)
      }
      if done == total { line.finish(at: done) } else { line.advance(to: done) }
    }
  }
}
