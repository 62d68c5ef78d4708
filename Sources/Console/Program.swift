/// What one executable can do: its commands, in the groups in which help shows them.
public struct Program: Sendable {
  public struct Group: Sendable {
    public let title: String
    public let commands: [Command]

    public init(_ title: String, _ commands: [Command]) {
      self.title = title
      self.commands = commands
    }
  }

  public let name: String
  public let version: String

  /// What the program is for, in a sentence or two.
  public let summary: String

  public let groups: [Group]

  /// What holds for all commands, one paragraph each: variables of the environment, exit statuses.
  public let notes: [String]

  public init(
    name: String, version: String, summary: String, groups: [Group], notes: [String] = []
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.groups = groups
    self.notes = notes
  }

  public var commands: [Command] { groups.flatMap(\.commands) }

  func command(named name: String) -> Command? { commands.first { $0.name == name } }

  /// The commands whose names begin with these words and go on.
  func commands(under words: [String]) -> [Command] {
    commands.filter { $0.nameWords.count > words.count && $0.nameWords.starts(with: words) }
  }
}
