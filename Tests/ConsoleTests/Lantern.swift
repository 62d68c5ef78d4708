import Console

/// A program that exists only here, with one of everything a program may declare.
let lantern = Program(
  name: "lantern", version: "1.2",
  summary: "Counts the lanterns in the park and tells the town hall, with or without a line.",
  groups: [
    Program.Group(
      "Every evening",
      [
        Command(
          "log", "take many counts from a file",
          options: [Command.Option("from", .text("FILE|-"), times: .once, help: "Where to read.")],
          examples: ["log --from kvall.ndjson"]),
        Command(
          "log lamp", "count the lanterns along one path",
          words: [.one("PATH"), .many("FIELD=VALUE")],
          options: [
            Command.Option("year", .number("YEAR", 1900...2100), help: "Another year than this."),
            Command.Option(
              "format", .choice(["table", "csv", "json"]),
              help: "How to answer. A table is for people, the others are for programs."),
            Command.Option(
              "heads", .text("ID,ID"), times: .any, help: "What the form was drawn from."),
            Command.Option("json", .flag, help: "Print JSON."),
          ],
          examples: ["log lamp strandvägen lit=12", "log lamp -- --odd-name"]),
        Command("show", "show one count", words: [.one("RECORD")]),
        Command("status", "how many counts wait to be sent", words: [.optional("PATH")]),
      ]),
    Program.Group(
      "Once a year",
      [
        Command("org import", "read the paths from a file", words: [.one("FILE")]),
        Command("org list", "list the paths"),
        Command("keep", "keep these counts", words: [.oneOrMore("RECORD")]),
      ]),
  ],
  notes: ["Exit statuses: 0 done, 64 not understood, 69 the town hall does not answer."])

func parse(_ line: String) throws(UsageError) -> Program.Request {
  try lantern.parse(line.split(separator: " ").map(String.init))
}

/// The arguments of a line that is right.
func arguments(_ line: String) throws -> Arguments {
  guard case .run(let arguments) = try parse(line) else { throw NoArguments(line: line) }
  return arguments
}

struct NoArguments: Error {
  let line: String
}
