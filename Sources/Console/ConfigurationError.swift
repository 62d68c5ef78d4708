/// A line of a configuration file that is not understood. Exit status 78.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  public enum Mistake: Error, Equatable, Sendable {
    case notText
    case noEquals
    case unknownKey(String, nearest: String?)
    case repeated(String)
    case noValue(String)
    case openQuote(String)
    case notYesOrNo(String, String)
    case badValue(UsageError)
  }

  public let file: String
  /// Counted from 1.
  public let line: Int
  public let mistake: Mistake

  init(_ file: String, line: Int, _ mistake: Mistake) {
    self.file = file
    self.line = line
    self.mistake = mistake
  }

  public var description: String { "\(visible(file)), line \(line): \(sentence)" }

  private var sentence: String {
    switch mistake {
    case .notText:
      "The file is not text in UTF-8. Save it as UTF-8 and try again."
    case .noEquals:
      "Write it as “key = value”, or put # in front to make it a comment."
    case .unknownKey(let key, let nearest):
      "“\(visible(key))” is no setting." + (nearest.map { " Did you mean “\($0)”?" } ?? "")
    case .repeated(let key):
      "“\(key)” is already set above. Keep one of the two lines."
    case .noValue(let key):
      "“\(key)” has no value. Write one, or take the line away."
    case .openQuote(let key):
      "The value of “\(key)” begins with a quotation mark and must end with the only other one."
    case .notYesOrNo(let key, let text):
      "“\(key)” is yes or no, not “\(visible(text))”."
    case .badValue(let error):
      "\(error)"
    }
  }
}
