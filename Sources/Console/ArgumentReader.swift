/// Reads what follows a command's name, word by word.
struct ArgumentReader {
  let command: Command

  /// The program's and the command's name, for sentences.
  let title: String

  var rest: [String]
  private var words: [String] = []
  private var given: [String: [String]] = [:]

  init(command: Command, title: String, rest: [String]) {
    self.command = command
    self.title = title
    self.rest = rest
  }

  mutating func read() throws(UsageError) -> Arguments {
    rest.reverse()
    while let word = rest.popLast() {
      if word == "--" {
        words += rest.reversed()
        rest = []
      } else if let name = Self.optionName(word) {
        try take(name, from: word)
      } else {
        words.append(word)
      }
    }
    try checkWords()
    try checkOptions()
    return Arguments(command: command, words: words, given: given)
  }

  /// The name in `--name` and `--name=value`, or nil for a word.
  private static func optionName(_ word: String) -> String? {
    guard word.hasPrefix("--") else { return nil }
    let name = word.dropFirst(2).prefix { $0 != "=" }
    return Command.Option.isName(name) ? String(name) : nil
  }

  private mutating func take(_ name: String, from word: String) throws(UsageError) {
    guard let option = command.option(named: name) else {
      let meant = nearest(to: name, among: command.options.map(\.name))
      throw .unknownOption(name, nearest: meant, command: title)
    }
    guard given[name] == nil || option.times == .any else { throw .repeated(option: name) }
    let attached = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) }
    let value = try value(of: option, attached: attached)
    given[name, default: []].append(value)
  }

  private mutating func value(
    of option: Command.Option, attached: String?
  ) throws(UsageError) -> String {
    guard let placeholder = option.value.placeholder else {
      guard attached == nil else { throw .valueForFlag(option: option.name) }
      return ""
    }
    if let attached {
      try option.check(attached)
      return attached
    }
    guard let next = rest.last, next != "--", Self.optionName(next) == nil else {
      throw .missingValue(option: option.name, placeholder: placeholder)
    }
    rest.removeLast()
    try option.check(next)
    return next
  }

  private func checkWords() throws(UsageError) {
    let required = command.words.filter(\.isRequired)
    if words.count < required.count {
      throw .missingWord(required[words.count].placeholder, command: title)
    }
    if !command.words.contains(where: \.repeats), words.count > command.words.count {
      throw .unexpectedWord(words[command.words.count], command: title)
    }
  }

  private func checkOptions() throws(UsageError) {
    for option in command.options where option.times == .once && given[option.name] == nil {
      throw .missingOption(option.name, placeholder: option.value.placeholder ?? "")
    }
  }
}

extension Command.Option {
  /// Throws a sentence when the text is not what the option declares.
  func check(_ text: String) throws(UsageError) {
    switch value {
    case .flag, .text:
      break
    case .number(_, let range):
      guard let number = Int(text), range.contains(number) else {
        throw .notANumber(option: name, value: text, range: range)
      }
    case .choice(let choices):
      guard choices.contains(text) else {
        throw .notAChoice(option: name, value: text, choices: choices)
      }
    }
  }
}
