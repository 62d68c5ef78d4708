import Console
import Testing

@Suite("A command line means what its declaration says")
struct ArgumentsTests {
  @Test func `words and options come in any order`() throws {
    let first = try arguments("log lamp --year 2026 strand lit=12 --json")
    let second = try arguments("log lamp strand --json lit=12 --year=2026")

    #expect(first == second)
    #expect(first.command.name == "log lamp")
    #expect(first.words == ["strand", "lit=12"])
    #expect(first.number("year") == 2026)
    #expect(first.has("json"))
  }

  @Test func `what is left out is absent`() throws {
    let arguments = try arguments("log lamp strand")

    #expect(arguments.value("year") == nil)
    #expect(arguments.number("year") == nil)
    #expect(arguments.values("heads") == [])
    #expect(!arguments.has("json"))
  }

  @Test func `the longest name of a command wins`() throws {
    #expect(try arguments("log --from lamp").command.name == "log")
    #expect(try arguments("log lamp strand").command.name == "log lamp")
  }

  @Test func `an option that may repeat keeps every value in order`() throws {
    let arguments = try arguments("log lamp strand --heads a,b --heads=c")

    #expect(arguments.values("heads") == ["a,b", "c"])
  }

  @Test func `two hyphens end the options`() throws {
    let arguments = try arguments("log lamp --json -- --year --help")

    #expect(arguments.words == ["--year", "--help"])
    #expect(arguments.value("year") == nil)
  }

  @Test(arguments: ["-", "-Zk3", "--Zk3abcdefghijklmnopqr", "--a_b", "-5", "---"])
  func `an id that begins with hyphens is a word`(word: String) throws {
    #expect(try arguments("show \(word)").words == [word])
  }

  @Test(arguments: [
    (typed: "--heads=--json", value: "--json"), (typed: "--heads=", value: ""),
    (typed: "--heads=a=b", value: "a=b"), (typed: "--heads -Zk3", value: "-Zk3"),
    (typed: "--heads --Zk3", value: "--Zk3"), (typed: "--heads -", value: "-"),
  ])
  func `a value may be anything`(typed: String, value: String) throws {
    #expect(try arguments("log lamp strand \(typed)").values("heads") == [value])
  }

  @Test(arguments: [
    ("lit=12", "lit", "12"), ("title=Å i höst=ja", "title", "Å i höst=ja"), ("note=", "note", ""),
  ])
  func `an assignment is cut at its first equals sign`(
    word: String, field: String, value: String
  ) throws {
    let assignment = try Arguments.Assignment(word)

    #expect(assignment.field == field)
    #expect(assignment.value == value)
  }

  @Test(arguments: ["lit", "=12", ""])
  func `a word without a field is no assignment`(word: String) {
    #expect(throws: UsageError.notAnAssignment(word)) { try Arguments.Assignment(word) }
  }
}

@Suite("A mistake gets a sentence that says what to do")
struct UsageErrorTests {
  @Test(arguments: [
    ("", "Say what to do. “lantern --help” lists the commands."),
    (
      "--json status",
      "The command comes first: “lantern COMMAND --json”. “lantern --help” lists the commands."
    ),
    (
      "stauts",
      "There is no command “stauts”. Did you mean “status”? “lantern --help” lists the commands."
    ),
    ("fly", "There is no command “fly”. “lantern --help” lists the commands."),
    (
      "org lits",
      "There is no command “org lits”. Did you mean “org list”? “lantern --help” lists the commands."
    ),
    (
      "orglist",
      "There is no command “orglist”. Did you mean “org list”? “lantern --help” lists the commands."
    ),
    ("org", "“lantern org” needs one word more: import or list."),
    ("org --json", "“lantern org” needs one word more: import or list."),
    (
      "log lamp strand --yaer 2026",
      "“lantern log lamp” has no option --yaer. Did you mean “--year”? "
        + "“lantern log lamp --help” lists its options."
    ),
    (
      "show abc --colour",
      "“lantern show” has no option --colour. “lantern show --help” lists its options."
    ),
    ("log lamp strand --year", "--year needs a value: --year YEAR."),
    ("log lamp strand --year --json", "--year needs a value: --year YEAR."),
    ("log lamp strand --year --", "--year needs a value: --year YEAR."),
    ("log lamp strand --json=yes", "--json takes no value."),
    ("log lamp strand --year 2025 --year 2026", "--year can be given only once."),
    ("log lamp strand --json --json", "--json can be given only once."),
    ("log", "--from is missing. Add --from FILE|-."),
    (
      "log lamp strand --year förra",
      "--year is a whole number from 1900 to 2100, not “förra”."
    ),
    ("log lamp strand --year 1899", "--year is a whole number from 1900 to 2100, not “1899”."),
    ("log lamp strand --format xml", "--format is table, csv or json, not “xml”."),
    ("log lamp", "PATH is missing. “lantern log lamp --help” shows how to write it."),
    ("keep", "RECORD is missing. “lantern keep --help” shows how to write it."),
    ("status a b", "“b” is not understood here. “lantern status --help” shows what is."),
    (
      "org list --Json", "“--Json” is not understood here. “lantern org list --help” shows what is."
    ),
  ])
  func `of the command line`(typed: String, sentence: String) {
    let error = #expect(throws: UsageError.self) { try parse(typed) }

    #expect(error?.description == sentence)
  }

  @Test func `a mistake cannot paint on the terminal`() {
    let error = #expect(throws: UsageError.self) { try lantern.parse(["\u{1b}[2J\n"]) }

    #expect(error?.description.hasPrefix("There is no command “\\u{1b}[2J\\n”.") == true)
  }

  @Test func `a pasted page is no misspelt command`() {
    let page = String(repeating: "status ", count: 50_000)

    #expect(throws: UsageError.self) { try lantern.parse([page]) }
  }

  @Test(arguments: [
    ("statu", true), ("sttaus", true), ("satus", true), ("ststus", true), ("statuses", true),
    ("stxxus", true), ("stxxxs", false), ("s", false),
  ])
  func `two keystrokes are forgiven`(typed: String, isForgiven: Bool) {
    let error = #expect(throws: UsageError.self) { try parse(typed) }

    #expect(error?.description.contains("Did you mean “status”?") == isForgiven)
  }
}
