import Foundation
import Testing

@Suite(
  "A folder becomes an agent's at once, and is enrolled when there is a code",
  .timeLimit(.minutes(5)))
struct InitTests {
  @Test func `init twice is harmless`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      let status = try await agent.succeeds("status", "--json")
      let token = try agent.text(of: "token")

      try await agent.succeeds("init", agent.folder)
      try await agent.succeeds("init", agent.folder, "--branch", "Molkom")

      #expect(try await agent.succeeds("status", "--json") == status)
      #expect(try agent.text(of: "token") == token)
      #expect(
        try await agent.reads([ListedShape].self, "list").map(\.fields["count"]) == [.number(118)])
    }
  }

  @Test func `without a branch everything but recording works`() async throws {
    try await Scene.run { scene in
      let agent = Station(.agent, "desk", in: scene)
      try await agent.succeeds("init", agent.folder)

      try await agent.refuses(
        "log", "visit", "count=1", "method=reading", status: 78,
        saying: "This agent does not know its branch yet. Run init again with --branch")

      #expect(try await agent.reads([ListedShape].self, "list").isEmpty)
      #expect(try await agent.reads(StatusShape.self, "status").unit == nil)
      try await agent.succeeds("verify")
    }
  }

  @Test func `an unknown branch is named and can be corrected`() async throws {
    try await Scene.run { scene in
      let agent = Station(.agent, "desk", in: scene)

      try await agent.refuses(
        "init", agent.folder, "--branch", "Molkum", status: 65,
        saying: "There is no unit “Molkum”. Give its id, its name, or Kommun/Namn")
      try await agent.succeeds("init", agent.folder, "--branch", "Karlstad/Molkom")

      let status = try await agent.reads(StatusShape.self, "status")
      #expect(status.scope == "1780")
      #expect(status.unit == "SCwXGn4FHK7dqc4G85XiMg")
    }
  }

  @Test func `an offline agent records at once`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()

      let said = try await agent.succeeds("log", "visit", "count=12", "method=reading")

      #expect(said.hasPrefix("Sparad här: "))
      let status = try await agent.reads(StatusShape.self, "status")
      #expect(!status.enrolled)
      #expect(status.saved == 1 && status.waiting == 1 && status.acknowledged == 0)
      #expect(try await agent.succeeds("status").hasPrefix("1 väntar – ingen kontakt än\n"))
    }
  }

  @Test func `what was recorded before enrolment arrives after it`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")

      try await agent.succeeds(
        "init", agent.folder, "--aggregator", region.service.url, "--code-file",
        try await region.code("molkom"))
      let said = try await agent.succeeds("sync")

      #expect(said.hasPrefix("Allt mottaget 20"))
      let status = try await agent.reads(StatusShape.self, "status")
      #expect(status.enrolled && status.acknowledged == 1 && status.waiting == 0)
      #expect(
        try await region.station.reads(ProofShape.self, "verify")["1780"]
          == (try await agent.reads(ProofShape.self, "verify"))["1780"])
    }
  }

  @Test(arguments: Executable.allCases)
  func `only the owner can read what a program writes`(program: Executable) async throws {
    try await Scene.run { scene in
      let station = Station(program, "private", in: scene)
      try FileManager.default.createDirectory(
        atPath: station.folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])

      try await station.succeeds("init", station.folder)
      let service = try await Service.start(
        station,
        ["serve"] + (program == .agent ? [] : [station.folder]) + ["--listen", "127.0.0.1:0"])

      let names = try FileManager.default.contentsOfDirectory(atPath: station.folder)
      #expect(names.count >= 4)
      for name in names { #expect(try station.mode(of: name) & 0o077 == 0, "\(name)") }
      #expect(await service.stop() == 0)
    }
  }

  @Test func `the branch of an enrolled agent stays what the region says`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")

      try await agent.refuses(
        "init", agent.folder, "--branch", "Kil/Kils bibliotek", status: 65,
        saying: "and cannot change. Make another folder.")

      #expect(try await agent.reads(StatusShape.self, "status").scope == "1780")
    }
  }
}

@Suite("A folder is its owner's", .timeLimit(.minutes(5)))
struct OwnerTests {
  @Test(arguments: Executable.allCases)
  func `another account of the computer is told whose turn it is`(program: Executable) async throws
  {
    try await Scene.run { scene in
      let station = Station(program, "private", in: scene)
      try await station.succeeds("init", station.folder)

      let run = try await station.asStranger("status")

      #expect(run.status == 77, "\(run)")
      #expect(run.output == "")
      #expect(run.error.contains("This account may not use "), "\(run)")
    }
  }
}
