// Help fits a terminal of 80 places. Snapshots in the tests of both programs keep it.

private let widthMax = 80

extension Program {
  /// What `--help` prints for the program as a whole.
  public var help: String {
    var lines = wrapped("\(name) – \(summary)", to: widthMax)
    lines += ["", "Usage: \(name) COMMAND [WORD…] [--OPTION…]"]
    let width = groups.flatMap(\.commands).map { columns($0.name) }.max() ?? 0
    for group in groups {
      lines += ["", "\(group.title):"]
      lines += group.commands.flatMap { row($0.name, $0.summary, width: width) }
    }
    for note in notes { lines += [""] + wrapped(note, to: widthMax) }
    lines += ["", "“\(name) COMMAND --help” says more about one command."]
    return lines.joined(separator: "\n")
  }

  func help(of command: Command) -> String {
    let title = "\(name) \(command.name)"
    var lines = wrapped("\(title) – \(command.summary)", to: widthMax) + ["", "Usage:"]
    lines += usage(of: command, title: title)
    if !command.options.isEmpty {
      let heads = command.options.map(\.head)
      let width = min(24, heads.map(columns).max() ?? 0)
      lines += ["", "Options:"]
      lines += zip(command.options, heads).flatMap { row($1, $0.help, width: width) }
    }
    if !command.examples.isEmpty {
      lines += ["", "Examples:"] + command.examples.map { "  \(name) \($0)" }
    }
    let further = commands(under: command.nameWords)
    if !further.isEmpty {
      lines += ["", "See also: " + further.map { "\(name) \($0.name)" }.joined(separator: ", ")]
    }
    return lines.joined(separator: "\n")
  }

  func help(of commands: [Command], under word: String) -> String {
    let width = commands.map { columns($0.name) }.max() ?? 0
    let rows = commands.flatMap { row($0.name, $0.summary, width: width) }
    let more = "“\(name) \(word) WORD --help” says more about one of them."
    return (["\(name) \(word):", ""] + rows + ["", more]).joined(separator: "\n")
  }

  private func usage(of command: Command, title: String) -> [String] {
    // A no-break space keeps an option beside its value.
    let parts =
      command.words.map(\.usage)
      + command.options.map { $0.usage.replacing(" ", with: "\u{a0}") }
    let indent = columns(title) + 3
    let lines = wrapped(parts.joined(separator: " "), to: widthMax - indent)
      .map { $0.replacing("\u{a0}", with: " ") }
    guard let first = lines.first else { return ["  \(title)"] }
    return ["  \(title) \(first)"] + lines.dropFirst().map { blanks(indent) + $0 }
  }

  /// Two columns; a head that is too wide keeps a line of its own.
  private func row(_ head: String, _ text: String, width: Int) -> [String] {
    let lines = wrapped(text, to: widthMax - width - 4)
    let indent = blanks(width + 4)
    guard columns(head) <= width, let first = lines.first else {
      return ["  " + head] + lines.map { indent + $0 }
    }
    return ["  " + padded(head, to: width) + "  " + first] + lines.dropFirst().map { indent + $0 }
  }
}

extension Command.Word {
  fileprivate var usage: String {
    switch self {
    case .one(let name): name
    case .optional(let name): "[\(name)]"
    case .many(let name): "[\(name)…]"
    case .oneOrMore(let name): "\(name)…"
    }
  }
}

extension Command.Option {
  fileprivate var head: String {
    value.placeholder.map { "--\(name) \($0)" } ?? "--\(name)"
  }

  fileprivate var usage: String {
    switch times {
    case .once: head
    case .atMostOnce: "[\(head)]"
    case .any: "[\(head)]…"
    }
  }
}
