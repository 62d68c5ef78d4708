import Aggregator
import Console
import Foundation

/// Runs one command line: finds the command, does it, says what went wrong and ends with its status.
struct Terminal: Sendable {
  let world: World
  let log: Log
  let supervisor: Supervisor
  let now: @Sendable () -> Int64

  func run(_ words: [String]) async -> ExitStatus {
    do {
      switch try Commands.program.parse(words) {
      case .print(let text):
        try StandardStream.output.write(text + "\n")
        return .ok
      case .run(let arguments):
        return try await noting(arguments) { try await run(arguments) }
      }
    } catch {
      return report(error)
    }
  }

  private func run(_ arguments: Arguments) async throws -> ExitStatus {
    do { return try await perform(arguments) } catch {
      let named =
        [Commands.initialise, Commands.serve].contains(arguments.command)
        ? arguments.words.first : nil
      if let folder = try? named ?? folder(arguments) { Centre.note(error, in: folder) }
      throw error
    }
  }

  private func perform(_ arguments: Arguments) async throws -> ExitStatus {
    switch arguments.command {
    case Commands.initialise: try await initialise(arguments)
    case Commands.serve: try await serve(arguments)
    case Commands.orgImport: try await orgImport(arguments)
    case Commands.orgList:
      let units = try await centre(arguments).units(scope: arguments.value("scope"))
      try print(units, asJSON: arguments.has("json"))
    case Commands.enrol: try await enrol(arguments)
    case Commands.devices:
      try print(try await centre(arguments).devices(), asJSON: arguments.has("json"))
    case Commands.revoke: try await revoke(arguments)
    case Commands.peopleAdd: try await addPerson(arguments)
    case Commands.peopleList:
      try print(try await centre(arguments).people(), asJSON: arguments.has("json"))
    case Commands.peopleChange: try await changePerson(arguments)
    case Commands.peopleReset: try await resetPerson(arguments)
    case Commands.peopleRemove: try await removePerson(arguments)
    case Commands.audit:
      try print(
        try await centre(arguments).auditLog(since: arguments.value("since")),
        asJSON: arguments.has("json"))
    case Commands.inbox:
      try print(try await centre(arguments).inbox(), asJSON: arguments.has("json"))
    case Commands.resolve: try await resolve(arguments)
    case Commands.roleGive, Commands.roleEnd: try await changeRole(arguments)
    case Commands.roleList:
      try print(
        try await centre(arguments).roles(scope: arguments.value("scope")),
        asJSON: arguments.has("json"))
    case Commands.verdicts:
      let listing = try await centre(arguments).verdicts(
        scope: arguments.value("scope"), all: arguments.has("all"))
      try print(listing, asJSON: arguments.has("json"))
    case Commands.release: try await judge(arguments, Centre.release)
    case Commands.decline: try await judge(arguments, Centre.decline)
    case Commands.erase: try await erase(arguments)
    case Commands.disclose: try await disclose(arguments)
    case Commands.gallring: try await retain(arguments)
    case Commands.report: try await kbReport(arguments)
    case Commands.status:
      try print(try await centre(arguments).status(), asJSON: arguments.has("json"))
    case Commands.verify: return try await verify(arguments)
    case Commands.rebuild: try await rebuild(arguments)
    case Commands.export: try await export(arguments)
    case Commands.backup: try await backUp(arguments)
    case Commands.restore: try await restore(arguments)
    default: preconditionFailure("“\(arguments.command.name)” is declared and not built")
    }
    return .ok
  }

  /// Prints what went wrong as a sentence and maps it to a status.
  private func report(_ cause: any Error) -> ExitStatus {
    let error: any Error = CentreError(saying: cause) ?? cause
    try? StandardStream.error.write("bokfink-aggregator: \(visibleLines(of: error))\n")
    return switch error {
    case is UsageError: .usage
    case is ConfigurationError: .configuration
    case let error as FileError: error.status
    case let error as CentreError:
      switch error.kind {
      case .data: .data
      case .noInput: .noInput
      case .unavailable: .unavailable
      case .inputOutput: .inputOutput
      case .tryLater: .tryLater
      case .noPermission: .noPermission
      case .configuration: .configuration
      }
    case is CancellationError: .ok
    default: .software
    }
  }

  /// The aggregator's folder: `--dir`, else BOKFINK_DIR.
  func folder(_ arguments: Arguments) throws -> String {
    let folder = arguments.value("dir") ?? ProcessInfo.processInfo.environment["BOKFINK_DIR"] ?? ""
    guard !folder.isEmpty else { throw UsageError.missingOption("dir", placeholder: "DIR") }
    return folder
  }

  func centre(_ arguments: Arguments) throws -> Centre {
    try centre(in: try folder(arguments))
  }

  func centre(in folder: String) throws -> Centre {
    try Centre(folder: folder, identity: try identity(folder), world: world)
  }

  func alias(_ arguments: Arguments) -> String {
    arguments.value("by") ?? ProcessInfo.processInfo.environment["USER"] ?? "region"
  }

  func print(
    _ listing: (columns: [(heading: String, isNumber: Bool)], rows: [[String]], json: String),
    asJSON: Bool
  ) throws {
    let text =
      asJSON
      ? visibleJSON(listing.json) + "\n" : TextTable(listing.columns, rows: listing.rows).render()
    try StandardStream.output.write(text)
  }
}
