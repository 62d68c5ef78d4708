import Foundation

/// What of the machine some tests need. `Tools/setup --tests` installs it; a test that cannot run says what is
/// missing.
enum Machine {
  static let nginx = find("nginx", "/usr/sbin/nginx")
  static let openssl = find("openssl", "/usr/bin/openssl")
  static let systemdAnalyze = find("systemd-analyze", "/usr/bin/systemd-analyze")
  static let python = find("python3", "/usr/bin/python3")

  /// What starts a program in a namespace of its own, where it may mount over files: as root, or as anybody where
  /// the kernel lets everybody have namespaces. Nil where it does not.
  static let namespace: [String]? = [["unshare", "-m"], ["unshare", "-rm"]]
    .map { ["/usr/bin/env"] + $0 }
    .first { words in
      let process = Process()
      process.executableURL = URL(filePath: words[0])
      process.arguments = Array(words.dropFirst()) + ["true"]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }

  /// A file of the project.
  static func file(_ path: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(path)")
      .standardizedFileURL.path
  }

  private static func find(_ name: String, _ path: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ([path] + folders.map { "\($0)/\(name)" }).first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}

extension Scene {
  /// Runs any command to its end.
  @discardableResult
  func shell(_ command: [String], variables: [String: String] = [:]) async throws -> Run {
    let stem = path("shell-\(UInt64.random(in: 0...UInt64.max))")
    let child = try Child(
      command[0], Array(command.dropFirst()), environment: variables, input: "/dev/null",
      output: "\(stem).out",
      errors: .file("\(stem).err"))
    add(child)
    func text(_ ending: String) -> String {
      String(
        decoding: FileManager.default.contents(atPath: "\(stem).\(ending)") ?? Data(),
        as: UTF8.self)
    }
    let status = await child.end()
    return Run(
      command: command.joined(separator: " "), status: status, output: text("out"),
      error: text("err"))
  }
}
