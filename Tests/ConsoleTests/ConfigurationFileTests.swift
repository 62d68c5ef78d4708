import Console
import Testing

@Suite("A configuration file sets options by their names")
struct ConfigurationFileTests {
  static let known = [
    Command.Option("listen", .text("HOST:PORT"), help: ""),
    Command.Option("proxy", .text("HOST"), times: .any, help: ""),
    Command.Option("year", .number("YEAR", 1900...2100), help: ""),
    Command.Option("json", .flag, help: ""),
  ]
  static let program = Program(
    name: "lantern", version: "1", summary: "",
    groups: [Program.Group("", [Command("serve", "", options: known), Command("status", "")])])

  private func file(_ text: String) throws(ConfigurationError) -> ConfigurationFile {
    try ConfigurationFile(Array(text.utf8), name: "park.conf", known: Self.known)
  }

  private func filled(_ line: String, from text: String) throws -> Arguments {
    let request = try Self.program.parse(line.split(separator: " ").map(String.init))
    guard case .run(let arguments) = request else { throw NoArguments(line: line) }
    return try arguments.filled(from: file(text))
  }

  @Test func `comments and blank lines are nothing`() throws {
    let text = "\u{feff}# the park\r\n\r\n  listen=[::1]:8080   # inside only\r\n\tyear =\t2026\n"

    let arguments = try filled("serve", from: text)

    #expect(arguments.value("listen") == "[::1]:8080")
    #expect(arguments.number("year") == 2026)
  }

  @Test(arguments: [
    ("listen = a#b", "a#b"), ("listen = a #b", "a"), ("listen = \"a #b \" # c", "a #b "),
    ("listen = \"\"", ""), ("listen = a = b", "a = b"), ("listen = Å i ö", "Å i ö"),
  ])
  func `a value keeps what is meant`(text: String, value: String) throws {
    #expect(try filled("serve", from: text).value("listen") == value)
  }

  @Test func `the command line wins`() throws {
    let text = "listen = file\nproxy = one\nproxy = two\njson = yes"

    let silent = try filled("serve", from: text)
    let spoken = try filled("serve --listen line --proxy three", from: text)

    #expect(silent.value("listen") == "file")
    #expect(silent.values("proxy") == ["one", "two"])
    #expect(silent.has("json"))
    #expect(spoken.value("listen") == "line")
    #expect(spoken.values("proxy") == ["three"])
  }

  @Test func `a flag that says no is not set`() throws {
    #expect(try !filled("serve", from: "json = no").has("json"))
  }

  @Test func `what belongs to another command is left alone`() throws {
    let bare = try filled("status", from: "")

    #expect(try filled("status", from: "listen = here") == bare)
  }

  @Test(arguments: [
    ("\nlisten 8080", "line 2: Write it as “key = value”, or put # in front to make it a comment."),
    ("lsiten = 1", "line 1: “lsiten” is no setting. Did you mean “listen”?"),
    ("colour = red", "line 1: “colour” is no setting."),
    (" = red", "line 1: “” is no setting."),
    (
      "year = 2025\n#\nyear = 2026",
      "line 3: “year” is already set above. Keep one of the two lines."
    ),
    ("listen =", "line 1: “listen” has no value. Write one, or take the line away."),
    ("listen = # no", "line 1: “listen” has no value. Write one, or take the line away."),
    (
      "listen = \"a",
      "line 1: The value of “listen” begins with a quotation mark "
        + "and must end with the only other one."
    ),
    (
      "listen = \"a\"b",
      "line 1: The value of “listen” begins with a quotation mark "
        + "and must end with the only other one."
    ),
    ("json = true", "line 1: “json” is yes or no, not “true”."),
    ("year = 12", "line 1: --year is a whole number from 1900 to 2100, not “12”."),
  ])
  func `a mistake is named with its line`(text: String, sentence: String) {
    let error = #expect(throws: ConfigurationError.self) { try file(text) }

    #expect(error?.description == "park.conf, " + sentence)
  }

  @Test func `bytes that are no text are refused`() {
    let error = #expect(throws: ConfigurationError.self) {
      try ConfigurationFile([0x61, 0xff], name: "park.conf", known: [])
    }

    #expect(error?.mistake == .notText)
  }

  @Test func `a file that is not there is named`() {
    #expect(throws: FileError.notFound("no/such.conf")) {
      try ConfigurationFile(path: "no/such.conf", known: Self.known)
    }
  }
}
