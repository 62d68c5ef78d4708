import Foundation
import Testing

@Suite(
  "The units of Tools/deploy are sound, and the programs live within them", .timeLimit(.minutes(5)),
  .enabled(
    if: Machine.systemdAnalyze != nil && Machine.python != nil,
    "systemd-analyze is needed: Tools/setup --tests"))
struct DeployTests {
  private static let folder = Machine.file("Tools/deploy")

  /// With the programs of this build; there are no manual pages before there are packages.
  @Test(arguments: Executable.allCases)
  func `systemd finds nothing wrong with it`(program: Executable) async throws {
    try await Scene.run { scene in
      let unit = try unit(of: program)
        .replacing("/usr/bin/", with: program.url.deletingLastPathComponent().path + "/")
      let file = try scene.write(unit, to: "\(program.rawValue).service")

      let run = try await scene.shell([
        Machine.systemdAnalyze ?? "", "verify", "--man=no", "--recursive-errors=no", file,
      ])

      #expect(run.status == 0 && run.output == "" && run.error == "", "\(run)")
    }
  }

  /// systemd calls what is below 2 of 10 “OK”; a service with network cannot come below 0.8.
  @Test(arguments: Executable.allCases)
  func `little of the machine lies open to it`(program: Executable) async throws {
    try await Scene.run { scene in
      let run = try await scene.shell([
        Machine.systemdAnalyze ?? "", "security", "--offline=true", "--threshold=12", "--no-pager",
        "\(Self.folder)/systemd/\(program.rawValue).service",
      ])

      #expect(run.status == 0, "\(run)")
    }
  }

  @Test func `the units start what the command lines take`() throws {
    for program in Executable.allCases {
      let unit = try unit(of: program)
      let command = unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }

      #expect(command?.hasPrefix("ExecStart=/usr/bin/\(program.rawValue) serve ") == true)
      #expect(unit.contains("\nType=notify\n") && unit.contains("\nWatchdogSec="))
    }
  }

  /// A filter that is too narrow would show on the day of an upgrade, in the middle of the night.
  @Test func `an entry arrives when both make only the calls their units allow`() async throws {
    try await Scene.run { scene in
      let confined = { (program: Executable) in
        [
          Machine.python ?? "", "\(Self.folder)/confined",
          "\(Self.folder)/systemd/\(program.rawValue).service",
        ]
      }
      var centre = Station(.aggregator, "region", in: scene)
      centre.launcher = confined(.aggregator)
      try await centre.succeeds("init", centre.folder)
      let service = try await Service.start(
        centre, ["serve", centre.folder, "--listen", "127.0.0.1:0"])
      let code = scene.path("code")
      try await centre.succeeds("enrol", "--unit", "Karlstad/Molkom", "--out", code)
      var agent = Station(.agent, "molkom", in: scene)
      agent.launcher = confined(.agent)

      // A name, so that it must be looked up as well.
      try await agent.succeeds(
        "init", agent.folder, "--aggregator", "http://localhost:\(service.port)", "--code-file",
        code)
      let watching = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await watching.logs("pushed=1")

      #expect(try await agent.reads(StatusShape.self, "status").acknowledged == 1)
      #expect(await watching.stop() == 0)
      #expect(await service.stop() == 0)
      #expect(try await centre.reads(ProofShape.self, "verify").ok)
    }
  }

  private func unit(of program: Executable) throws -> String {
    try String(
      contentsOfFile: "\(Self.folder)/systemd/\(program.rawValue).service", encoding: .utf8)
  }
}
