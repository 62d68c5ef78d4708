import Agent
import Console
import Foundation

extension Terminal {
  func initialise(_ arguments: Arguments) async throws {
    let folder = arguments.words[0]
    try makeFolder(folder)
    // A code was made for one unit; with it there is nothing to choose.
    let unit = arguments.value("code-file") == nil ? arguments.value("branch") : nil
    let setup = Branch.Setup(
      unit: unit, aggregator: arguments.value("aggregator"),
      name: arguments.value("name"),
      keepFree: arguments.number("keep-free").map { Int64($0) << 20 })
    let branch = try await Branch.prepare(folder: folder, setup: setup, world: world)
    if !FileManager.default.fileExists(atPath: tokenPath(folder)) {
      try SecretFile.write(Branch.mintToken(random: world.random), to: tokenPath(folder))
    }
    if let file = arguments.value("code-file") {
      try await enrol(branch, in: folder, code: SecretFile.read(file))
    }
    let status = try await branch.status()
    if arguments.has("json") { return try StandardStream.output.write(jsonLine(status) + "\n") }
    let home = status.unit.map { " for the unit \($0)" } ?? ""
    let enrolled =
      status.enrolled
      ? "It is enrolled."
      : (status.unit == nil
        ? "It knows no branch yet: run init again with --branch, or with a code."
        : "It is not enrolled yet; recording works all the same.")
    try StandardStream.output.write("\(folder) is an agent's folder\(home). \(enrolled)\n")
  }

  /// A new code makes an agent that is enrolled another device, with another token. The code it was enrolled with
  /// changes nothing.
  private func enrol(_ branch: Branch, in folder: String, code: String) async throws {
    let token = tokenPath(folder)
    guard try await branch.status().enrolled else {
      return try await branch.enrol(token: SecretFile.read(token), code: code, isAnother: false)
    }
    let next = "\(token).new"
    if !FileManager.default.fileExists(atPath: next) {
      try SecretFile.write(Branch.mintToken(random: world.random), to: next)
    }
    do {
      try await branch.enrol(token: SecretFile.read(next), code: code, isAnother: true)
      try SecretFile.write(SecretFile.read(next), to: token)
    } catch BranchError.notPermitted {
      try await branch.enrol(token: SecretFile.read(token), code: code, isAnother: false)
    }
    try FileManager.default.removeItem(atPath: next)
  }

  func tokenPath(_ folder: String) -> String { "\(folder)/token" }

  func logActivity(_ arguments: Arguments) async throws {
    let saved = try await branch(arguments).log(
      "activity", try arguments.assignments(), by: alias(arguments))
    try print(saved, arguments)
  }

  func logVisit(_ arguments: Arguments) async throws {
    let words = try arguments.assignments()
    let branch = try branch(arguments)
    guard let clicks = arguments.number("tally") else {
      return try print(
        try await branch.log("visit", words, by: alias(arguments)), arguments)
    }
    let total = try await branch.click(clicks, words, by: alias(arguments))
    let text = arguments.has("json") ? "{\"open\":\(total)}\n" : "Sparad här: \(total) klick.\n"
    try StandardStream.output.write(text)
  }

  /// Answers one JSON line for each action, once all of them are durable.
  func logFile(_ arguments: Arguments) async throws {
    let lines = try InputFile.read(arguments.value("from") ?? "-")
    let saved = try await branch(arguments).log(lines: lines, by: alias(arguments))
    try StandardStream.output.write(saved.map { try jsonLine($0) + "\n" }.joined())
  }

  func edit(_ arguments: Arguments) async throws {
    let saved = try await branch(arguments).edit(
      arguments.words[0], try arguments.assignments(from: 1), heads: heads(arguments),
      by: alias(arguments))
    try print(saved, arguments)
  }

  func delete(_ arguments: Arguments) async throws {
    let saved = try await branch(arguments).delete(
      arguments.words[0], heads: heads(arguments), by: alias(arguments))
    try print(saved, arguments)
  }

  private func heads(_ arguments: Arguments) -> [String]? {
    arguments.value("heads")?.split(separator: ",").map(String.init)
  }

  func resolve(_ arguments: Arguments) async throws {
    let words = ["newest", "keep", "delete", "same", "distinct"].filter(arguments.has)
    let saved = try await branch(arguments).resolve(
      arguments.words[0], words: words, values: try arguments.assignments(from: 1),
      by: alias(arguments))
    try print(saved, arguments)
  }

  private func print(_ saved: Branch.Receipt, _ arguments: Arguments) throws {
    if arguments.has("json") { return try StandardStream.output.write(jsonLine(saved) + "\n") }
    for warning in saved.warnings { try StandardStream.error.write("Obs: \(visible(warning))\n") }
    try StandardStream.output.write("Sparad här: \(saved.records.joined(separator: " "))\n")
  }
}
