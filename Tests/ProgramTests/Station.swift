import Foundation
import Glibc
import Testing

/// A folder of one of the programs, and the command line on it.
struct Station: Sendable {
  let scene: Scene
  let program: Executable
  let folder: String
  /// Milliseconds the clock is wrong by.
  var clockOffset: Int64?
  /// What its programs are started by, for example in a namespace of their own; the program's path follows.
  var launcher: [String] = []
  /// Further variables of its programs' environment.
  var variables: [String: String] = [:]

  init(_ program: Executable, _ name: String, in scene: Scene) {
    self.scene = scene
    self.program = program
    folder = scene.path(name)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  var environment: [String: String] {
    var environment = ["BOKFINK_DIR": folder, "USER": "anna"]
    environment["BOKFINK_CLOCK_OFFSET_MS"] = clockOffset.map { "\($0)" }
    return environment.merging(variables) { $1 }
  }

  /// A command's path, and its arguments.
  func command(_ words: [String]) -> (String, [String]) {
    let command = launcher + [program.url.path] + words
    return (command[0], Array(command.dropFirst()))
  }

  /// Starts a command. Its output goes to files, so that it never waits for a reader.
  func start(_ words: [String], input: String? = nil) throws -> Started {
    let stem = scene.path("run-\(UInt64.random(in: 0...UInt64.max))")
    if let input { try Data(input.utf8).write(to: URL(filePath: "\(stem).in")) }
    let (path, arguments) = command(words)
    let child = try Child(
      path, arguments, environment: environment,
      input: input == nil ? "/dev/null" : "\(stem).in",
      output: "\(stem).out", errors: .file("\(stem).err"))
    scene.add(child)
    let command = ([program.rawValue] + words).joined(separator: " ")
    return Started(child: child, command: command, stem: stem)
  }

  struct Started: Sendable {
    let child: Child
    let command: String
    fileprivate let stem: String

    func end() async -> Run {
      let status = await child.end()
      return Run(
        command: command, status: status, output: text("out"), error: text("err"))
    }

    private func text(_ ending: String) -> String {
      String(
        decoding: FileManager.default.contents(atPath: "\(stem).\(ending)") ?? Data(),
        as: UTF8.self)
    }
  }
}

// MARK: - What tests say

extension Station {
  func run(_ words: String..., input: String? = nil) async throws -> Run {
    try await start(words, input: input).end()
  }

  /// Runs a command that the test needs.
  ///
  /// - Returns: its output.
  @discardableResult
  func succeeds(_ words: String..., input: String? = nil) async throws -> String {
    try await output(words, input: input)
  }

  /// What a command prints with `--json`.
  func reads<Shape: Decodable>(
    _ shape: Shape.Type, _ words: String..., input: String? = nil
  ) async throws -> Shape {
    let text = try await output(words + ["--json"], input: input)
    do { return try JSONDecoder().decode(shape, from: Data(text.utf8)) } catch {
      throw Unexpected(description: "\(words) does not print \(shape): \(text)\(error)")
    }
  }

  private func output(_ words: [String], input: String?) async throws -> String {
    let run = try await start(words, input: input).end()
    guard run.status == 0 else { throw Unexpected(description: run.description) }
    return run.output
  }

  /// Expects a command to do nothing but say why.
  func refuses(
    _ words: String..., input: String? = nil, status: Int32, saying sentence: String,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let run = try await start(words, input: input).end()
    #expect(run.status == status, "\(run)", sourceLocation: location)
    #expect(run.output == "", "\(run)", sourceLocation: location)
    #expect(run.error.contains(sentence), "\(run)", sourceLocation: location)
    #expect(
      run.error.hasPrefix("\(program.rawValue): ") && run.error.hasSuffix("\n"), "\(run)",
      sourceLocation: location)
  }
}

// MARK: - Accounts

extension Station {
  /// Runs a command as an account of the computer that owns nothing of this folder.
  func asStranger(_ words: String...) async throws -> Run {
    guard getuid() == 0 else {
      // Whoever may not even look into his own folder is like a stranger to it.
      chmod(folder, 0)
      defer { chmod(folder, 0o700) }
      return try await start(words).end()
    }
    let hall = "\(scene.folder)-hall"
    try FileManager.default.createDirectory(
      atPath: hall, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(atPath: hall) }
    let stem = scene.path("stranger")
    // Copied by another process: a file that is open for writing here is open in whatever is being started elsewhere,
    // and cannot be run.
    let script = """
      cp "$1" "$2/program" && program=$2/program && shift 2 &&
        exec setpriv --reuid 65534 --regid 65534 --clear-groups "$program" "$@"
      """
    let child = try Child(
      "/bin/sh", ["-c", script, "sh", program.url.path, hall] + words, environment: environment,
      input: "/dev/null",
      output: "\(stem).out", errors: .file("\(stem).err"))
    scene.add(child)
    return await Started(child: child, command: words.joined(separator: " "), stem: stem).end()
  }
}

// MARK: - Disks

extension Station {
  /// The same folder on another disk, as a backup or a cloned computer has it.
  func copied(to name: String) throws -> Station {
    var copy = Station(program, name, in: scene)
    copy.clockOffset = clockOffset
    if FileManager.default.fileExists(atPath: copy.folder) {
      try FileManager.default.removeItem(atPath: copy.folder)
    }
    try FileManager.default.copyItem(atPath: folder, toPath: copy.folder)
    return copy
  }

  /// Puts the folder back as `copy` has it.
  func restore(from copy: Station) throws {
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.copyItem(atPath: copy.folder, toPath: folder)
  }

  func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
  }

  /// The permission bits of a file in the folder.
  func mode(of name: String) throws -> mode_t {
    var facts = stat()
    guard stat(path(name), &facts) == 0 else {
      throw Unexpected(description: "there is no \(path(name))")
    }
    return facts.st_mode & 0o777
  }
}
