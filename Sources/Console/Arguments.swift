/// What a person asked one command to do, already checked against its declaration.
public struct Arguments: Equatable, Sendable {
  public let command: Command
  public let words: [String]
  var given: [String: [String]]

  public func has(_ flag: String) -> Bool {
    checkDeclared(flag)
    return given[flag] != nil
  }

  /// The value given for an option, or nil when it was left out.
  public func value(_ option: String) -> String? {
    checkDeclared(option)
    return given[option]?.last
  }

  /// Every value given for an option that may be repeated, in the order typed.
  public func values(_ option: String) -> [String] {
    checkDeclared(option)
    return given[option] ?? []
  }

  /// The value of an option declared as a number, or nil when it was left out.
  public func number(_ option: String) -> Int? { value(option).flatMap { Int($0) } }

  private func checkDeclared(_ option: String) {
    precondition(
      command.option(named: option) != nil, "“\(command.name)” declares no --\(option)")
  }
}

extension Arguments {
  /// The `FIELD=VALUE` words from the one at `first` on.
  public func assignments(from first: Int = 0) throws(UsageError) -> [(
    field: String, value: String
  )] {
    var assignments: [(field: String, value: String)] = []
    for word in words.dropFirst(first) {
      let assignment = try Assignment(word)
      assignments.append((assignment.field, assignment.value))
    }
    return assignments
  }

  /// One `FIELD=VALUE` word. The value may be empty and may hold further equals signs.
  public struct Assignment: Equatable, Sendable {
    public let field: String
    public let value: String

    public init(_ word: String) throws(UsageError) {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
        throw .notAnAssignment(word)
      }
      field = String(word[..<equals])
      value = String(word[word.index(after: equals)...])
    }
  }
}
