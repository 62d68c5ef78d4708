extension Program {
  /// What a command line asks for.
  public enum Request: Equatable, Sendable {
    /// Help or the version: to be printed on standard output, exit status 0.
    case print(String)
    case run(Arguments)
  }

  /// - Parameter words: the command line without the program's own name.
  public func parse(_ words: some Sequence<String>) throws(UsageError) -> Request {
    let words = Array(words)
    guard let first = words.first else { throw .noCommand(program: name) }
    switch first {
    case "--help", "-h": return .print(help)
    case "--version": return .print("\(name) \(version)")
    case "help": return .print(try help(for: Array(words.dropFirst())))
    case _ where first.hasPrefix("-"):
      throw .optionBeforeCommand(first, program: name)
    default: break
    }
    if asksForHelp(words) {
      return .print(try help(for: words.prefix { !$0.hasPrefix("-") }))
    }
    let command = try command(in: words)
    let rest = words.dropFirst(command.nameWords.count)
    var reader = ArgumentReader(
      command: command, title: "\(name) \(command.name)", rest: Array(rest))
    return .run(try reader.read())
  }

  private func asksForHelp(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  /// The command with the longest name that the words begin with.
  private func command(in words: [String]) throws(UsageError) -> Command {
    let named = commands.filter { words.starts(with: $0.nameWords) }
    if let command = named.max(by: { $0.nameWords.count < $1.nameWords.count }) { return command }

    let group = commands(under: [words[0]])
    if !group.isEmpty, words.count == 1 || words[1].hasPrefix("-") {
      throw .incompleteCommand("\(name) \(words[0])", choices: group.compactMap(\.nameWords.last))
    }
    throw unknownCommand(words)
  }

  private func unknownCommand(_ words: [String]) -> UsageError {
    let two = words.prefix(2).joined(separator: " ")
    let typed = commands(under: [words[0]]).isEmpty ? words[0] : two
    let names = commands.map(\.name)
    let meant = nearest(to: typed, among: names) ?? nearest(to: two, among: names)
    return .unknownCommand(typed, nearest: meant, program: name)
  }

  /// - Parameter words: a command line, of which the first words name a command or a group of them.
  private func help(for words: some Collection<String>) throws(UsageError) -> String {
    let words = Array(words)
    guard !words.isEmpty else { return help }
    let named = commands.filter { words.starts(with: $0.nameWords) }
    if let command = named.max(by: { $0.nameWords.count < $1.nameWords.count }) {
      return help(of: command)
    }
    let group = commands(under: [words[0]])
    guard !group.isEmpty else { throw unknownCommand(words) }
    return help(of: group, under: words[0])
  }
}
