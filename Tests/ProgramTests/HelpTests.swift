import Foundation
import Testing

// A snapshot is written by the program itself: bokfink help log visit > Snapshots/bokfink-log-visit.txt

@Suite("Help says what the programs do", .timeLimit(.minutes(5)))
struct HelpTests {
  @Test(arguments: Executable.allCases)
  func `a program's help is the one that was read through`(program: Executable) async throws {
    try await Scene.run { scene in
      let help = try await Station(program, "-", in: scene).succeeds("--help")

      #expect(help == (try snapshot(program.rawValue)))
      #expect(lines(of: help) == lines(of: try snapshot(program.rawValue)))
    }
  }

  @Test(arguments: Executable.allCases)
  func `every command's help is the one that was read through`(program: Executable) async throws {
    try await Scene.run { scene in
      let station = Station(program, "-", in: scene)
      let commands = commands(in: try await station.succeeds("--help"))

      #expect(commands.count >= 11)
      for command in commands {
        let help = try await station.start(
          ["help"] + command.split(separator: " ").map(String.init)
        )
        .end()
        let name = "\(program.rawValue)-\(command.replacing(" ", with: "-"))"
        #expect(help.status == 0 && help.error == "", "\(help)")
        #expect(lines(of: help.output) == lines(of: try snapshot(name)), "\(name)")
        #expect(help.output.utf8.last == UInt8(ascii: "\n"), "\(name)")
        #expect(text(of: help.output).allSatisfy { $0.count <= 80 }, "\(name)")
      }
      let expected =
        [program.rawValue] + commands.map { "\(program.rawValue)-\($0.replacing(" ", with: "-"))" }
      #expect(try snapshots(of: program) == expected.sorted())
    }
  }

  @Test(arguments: Executable.allCases)
  func `the ways to ask for help agree`(program: Executable) async throws {
    try await Scene.run { scene in
      let station = Station(program, "-", in: scene)

      let help = try await station.succeeds("--help")

      #expect(try await station.succeeds("help") == help)
      #expect(try await station.succeeds("-h") == help)
      #expect(
        try await station.succeeds("help", "status")
          == (try await station.succeeds("status", "--help")))
      #expect(try await station.succeeds("--version") == "\(program.rawValue) 1.0\n")
    }
  }
}

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
  path: "Snapshots")

private func snapshot(_ name: String) throws -> String {
  String(decoding: try Data(contentsOf: folder.appending(path: "\(name).txt")), as: UTF8.self)
}

/// The names of a program's snapshots, sorted.
private func snapshots(of program: Executable) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path)
    .map { $0.replacing(".txt", with: "") }
    .filter { $0.hasPrefix("bokfink-aggregator") == (program == .aggregator) }.sorted()
}

/// Without the examples: a command line is not broken.
private func text(of help: String) -> [Substring] { lines(of: help).prefix { $0 != "Examples:" } }

private func lines(of text: String) -> [Substring] { text.split(separator: "\n") }

/// The commands a program's help lists: two blanks, the name, two blanks, what it does.
private func commands(in help: String) -> [String] {
  help.matches(of: /(?m)^  ([a-z]+(?: [a-z]+)?) +\S/).map { String($0.1) }
}
