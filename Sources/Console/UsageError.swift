/// The person typed something that is not understood. Exit status 64.
public enum UsageError: Error, Equatable, CustomStringConvertible {
  case noCommand(program: String)
  case optionBeforeCommand(String, program: String)
  case unknownCommand(String, nearest: String?, program: String)
  case incompleteCommand(String, choices: [String])
  case unknownOption(String, nearest: String?, command: String)
  case missingValue(option: String, placeholder: String)
  case valueForFlag(option: String)
  case repeated(option: String)
  case missingOption(String, placeholder: String)
  case notANumber(option: String, value: String, range: ClosedRange<Int>)
  case notAChoice(option: String, value: String, choices: [String])
  case missingWord(String, command: String)
  case unexpectedWord(String, command: String)
  case notAnAssignment(String)
  case notAListenAddress(String)

  public var description: String {
    switch self {
    case .noCommand(let program):
      "Say what to do. “\(program) --help” lists the commands."
    case .optionBeforeCommand(let option, let program):
      "The command comes first: “\(program) COMMAND \(visible(option))”. "
        + "“\(program) --help” lists the commands."
    case .unknownCommand(let name, let nearest, let program):
      "There is no command “\(visible(name))”." + didYouMean(nearest)
        + " “\(program) --help” lists the commands."
    case .incompleteCommand(let name, let choices):
      "“\(name)” needs one word more: " + listed(choices) + "."
    case .unknownOption(let option, let nearest, let command):
      "“\(command)” has no option --\(visible(option))." + didYouMean(nearest.map { "--" + $0 })
        + " “\(command) --help” lists its options."
    case .missingValue(let option, let placeholder):
      "--\(option) needs a value: --\(option) \(placeholder)."
    case .valueForFlag(let option):
      "--\(option) takes no value."
    case .repeated(let option):
      "--\(option) can be given only once."
    case .missingOption(let option, let placeholder):
      "--\(option) is missing. Add --\(option) \(placeholder)."
    case .notANumber(let option, let value, let range):
      "--\(option) is a whole number from \(range.lowerBound) to \(range.upperBound), "
        + "not “\(visible(value))”."
    case .notAChoice(let option, let value, let choices):
      "--\(option) is " + listed(choices) + ", not “\(visible(value))”."
    case .missingWord(let placeholder, let command):
      "\(placeholder) is missing. “\(command) --help” shows how to write it."
    case .unexpectedWord(let word, let command):
      "“\(visible(word))” is not understood here. “\(command) --help” shows what is."
    case .notAnAssignment(let word):
      "“\(visible(word))” is not of the form FIELD=VALUE."
    case .notAListenAddress(let text):
      "“\(visible(text))” is not HOST:PORT, for example 127.0.0.1:8700."
    }
  }

  private func didYouMean(_ nearest: String?) -> String {
    nearest.map { " Did you mean “\($0)”?" } ?? ""
  }

  private func listed(_ choices: [String]) -> String {
    guard let last = choices.last, choices.count > 1 else { return choices.joined() }
    return choices.dropLast().joined(separator: ", ") + " or " + last
  }
}
