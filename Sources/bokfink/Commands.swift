import Console

/// The command line of the agent, as data: help and parsing are drawn from it.
enum Commands {
  static let program = Program(
    name: "bokfink", version: "1.0",
    summary: "Records activities and visits of a branch library, with or without a network, and "
      + "reconciles them with the region.",
    groups: [
      Program.Group("Set up", [initialise]),
      Program.Group("Record", [logActivity, logVisit, logFile, edit, delete]),
      Program.Group("Look", [list, show, fields, report, status]),
      Program.Group("Answer questions", [inbox, resolve]),
      Program.Group("Sync", [sync, serve]),
      Program.Group("Look after", [verify, rebuild, export, backup, restore]),
    ],
    notes: [
      "The folder is named by --dir or by the environment variable BOKFINK_DIR.",
      "Exit status: 0 done, 64 not understood, 65 the data is not right, 66 no such folder or record, "
        + "69 the aggregator cannot be reached, 74 a file cannot be read or written, 75 busy, "
        + "77 not permitted, 78 not set up.",
    ])

  static let dir = Command.Option("dir", .text("DIR"), help: "the agent's folder")
  static let json = Command.Option("json", .flag, help: "print JSON")
  static let by = Command.Option("by", .text("ALIAS"), help: "who records, for example initials")
  static let heads = Command.Option(
    "heads", .text("IDS"),
    help: "the heads the form was drawn from, separated by commas; without it, what is held now")

  static let initialise = Command(
    "init", "make a folder an agent's, or complete its enrolment", words: [.one("DIR")],
    options: [
      .init(
        "branch", .text("UNIT"),
        help: "the branch: an id, a name, or Kommun/Namn; a code names it by itself"),
      .init("aggregator", .text("URL"), help: "the address of the aggregator"),
      .init(
        "code-file", .text("FILE"), help: "a file with the one-time code, - for standard input"),
      .init("name", .text("TEXT"), help: "what the region calls this computer"),
      .init(
        "keep-free", .number("MIB", 0...1_000_000),
        help: "fetch nothing while the disk has less room than this; 200 when left out"), json,
    ],
    examples: [
      "init ~/bokfink --branch Karlstad/Molkom",
      "init ~/bokfink --aggregator https://bokfink.example.se/ --code-file code.txt",
    ])
  static let logActivity = Command(
    "log activity", "record an activity", words: [.oneOrMore("FIELD=VALUE")],
    options: [dir, by, json],
    examples: [
      "log activity category=102 children_primary=ja participants_children=12 "
        + "participants_children_method=counted",
      "log activity date=igår category=101 children_primary=ja place=\"BVC Torsby\"",
    ])
  static let logVisit = Command(
    "log visit", "record a visit count, or clicks", words: [.many("FIELD=VALUE")],
    options: [
      .init("tally", .number("N", -10_000...10_000), help: "add N clicks to today's open count"),
      dir,
      by, json,
    ],
    examples: [
      "log visit date=2026-03-02 count=118 method=reading",
      "log visit granularity=week date=2026-03-02 count=640 method=tally",
      "log visit --tally 1 counter=entré",
    ])
  static let logFile = Command(
    "log", "record a file of actions, one JSON line each",
    options: [
      .init("from", .text("FILE"), times: .once, help: "the file, - for standard input"), dir, by,
    ],
    examples: ["log --from week12.ndjson", "log --from -"])
  static let list = Command(
    "list", "list records",
    options: [
      .init("type", .choice(["activity", "visit"]), help: "only records of this type"),
      .init("from", .text("DATE"), help: "from this day on, YYYY-MM-DD"),
      .init("to", .text("DATE"), help: "up to this day"), dir, json,
    ],
    examples: ["list --type activity --from 2026-03-01"])
  static let show = Command(
    "show", "show a record, its rival values and its history", words: [.one("RECORD")],
    options: [dir, json], examples: ["show Qm9bW2Xz"])
  static let fields = Command(
    "fields", "list what may be written in an entry, with every code", words: [.optional("TYPE")],
    options: [
      .init("language", .choice(["sv", "en"]), help: "of the labels, Swedish when left out"), dir,
      json,
    ],
    examples: ["fields activity", "fields visit --language en"])
  static let edit = Command(
    "edit", "change fields of a record", words: [.one("RECORD"), .oneOrMore("FIELD=VALUE")],
    options: [heads, dir, by, json], examples: ["edit Qm9bW2Xz participants_children=14"])
  static let delete = Command(
    "delete", "delete a record", words: [.one("RECORD")], options: [heads, dir, by, json],
    examples: ["delete Qm9bW2Xz"])
  static let inbox = Command(
    "inbox", "list open questions, and what the aggregator could not take", options: [dir, json],
    examples: ["inbox"])
  static let resolve = Command(
    "resolve", "answer an open question", words: [.one("ITEM"), .many("FIELD=VALUE")],
    options: [
      .init("newest", .flag, help: "take what is shown"),
      .init("keep", .flag, help: "keep a record that was deleted and edited"),
      .init("delete", .flag, help: "delete it"),
      .init("same", .flag, help: "the two records tell of one thing"),
      .init("distinct", .flag, help: "they do not"), dir, by, json,
    ],
    examples: ["resolve b7xQ participants_children=12", "resolve b7xQ --newest"])
  static let sync = Command(
    "sync", "sync until nothing is left to send or to fetch",
    options: [
      .init("watch", .flag, help: "go on until stopped"),
      .init(
        "hurry", .flag,
        help: "offer others' changes at once after the aggregator was put back from a backup"), dir,
      by,
      json,
    ],
    examples: ["sync", "sync --watch"])
  static let serve = Command(
    "serve", "serve the branch's pages on this computer, and sync",
    options: [
      .init("listen", .text("HOST:PORT"), help: "127.0.0.1:8712 when left out"), dir, by,
    ],
    examples: ["serve", "serve --listen 127.0.0.1:0"])
  static let status = Command(
    "status", "tell what is saved, received and waiting", options: [dir, json], examples: ["status"]
  )
  static let report = Command(
    "report", "print a report", words: [.one("REPORT")],
    options: [
      .init("year", .number("YEAR", 2012...9999), times: .once, help: "the calendar year"),
      .init(
        "format", .choice(["table", "csv", "excel", "json"]), help: "table when left out"), dir,
    ],
    examples: ["report kb --year 2026", "report kb --year 2026 --format excel"])
  static let verify = Command(
    "verify", "recompute every id, chain and row", options: [dir, json], examples: ["verify"])
  static let rebuild = Command(
    "rebuild", "write every derived row anew from the log", options: [dir], examples: ["rebuild"])
  static let export = Command(
    "export", "write every line of the log to a file",
    options: [.init("out", .text("FILE"), help: "standard output when left out"), dir],
    examples: ["export --out lines.txt"])
  static let backup = Command(
    "backup", "copy the database to a file, open the copy and fold it", words: [.one("FILE")],
    options: [dir, json], examples: ["backup /media/usb/molkom.sqlite"])
  static let restore = Command(
    "restore", "put a backup in the place of the database", words: [.one("FILE")], options: [dir],
    examples: ["restore /media/usb/molkom.sqlite"])
}
