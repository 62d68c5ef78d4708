import Agent
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
      case .run(let arguments): return try await run(arguments)
      }
    } catch {
      return report(error)
    }
  }

  private func run(_ arguments: Arguments) async throws -> ExitStatus {
    do { return try await perform(arguments) } catch {
      let named = arguments.command == Commands.initialise ? arguments.words.first : nil
      if let folder = try? named ?? folder(arguments) { Branch.note(error, in: folder) }
      throw error
    }
  }

  private func perform(_ arguments: Arguments) async throws -> ExitStatus {
    switch arguments.command {
    case Commands.initialise: try await initialise(arguments)
    case Commands.logActivity: try await logActivity(arguments)
    case Commands.logVisit: try await logVisit(arguments)
    case Commands.logFile: try await logFile(arguments)
    case Commands.edit: try await edit(arguments)
    case Commands.delete: try await delete(arguments)
    case Commands.list: try await list(arguments)
    case Commands.show: try await show(arguments)
    case Commands.fields: try fields(arguments)
    case Commands.inbox: try await inbox(arguments)
    case Commands.resolve: try await resolve(arguments)
    case Commands.sync: try await sync(arguments)
    case Commands.serve: try await serve(arguments)
    case Commands.status: try await status(arguments)
    case Commands.report: try await kbReport(arguments)
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
    let error: any Error = BranchError(saying: cause) ?? cause
    try? StandardStream.error.write("bokfink: \(visibleLines(of: error))\n")
    return switch error {
    case is UsageError: .usage
    case is ConfigurationError: .configuration
    case let error as FileError: error.status
    case let error as BranchError:
      switch error.kind {
      case .data: .data
      case .noInput: .noInput
      case .unavailable: .unavailable
      case .inputOutput: .inputOutput
      case .noPermission: .noPermission
      case .tryLater: .tryLater
      case .configuration: .configuration
      }
    case is CancellationError: .ok
    default: .software
    }
  }

  /// The agent's folder: `--dir`, else BOKFINK_DIR.
  func folder(_ arguments: Arguments) throws -> String {
    let folder = arguments.value("dir") ?? ProcessInfo.processInfo.environment["BOKFINK_DIR"] ?? ""
    guard !folder.isEmpty else { throw UsageError.missingOption("dir", placeholder: "DIR") }
    return folder
  }

  func branch(_ arguments: Arguments) throws -> Branch {
    try Branch(folder: try folder(arguments), world: world)
  }

  /// The alias of whoever records: `--by`, else the user's name on this computer.
  func alias(_ arguments: Arguments) -> String {
    arguments.value("by") ?? ProcessInfo.processInfo.environment["USER"] ?? "bokfink"
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
