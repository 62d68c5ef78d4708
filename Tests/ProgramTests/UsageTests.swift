import Foundation
import Testing

@Suite("A command that cannot be done says what to do and does nothing", .timeLimit(.minutes(5)))
struct UsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let words: [String]
    let status: Int32
    let sentence: String

    init(_ line: String, _ status: Int32, _ sentence: String) {
      words = line.split(separator: " ").map(String.init)
      self.status = status
      self.sentence = sentence
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Case("", 64, "“bokfink --help” lists the commands."),
    Case("lgo", 64, "Did you mean “log”?"),
    Case("log", 64, "--from is missing. Add --from FILE."),
    Case("log visit count", 64, "“count” is not of the form FIELD=VALUE."),
    Case("log activity", 64, "FIELD=VALUE is missing."),
    Case("log visit --tally many", 64, "--tally is a whole number from"),
    Case("status --jsn", 64, "Did you mean “--json”?"),
    Case("status now", 64, "“now” is not understood here."),
    Case("report kb", 64, "--year is missing. Add --year YEAR."),
    Case("report kb --year 2011", 64, "--year is a whole number from 2012 to 9999, not “2011”."),
    Case("report kb --year 2026 --format pdf", 64, "--format is table, csv, excel or json"),
    Case("list --type loan", 64, "--type is activity or visit, not “loan”."),
    Case("serve --listen 8712", 64, "“8712” is not HOST:PORT"),
    Case("--dir x status", 64, "The command comes first"),
    Case("report loans --year 2026", 65, "There is no report “loans”. Use kb."),
    Case("list --from 2026-02-30", 65, "“2026-02-30” is no day. Write YYYY-MM-DD"),
    Case("list --to someday", 65, "“someday” is no day."),
    Case("log visit date=2026-02-30 count=1 method=reading", 65, "“2026-02-30” is no day."),
    Case("log visit date=2026-03-02 count=many method=reading", 65, "count:"),
    Case("log visit date=2026-03-02 count=1 method=guess", 65, "method:"),
    Case("log visit date=2026-03-02 count=1 visitors=2", 65, "has no field “visitors”"),
    Case("log visit date=2026-03-02 unit=Nowhere count=1", 65, "There is no unit “Nowhere”."),
    Case("log visit --tally 1 count=2", 65, "has no field “count”"),
    Case("log activity colour=red", 65, "has no field “colour”"),
    Case("show Qm9bW2Xz", 66, "There is no record Qm9bW2Xz here. Look it up with list."),
    Case("edit Qm9bW2Xz count=1", 66, "There is no record Qm9bW2Xz"),
    Case("delete Qm9bW2Xz", 66, "There is no record Qm9bW2Xz"),
    Case("resolve b7xQ --newest", 66, "There is no open question b7xQ. List them with inbox."),
    Case("resolve b7xQ count=12", 66, "There is no open question b7xQ. List them with inbox."),
    Case("resolve b7xQ", 65, "Give one answer"),
    Case("resolve b7xQ --keep --delete", 65, "Give one answer"),
    Case("log --from no-such-file", 66, "no-such-file"),
    Case("log --from .", 66, "“.” is a directory. Name a file in it."),
    Case("export --out no-such-folder/lines.txt", 66, "no-such-folder/lines.txt"),
    Case("sync", 78, "This agent has no aggregator yet. Run init again with --aggregator."),
  ])
  func `at an agent`(said: Case) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let run = try await agent.start(said.words).end()

      #expect(run.status == said.status, "\(run)")
      #expect(run.output == "")
      #expect(run.error.hasPrefix("bokfink: ") && run.error.hasSuffix("\n"), "\(run)")
      #expect(run.error.contains(said.sentence), "\(run)")
      #expect(try await agent.succeeds("export") == "")
    }
  }

  @Test(arguments: [
    Case("", 64, "“bokfink-aggregator --help” lists the commands."),
    Case("org", 64, "“bokfink-aggregator org” needs one word more: import or list."),
    Case("org impotr x", 64, "Did you mean “org import”?"),
    Case("enrol", 64, "--unit is missing. Add --unit UNIT."),
    Case("enrol --unit Nowhere", 65, "There is no unit “Nowhere”. List them with org list."),
    Case("org import no-such-file", 66, "no-such-file"),
    Case("resolve b7xQ --newest", 66, "There is no open question b7xQ. List them with inbox."),
    Case("resolve b7xQ count=12", 66, "There is no open question b7xQ. List them with inbox."),
    Case("resolve b7xQ", 65, "Give one answer"),
    Case("report loans --year 2026", 65, "There is no report “loans”. Use kb."),
    Case("report kb --year 2026 --scope 0001", 65, "There is no municipality “0001”"),
    Case("serve nowhere", 66, "nowhere is no aggregator's folder."),
  ])
  func `at the aggregator`(said: Case) async throws {
    try await Scene.run { scene in
      let station = Station(.aggregator, "region", in: scene)
      try await station.succeeds("init", station.folder)
      let before = try await station.succeeds("verify")

      let run = try await station.start(said.words).end()

      #expect(run.status == said.status, "\(run)")
      #expect(run.output == "")
      #expect(run.error.hasPrefix("bokfink-aggregator: ") && run.error.hasSuffix("\n"), "\(run)")
      #expect(run.error.contains(said.sentence), "\(run)")
      #expect(try await station.succeeds("verify") == before)
    }
  }

  @Test func `a full disk is named`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")

      try await agent.refuses(
        "export", "--out", "/dev/full", status: 74,
        saying: "“/dev/full” could not be read or written")
    }
  }

  @Test(arguments: Executable.allCases)
  func `a folder that is none is not taken for one`(program: Executable) async throws {
    try await Scene.run { scene in
      let none = Station(program, "none", in: scene)

      try await none.refuses(
        "status", status: 66, saying: "Make one with: \(program.rawValue) init")
      try await none.refuses("status", "--dir", "", status: 64, saying: "--dir")

      #expect(!FileManager.default.fileExists(atPath: none.folder))
    }
  }

  @Test(arguments: Executable.allCases)
  func `a folder cannot be made in a file`(program: Executable) async throws {
    try await Scene.run { scene in
      let file = try scene.write("", to: "file")
      let station = Station(program, "file", in: scene)

      try await station.refuses("init", file, status: 66, saying: "“\(file)” ")
      try await station.refuses("init", "\(file)/folder", status: 66, saying: "“\(file)/folder”")
    }
  }

  @Test(arguments: Executable.allCases)
  func `a damaged database is named, and kept`(program: Executable) async throws {
    try await Scene.run { scene in
      let name = program == .agent ? "bokfink.sqlite" : "aggregator.sqlite"
      let station = Station(program, "damaged", in: scene)
      try await station.succeeds("init", station.folder)
      let garbage = String(repeating: "not a database ", count: 1_000)
      for ending in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: station.path(name + ending))
      }
      _ = try scene.write(garbage, to: "damaged/\(name)")

      try await station.refuses("status", status: 65, saying: "The database file is damaged")

      #expect(try station.text(of: name) == garbage)
    }
  }
}
