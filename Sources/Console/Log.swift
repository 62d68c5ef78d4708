import FoundationEssentials

/// Lines for whoever looks after a running program: `time=… level=… event=… key=value`, UTC. A value
/// never ends a line or passes for another key.
public struct Log: Sendable {
  public enum Level: String, Sendable {
    /// Wakes someone.
    case error
    /// Looked at weekly.
    case warning
    case info
  }

  private let now: @Sendable () -> Int64
  private let write: @Sendable (String) -> Void

  /// - Parameter now: wall-clock milliseconds since 1970.
  /// - Parameter write: takes one line with its line feed.
  public init(
    now: @escaping @Sendable () -> Int64, write: @escaping @Sendable (String) -> Void
  ) {
    self.now = now
    self.write = write
  }

  /// - Parameter event: what happened, in the program's own words: `exchanged`.
  /// - Parameter fields: facts under keys of letters, digits, `_` and `-`. No values of records.
  public func line(
    _ level: Level, _ event: String, _ fields: KeyValuePairs<String, String> = [:]
  ) {
    line(level, event, fields.map { ($0.key, $0.value) })
  }

  /// - Parameter fields: as above, for facts that are not known in advance.
  public func line(_ level: Level, _ event: String, _ fields: [(String, String)]) {
    var line = "time=\(Self.timestamp(now())) level=\(level.rawValue) event=\(Self.quoted(event))"
    for (key, value) in fields {
      precondition(Self.isKey(key), "“\(key)” is no key of a log line")
      line += " \(key)=\(Self.quoted(value))"
    }
    write(line + "\n")
  }

  static func timestamp(_ milliseconds: Int64) -> String {
    let seconds = (Double(milliseconds) / 1000).rounded(.down)
    return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }

  /// Plain where it can be, else in quotes with escapes.
  private static func quoted(_ value: String) -> String {
    let needsQuotes =
      value.isEmpty
      || value.unicodeScalars.contains {
        $0 == "\"" || $0 == "=" || $0 == "\\" || $0.properties.isWhitespace || isInvisible($0)
      }
    guard needsQuotes else { return value }
    let escaped = value.unicodeScalars.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : "\($0)" }
    return "\"\(visible(escaped.joined()))\""
  }

  private static func isKey(_ key: String) -> Bool {
    !key.isEmpty
      && key.unicodeScalars.allSatisfy {
        $0 == "_" || $0 == "-" || ($0.isASCII && $0.properties.isAlphabetic)
          || ("0"..."9").contains($0)
      }
  }
}
