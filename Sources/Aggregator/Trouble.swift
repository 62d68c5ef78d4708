internal import Storage

/// What went wrong in answering a request, for the log: where, and what, without anything that people wrote.
public struct Trouble: Equatable, Sendable {
  public let address: String
  public let what: String

  init(_ address: String, _ error: any Error) {
    self.address = address
    what =
      switch error {
      // Neither message nor SQL ever holds a bound value.
      case let error as SQLiteError: "SQLite \(error.code): \(error.message), in “\(error.sql)”"
      case JournalError.damagedRow, JournalError.fromTheFuture, JournalError.fileFailed,
        JournalError.readOnly:
        "\(error)"
      default: "\(type(of: error))\(Self.caseName(of: error))"
      }
  }

  /// Not what a case holds: it may be what somebody wrote.
  private static func caseName(of error: any Error) -> String {
    Mirror(reflecting: error).children.first?.label.map { ".\($0)" } ?? ""
  }
}
