import Glibc

/// Where a program's answers and its reports go.
public enum StandardStream: Sendable {
  /// What was asked for: data, help.
  case output
  /// What happened: log lines, progress, sentences about mistakes.
  case error

  /// Whether a person is looking, not a file or another program.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes the text as it is. Nothing is held back.
  public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  public func write(_ bytes: [UInt8]) throws(FileError) {
    try writeAll(bytes, to: descriptor, path: name)
  }

  private var descriptor: Int32 {
    switch self {
    case .output: STDOUT_FILENO
    case .error: STDERR_FILENO
    }
  }

  private var name: String {
    switch self {
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}
