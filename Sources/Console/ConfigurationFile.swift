/// Settings a program reads at its start: `key = value`, one a line. A key is the name of an option,
/// and what stands on the command line wins. `#` at the beginning of a line or after white space
/// begins a comment; a value in double quotes keeps its blanks and its `#`.
public struct ConfigurationFile: Equatable, Sendable {
  static let bytesMax = 64 * 1024

  private(set) var given: [String: [String]] = [:]

  /// - Parameter known: the options that may be set here. Any other key is a mistake, so that a
  ///   misspelt one is not silently without effect.
  public init(path: String, known: [Command.Option]) throws {
    try self.init(
      OpenFile(reading: path).read(bytesMax: Self.bytesMax), name: path, known: known)
  }

  /// - Parameter name: what the file is called in sentences about it.
  public init(
    _ bytes: [UInt8], name: String, known: [Command.Option]
  ) throws(ConfigurationError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .init(name, line: 1, .notText)
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      do throws(ConfigurationError.Mistake) {
        try read(index == 0 && line.hasPrefix("\u{feff}") ? line.dropFirst() : line, known)
      } catch {
        throw .init(name, line: index + 1, error)
      }
    }
  }

  private mutating func read(
    _ line: Substring, _ known: [Command.Option]
  ) throws(ConfigurationError.Mistake) {
    let line = Self.trimmed(line)
    guard !line.isEmpty, line.first != "#" else { return }
    guard let equals = line.firstIndex(of: "=") else { throw .noEquals }
    let key = String(Self.trimmed(line[..<equals]))
    guard let option = known.first(where: { $0.name == key }) else {
      throw .unknownKey(key, nearest: nearest(to: key, among: known.map(\.name)))
    }
    guard given[key] == nil || option.times == .any else { throw .repeated(key) }
    let text = try Self.value(in: Self.trimmed(line[line.index(after: equals)...]), of: key)
    if let value = try Self.checked(text, for: option) { given[key, default: []].append(value) }
  }

  private static func value(
    in text: Substring, of key: String
  ) throws(ConfigurationError.Mistake) -> String {
    guard text.first == "\"" else {
      let value = trimmed(text[..<commentStart(in: text)])
      guard !value.isEmpty else { throw .noValue(key) }
      return String(value)
    }
    let inside = text.dropFirst()
    guard let end = inside.firstIndex(of: "\"") else { throw .openQuote(key) }
    let rest = trimmed(inside[inside.index(after: end)...])
    guard rest.isEmpty || rest.first == "#" else { throw .openQuote(key) }
    return String(inside[..<end])
  }

  /// The value as the command line would give it, or nil for a flag that is not set.
  private static func checked(
    _ text: String, for option: Command.Option
  ) throws(ConfigurationError.Mistake) -> String? {
    switch (option.value, text) {
    case (.flag, "yes"): return ""
    case (.flag, "no"): return nil
    case (.flag, _): throw .notYesOrNo(option.name, text)
    default: break
    }
    do throws(UsageError) {
      try option.check(text)
    } catch {
      throw .badValue(error)
    }
    return text
  }

  private static func commentStart(in text: Substring) -> Substring.Index {
    var previousIsSpace = true
    for index in text.indices {
      if text[index] == "#", previousIsSpace { return index }
      previousIsSpace = text[index].isWhitespace
    }
    return text.endIndex
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}

extension Arguments {
  /// These arguments, with what the file says about options of this command that were not given.
  public func filled(from file: ConfigurationFile) -> Arguments {
    var filled = self
    for (name, values) in file.given where command.option(named: name) != nil {
      filled.given[name] = given[name] ?? values
    }
    return filled
  }
}
