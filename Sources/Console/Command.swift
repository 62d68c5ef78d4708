/// One command as a person may type it. Help, parsing and every sentence about a mistake are drawn
/// from this value.
public struct Command: Equatable, Sendable {
  /// One or more words in lower case: `status`, `log visit`.
  public let name: String

  /// One line without a full stop: what the command does.
  public let summary: String

  public let words: [Word]
  public let options: [Option]

  /// Whole command lines without the program's name, as a person would type them.
  public let examples: [String]

  public init(
    _ name: String, _ summary: String, words: [Word] = [], options: [Option] = [],
    examples: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.words = words
    self.options = options
    self.examples = examples
  }

  var nameWords: [String] { name.split(separator: " ").map(String.init) }

  func option(named name: String) -> Option? { options.first { $0.name == name } }
}

extension Command {
  /// Something a command takes by its place. A word that repeats or may be left out is last.
  public enum Word: Equatable, Sendable {
    case one(String)
    case optional(String)
    case many(String)
    case oneOrMore(String)

    var placeholder: String {
      switch self {
      case .one(let name), .optional(let name), .many(let name), .oneOrMore(let name): name
      }
    }

    var isRequired: Bool {
      switch self {
      case .one, .oneOrMore: true
      case .optional, .many: false
      }
    }

    var repeats: Bool {
      switch self {
      case .many, .oneOrMore: true
      case .one, .optional: false
      }
    }
  }

  /// Something a command takes by its name, written `--name`.
  public struct Option: Equatable, Sendable {
    /// Lower-case letters and hyphens, without the two in front.
    public let name: String
    public let value: Value
    public let times: Times
    public let help: String

    public init(_ name: String, _ value: Value, times: Times = .atMostOnce, help: String) {
      precondition(Option.isName(name), "“\(name)” is no name of an option")
      self.name = name
      self.value = value
      self.times = times
      self.help = help
    }

    /// Ids may begin with hyphens, so only lower-case letters and hyphens make an option: what has
    /// any other character is a word.
    static func isName(_ text: some StringProtocol) -> Bool {
      text.utf8.first.map { $0 != UInt8(ascii: "-") } ?? false
        && text.utf8.allSatisfy {
          $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        }
    }
  }

  public enum Value: Equatable, Sendable {
    case flag
    /// Any text; the string stands for it in help: `DIR`.
    case text(String)
    case number(String, ClosedRange<Int>)
    case choice([String])

    /// What stands for the value in help, or nil for a flag.
    var placeholder: String? {
      switch self {
      case .flag: nil
      case .text(let name), .number(let name, _): name
      case .choice(let choices): choices.joined(separator: "|")
      }
    }
  }

  public enum Times: Equatable, Sendable {
    case atMostOnce
    case once
    case any
  }
}
