import Foundation
import Testing

@Suite("Every tool explains itself")
struct ToolTests {
  @Test(arguments: Project.tools)
  func `it can be run and answers --help`(path: String) throws {
    #expect(try complaint(about: Project.root.appending(path: path)) == nil)
  }

  @Test(arguments: [
    ("exit 1", 0o755, "exit status 1"), ("exit 0", 0o755, "says nothing"),
    ("echo Usage", 0o644, "cannot be run"),
  ])
  func `the rule sees a tool that does not`(script: String, mode: Int, says: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)

    #expect(try complaint(about: file)?.hasSuffix(says) == true)
  }

  /// What is wrong with the tool, or nil.
  private func complaint(about file: URL) throws -> String? {
    let name = file.lastPathComponent
    guard FileManager.default.isExecutableFile(atPath: file.path),
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        as? Int, mode & 0o111 != 0
    else { return "\(name) cannot be run" }
    let output = Pipe()
    let process = try started(file, output)
    let help = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      return "\(name) --help: exit status \(process.terminationStatus)"
    }
    return help.isEmpty ? "\(name) --help says nothing" : nil
  }

  /// A script that was just written may still be open in a process that another test is starting.
  private func started(_ file: URL, _ output: Pipe) throws -> Process {
    while true {
      let process = Process()
      process.executableURL = file
      process.arguments = ["--help"]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      do {
        try process.run()
        return process
      } catch let error as NSError where error.code == Int(ETXTBSY) {
        continue
      }
    }
  }
}
