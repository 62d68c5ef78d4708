import Foundation

/// One of the two programs, as it was built beside these tests.
enum Executable: String, CaseIterable, Sendable {
  case agent = "bokfink"
  case aggregator = "bokfink-aggregator"

  var url: URL { Self.folder.appending(path: rawValue) }

  private static let folder =
    (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
    .resolvingSymlinksInPath().deletingLastPathComponent()
}

/// What one command said, and how it ended.
struct Run: Sendable, CustomStringConvertible {
  let command: String
  /// nil when a signal ended it.
  let status: Int32?
  let output: String
  let error: String

  var description: String {
    let end = status.map { "status \($0)" } ?? "ended by a signal"
    return "“\(command)”: \(end)\n\(output)\(error)"
  }
}

/// A command ended in another way than the test needs for going on.
struct Unexpected: Error, CustomStringConvertible {
  let description: String
}
