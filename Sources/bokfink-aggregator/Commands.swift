import Console

/// The command line of the aggregator, as data: help and parsing are drawn from it.
enum Commands {
  static let program = Program(
    name: "bokfink-aggregator", version: "1.0",
    summary:
      "The region's side of Bokfink: enrols the branches' agents, keeps the log they reconcile "
      + "with, shows conflicts and answers the national library's questionnaire.",
    groups: [
      Program.Group("Set up", [initialise, serve]),
      Program.Group("Register", [orgImport, orgList, enrol, devices, revoke]),
      Program.Group("People", [peopleAdd, peopleList, peopleChange, peopleReset, peopleRemove]),
      Program.Group("Roles", [roleGive, roleEnd, roleList]),
      Program.Group("Answer questions", [inbox, resolve]),
      Program.Group("Decide", [verdicts, release, decline, erase, gallring]),
      Program.Group("Look", [report, status, audit, disclose]),
      Program.Group("Look after", [verify, rebuild, export, backup, restore]),
    ],
    notes: [
      "The folder is named by --dir or by the environment variable BOKFINK_DIR. Keep a copy of its "
        + "file seal.key apart from the database: with it an aggregator that was put back from a backup "
        + "knows its own receipts again.",
      "Exit status: 0 done, 64 not understood, 65 the data is not right, 66 no such folder or record, "
        + "69 the address cannot be listened on, 74 a file cannot be read or written, 75 busy, 77 not permitted, 78 not set up.",
    ])

  /// Commands that only look. Every other one is an administrative act and stands in the audit log.
  static let looking = [
    orgList, devices, peopleList, roleList, inbox, verdicts, report, status, audit, verify,
  ]

  /// Commands for when the database is not well: they are done even when the audit log cannot be written.
  static let rescuing = [export, backup, restore]

  static let dir = Command.Option("dir", .text("DIR"), help: "the aggregator's folder")
  static let json = Command.Option("json", .flag, help: "print JSON")
  static let by = Command.Option("by", .text("ALIAS"), help: "who does it, for example initials")

  static let initialise = Command(
    "init", "make a folder an aggregator's", words: [.one("DIR")],
    options: [
      .init("name", .text("TEXT"), help: "Region Värmland when left out"),
      .init(
        "site", .text("URL"),
        help: "where browsers reach it; when left out, only on this computer"),
    ],
    examples: ["init /var/lib/bokfink"])
  static let serve = Command(
    "serve", "serve agents and people", words: [.one("DIR")],
    options: [
      .init("listen", .text("HOST:PORT"), help: "127.0.0.1:8700 when left out; port 0 takes any"),
      .init(
        "proxy", .text("ADDRESS"), times: .any,
        help: "a proxy in front whose X-Forwarded headers are believed"),
      .init(
        "sign-in-header", .text("NAME"),
        help: "the header in which the proxy names whom it has signed in"),
    ],
    examples: ["serve /var/lib/bokfink --listen 127.0.0.1:8700 --proxy 127.0.0.1"])
  static let orgImport = Command(
    "org import", "add org units from a CSV file, or change them", words: [.one("FILE")],
    options: [dir, by], examples: ["org import units.csv"])
  static let orgList = Command(
    "org list", "list the org units",
    options: [.init("scope", .text("CODE"), help: "only this municipality's"), dir, json],
    examples: ["org list --scope 1780"])
  static let enrol = Command(
    "enrol", "make a one-time code for a device",
    options: [
      .init(
        "unit", .text("UNIT"), times: .once, help: "the unit: an id, a name, or Kommun/Namn"),
      .init("name", .text("TEXT"), help: "what the region calls the device"),
      .init("out", .text("FILE"), help: "write the code to a file only you can read"), dir,
    ],
    examples: ["enrol --unit Karlstad/Molkom --name \"Disken i Molkom\" --out code.txt"])
  static let devices = Command(
    "devices", "list the devices, their last contact and their clocks", options: [dir, json],
    examples: ["devices"])
  static let revoke = Command(
    "revoke", "shut a device out; what it holds stays there", words: [.one("DEVICE")],
    options: [
      .init(
        "wipe", .flag,
        help: "let it send what it holds, and erase itself when a verified backup has it all"),
      .init("reason", .text("TEXT"), times: .once, help: "why, for example stolen"), dir, by,
    ],
    examples: [
      "revoke 4fZk1c0a --reason \"sold\"", "revoke Molkom --wipe --reason \"stolen 5 March\"",
    ])
  static let name = Command.Option("name", .text("TEXT"), help: "the person's name")
  static let roleText = Command.Value.text("ROLE")
  static let reach = Command.Value.text("CODE")
  static let out = Command.Option(
    "out", .text("FILE"), help: "write the link to a file only you can read")

