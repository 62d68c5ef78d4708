import Console
import Testing

@Suite("Help is drawn from the declarations")
struct HelpTests {
  private func printed(_ line: String) throws -> String? {
    guard case .print(let text) = try parse(line) else { return nil }
    return text
  }

  @Test(arguments: ["--help", "-h", "help"])
  func `of the program`(typed: String) throws {
    #expect(
      try printed(typed) == """
        lantern – Counts the lanterns in the park and tells the town hall, with or
        without a line.

        Usage: lantern COMMAND [WORD…] [--OPTION…]

        Every evening:
          log         take many counts from a file
          log lamp    count the lanterns along one path
          show        show one count
          status      how many counts wait to be sent

        Once a year:
          org import  read the paths from a file
          org list    list the paths
          keep        keep these counts

        Exit statuses: 0 done, 64 not understood, 69 the town hall does not answer.

        “lantern COMMAND --help” says more about one command.
        """)
  }

  @Test(arguments: ["log lamp --help", "help log lamp", "log lamp strand --yaer -h"])
  func `of a command`(typed: String) throws {
    #expect(
      try printed(typed) == """
        lantern log lamp – count the lanterns along one path

        Usage:
          lantern log lamp PATH [FIELD=VALUE…] [--year YEAR] [--format table|csv|json]
                           [--heads ID,ID]… [--json]

        Options:
          --year YEAR              Another year than this.
          --format table|csv|json  How to answer. A table is for people, the others are
                                   for programs.
          --heads ID,ID            What the form was drawn from.
          --json                   Print JSON.

        Examples:
          lantern log lamp strandvägen lit=12
          lantern log lamp -- --odd-name
        """)
  }

  @Test func `of a command with longer names beside it`() throws {
    #expect(
      try printed("log --help") == """
        lantern log – take many counts from a file

        Usage:
          lantern log --from FILE|-

        Options:
          --from FILE|-  Where to read.

        Examples:
          lantern log --from kvall.ndjson

        See also: lantern log lamp
        """)
  }

  @Test func `of a group of commands`() throws {
    #expect(
      try printed("org --help") == """
        lantern org:

          org import  read the paths from a file
          org list    list the paths

        “lantern org WORD --help” says more about one of them.
        """)
  }

  @Test(arguments: ["--help", "log --help", "log lamp --help", "status --help", "org --help"])
  func `fits 80 places`(typed: String) throws {
    let lines = try #require(try printed(typed)).split(separator: "\n")

    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `of an unknown command is a mistake`() {
    #expect(throws: UsageError.self) { try parse("fly --help") }
  }

  @Test func `after two hyphens is a word`() throws {
    #expect(try arguments("show -- --help").words == ["--help"])
  }

  @Test func `the version is one line`() throws {
    #expect(try printed("--version") == "lantern 1.2")
  }
}
