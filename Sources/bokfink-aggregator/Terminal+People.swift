import Aggregator
import Console
import Foundation
import Glibc

extension Terminal {
  func addPerson(_ arguments: Arguments) async throws {
    let link = try await centre(arguments).addPerson(
      arguments.words[0], name: arguments.value("name"), role: arguments.value("role") ?? "",
      scope: arguments.value("scope") ?? "", at: try url(arguments))
    try hand(over: link, arguments)
  }

  func resetPerson(_ arguments: Arguments) async throws {
    let link = try await centre(arguments).resetPerson(
      arguments.words[0], at: try url(arguments))
    try hand(over: link, arguments)
  }

  func changePerson(_ arguments: Arguments) async throws {
    try await centre(arguments).changePerson(
      arguments.words[0], name: arguments.value("name"), role: arguments.value("role"),
      scope: arguments.value("scope"))
    try StandardStream.output.write("\(visible(arguments.words[0])) är ändrad.\n")
  }

  func removePerson(_ arguments: Arguments) async throws {
    try await centre(arguments).removePerson(arguments.words[0])
    try StandardStream.output.write(
      "\(visible(arguments.words[0])) kan inte logga in längre.\n")
  }

  /// Whoever has the link sets the password, so it goes to one person: on the screen, or into a file of its own.
  private func hand(over link: String, _ arguments: Arguments) throws {
    guard let path = arguments.value("out") else {
      return try StandardStream.output.write(link + "\n")
    }
    try SecretFile.write(link, to: path)
  }

  /// Where the pages are when no site is set: where the service listens, or would.
  private func url(_ arguments: Arguments) throws -> String {
    let path = "\(try folder(arguments))/listen"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      return "http://127.0.0.1:8700"
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

// MARK: - What was done

extension Terminal {
  /// Does a command. What is more than looking is written into the audit log before it is begun, so that nothing is
  /// done that does not stand there, and again when it has ended.
  func noting(
    _ arguments: Arguments, _ body: () async throws -> ExitStatus
  ) async throws -> ExitStatus {
    guard !Commands.looking.contains(arguments.command) else { return try await body() }
    // Before `init` there is no log, and agents are served whatever is wrong with it: these two note for themselves.
    guard ![Commands.initialise, Commands.serve].contains(arguments.command) else {
      return try await body()
    }
    guard !Commands.rescuing.contains(arguments.command) else {
      try? await note(arguments, "begun")
      let status = try await body()
      do { try await note(arguments, "done") } catch {
        log.line(.warning, "not-audited", ["reason": "\(error)"])
      }
      return status
    }
    try await note(arguments, "begun")
    do {
      let status = try await body()
      try await note(arguments, "done")
      return status
    } catch {
      try? await note(arguments, "failed")
      throw error
    }
  }

  func note(_ arguments: Arguments, _ outcome: String) async throws {
    let names = arguments.command.options.map(\.name)
    // Who asked for records belongs to what was done; other reasons may hold anything.
    let told =
      ["unit", "scope", "role", "type", "from", "to", "show", "field"]
      + (arguments.command == Commands.disclose ? ["reason"] : [])
    let options = told.filter(names.contains).flatMap { name in
      arguments.values(name).map { "\(name)=\($0)" }
    }
    let flags = ["wipe"].filter { names.contains($0) && arguments.has($0) }
    let namesFolder = [Commands.initialise, Commands.serve].contains(arguments.command)
    // Of a field only its name, of a file only the last part.
    let words = (namesFolder ? [] : arguments.words).map {
      String($0.prefix { $0 != "=" }.split(separator: "/").last ?? "")
    }
    let centre = try centre(in: namesFolder ? arguments.words[0] : try folder(arguments))
    try await centre.note(
      arguments.command.name,
      by: names.contains("by")
        ? alias(arguments) : ProcessInfo.processInfo.environment["USER"] ?? "",
      origin: origin, about: (words + options + flags).joined(separator: " "), outcome: outcome)
  }

  /// The account of the computer, and who took it on.
  private var origin: String {
    let account = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
    let sudo = ProcessInfo.processInfo.environment["SUDO_USER"].map { " for \($0)" }
    return "terminal \(account ?? "\(getuid())")\(sudo ?? "")"
  }
}