  static let peopleAdd = Command(
    "people add", "let somebody sign in at the pages", words: [.one("ALIAS")],
    options: [
      .init("role", roleText, times: .once, help: "for example head, developer, admin, reader"),
      .init(
        "scope", reach, times: .once, help: "whose own is shown: a kommunkod, or county for all"),
      name, out, dir, by,
    ],
    examples: ["people add anna.lind --role head --scope 1780 --name \"Anna Lind\""])
  static let peopleList = Command(
    "people list", "list who may sign in", options: [dir, json], examples: ["people list"])
  static let peopleChange = Command(
    "people change", "give somebody another name, role or scope", words: [.one("ALIAS")],
    options: [
      .init("role", roleText, help: "the new role"), .init("scope", reach, help: "the new scope"),
      name,
      dir, by,
    ],
    examples: ["people change anna.lind --role reader"])
  static let peopleReset = Command(
    "people reset", "take a password back and print a link to set another",
    words: [.one("ALIAS")], options: [out, dir, by], examples: ["people reset anna.lind"])
  static let peopleRemove = Command(
    "people remove", "end somebody's access at once", words: [.one("ALIAS")], options: [dir, by],
    examples: ["people remove anna.lind"])
  static let audit = Command(
    "audit", "list what was done by whom, and who was turned away",
    options: [.init("since", .text("DATE"), help: "from this day on"), dir, json],
    examples: ["audit --since 2026-03-01"])
  static let inbox = Command(
    "inbox", "list the open questions of all municipalities", options: [dir, json],
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
    examples: ["resolve b7xQ participants_children=12"])
  static let role = Command.Option(
    "role", .text("ROLE"), times: .once, help: "registrar, children, head, developer or another")
  static let scope = Command.Option(
    "scope", .text("CODE"), times: .once, help: "where it holds: a kommunkod, or sjukhus")
  static let roleGive = Command(
    "role give", "let an alias record in a municipality", words: [.one("ALIAS")],
    options: [
      role, scope, .init("name", .text("TEXT"), help: "who it is, if the region needs to know"),
      dir, by,
    ],
    examples: ["role give anl --role registrar --scope 1780"])
  static let roleEnd = Command(
    "role end", "end a role now; what arrives later is set apart", words: [.one("ALIAS")],
    options: [role, scope, dir, by],
    examples: ["role end anl --role registrar --scope 1780"])
  static let roleList = Command(
    "role list", "list who may record where, now and before",
    options: [.init("scope", .text("CODE"), help: "only this municipality's"), dir, json],
    examples: ["role list --scope 1780"])
  static let reason = Command.Option(
    "reason", .text("TEXT"), times: .once, help: "a sentence that the author will read")
  static let decider = Command.Option("by", .text("ALIAS"), times: .once, help: "who decides")
  static let verdicts = Command(
    "verdicts", "list the changes that were set apart and wait for a person",
    options: [
      .init("scope", .text("CODE"), help: "only this municipality's"),
      .init("all", .flag, help: "every verdict that holds"), dir, json,
    ],
    examples: ["verdicts", "verdicts --all --scope 1780"])
  static let release = Command(
    "release", "let a change count that was set apart, with its whole action",
    words: [.one("CHANGE")], options: [reason, decider, dir, json],
    examples: ["release xZEKY9Va --reason \"Talet stämmer, det var mässa.\" --by eva"])
  static let decline = Command(
    "decline", "keep a change out for good, with its whole action", words: [.one("CHANGE")],
    options: [reason, decider, dir, json],
    examples: ["decline xZEKY9Va --reason \"Räknat två gånger.\" --by eva"])
  static let erase = Command(
    "erase", "erase texts of a change, or of a whole record, for good and at every branch",
    words: [.one("CHANGE|RECORD")],
    options: [
      .init(
        "field", .text("NAME"), times: .any,
        help: "only this field; when left out, every one that may be erased"), reason, decider, dir,
      json,
    ],
    examples: [
      "erase xZEKY9Va --reason \"Ett namn kom med.\" --by eva",
      "erase Au8-kRhx --field note --reason \"Ett namn.\" --by eva",
    ])
  static let disclose = Command(
    "disclose",
    "write records for somebody who has asked for them, with masks over what people wrote",
    options: [
      .init("scope", .text("CODE"), help: "only this municipality"),
      .init("type", .text("TYPE"), help: "only activity, visit or another type"),
      .init("from", .text("DATE"), help: "from this day on"),
      .init("to", .text("DATE"), help: "up to this day"),
      .init(
        "show", .choice(["texts", "contacts", "staff"]), times: .any,
        help: "take a mask off: free texts, contact details in them, who recorded"),
      .init(
        "reason", .text("TEXT"), times: .once, help: "who asked, or the case; for the audit log"),
      decider, .init("format", .choice(["csv", "json"]), help: "csv when left out"),
      .init("out", .text("FILE"), help: "standard output when left out"), dir,
    ],
    examples: [
      "disclose --scope 1780 --from 2026-01-01 --to 2026-03-31 --reason \"Dnr 77\" --by eva"
    ])
  static let gallring = Command(
    "gallring", "erase what has been kept as long as the catalogue says; figures stay",
    options: [
      .init("dry-run", .flag, help: "only tell what would go"),
      .init("decision", .text("TEXT"), help: "the decision that says it may go"),
      .init("by", .text("ALIAS"), help: "who carries it out"),
      .init("protocol", .text("FILE"), help: "write every change to a table for the archive"),
      dir, json,
    ],
    examples: [
      "gallring --dry-run",
      "gallring --decision \"KS 2026-114\" --by eva --protocol gallring-2026.csv",
    ])
  static let report = Command(
    "report", "print a report", words: [.one("REPORT")],
    options: [
      .init("year", .number("YEAR", 2012...9999), times: .once, help: "the calendar year"),
      .init("scope", .text("CODE"), help: "only this municipality"),
      .init(
        "format", .choice(["table", "csv", "excel", "json"]), help: "table when left out"), dir,
    ],
    examples: ["report kb --year 2026", "report kb --year 2026 --format csv"])
  static let status = Command(
    "status", "tell how much every scope holds", options: [dir, json], examples: ["status"])
  static let verify = Command(
    "verify", "recompute every id, chain, seal and row", options: [dir, json], examples: ["verify"])
  static let rebuild = Command(
    "rebuild", "write every derived row anew from the log", options: [dir], examples: ["rebuild"])
  static let export = Command(
    "export", "write every line of the log to a file",
    options: [.init("out", .text("FILE"), help: "standard output when left out"), dir],
    examples: ["export --out lines.txt"])
  static let backup = Command(
    "backup", "copy the database while it is used, open the copy and fold it",
    words: [.one("FOLDER")],
    options: [
      .init("keep", .number("N", 1...10_000), help: "how many backups stay, 14 when left out"),
      .init(
        "key-to", .text("FILE"),
        help: "where the seal key goes; FOLDER/seal.key when left out, better another disk"), dir,
      json,
    ],
    examples: ["backup /srv/backup/bokfink --keep 14 --key-to /media/usb/bokfink.key"])
  static let restore = Command(
    "restore", "put a backup in the place of the database", words: [.one("FOLDER")],
    options: [
      .init("key", .text("FILE"), help: "the seal key, when it is not in the aggregator's folder"),
      dir,
    ],
    examples: ["restore /srv/backup/bokfink/bokfink-20260305T020000.000Z"])
}
