import Agent
import Console
import Foundation

extension Terminal {
  func sync(_ arguments: Arguments) async throws {
    let requests = arguments.has("watch") ? stopRequests() : nil
    try await finishErasing(arguments)
    let branch = try branch(arguments)
    let token = try SecretFile.read(tokenPath(try folder(arguments)))
    let by = alias(arguments)
    if let requests {
      try await check(branch)
      return try await untilStopped(requests) { [self] in
        try await branch.watch(token: token, by: by, report: tell)
      } closing: {
        try await branch.sealClicks(by: by)
      }
    }
    try await branch.sync(
      token: token, by: by, hurrying: arguments.has("hurry"), report: { _ in })
    let status = try await branch.status()
    let text = arguments.has("json") ? try jsonLine(status) : status.sentence
    try StandardStream.output.write(text + "\n")
  }

  func serve(_ arguments: Arguments) async throws {
    let requests = stopRequests()
    try await finishErasing(arguments)
    let branch = try branch(arguments)
    let folder = try folder(arguments)
    let serving = try branch.beginServing()
    defer { withExtendedLifetime(serving) {} }
    try await check(branch)
    let token = try SecretFile.read(tokenPath(folder))
    let by = alias(arguments)
    let listen = try ListenAddress(arguments.value("listen") ?? "127.0.0.1:8712")
    let pages = try await branch.openPages(
      host: listen.host, port: listen.port, report: tell)
    do {
      try Data("\(pages.url)\n".utf8)
        .write(to: URL(filePath: "\(folder)/listen"), options: .atomic)
    } catch {
      // A disk that is full is no reason not to record.
      log.line(.warning, "no-listen-file", ["reason": "\(error.localizedDescription)"])
    }
    log.line(.info, "listening", ["url": pages.url])
    try await supervisor.serve(requests, sleep: world.sleep, check: branch.isWell) { [self] in
      // Whatever keeps it from syncing, the pages work all the same; `init` may be told of an aggregator any time.
      while !Task.isCancelled {
        do { try await branch.watch(token: token, by: by, report: tell) } catch {
          if error is CancellationError { return }
          if case BranchError.wiped = error { throw error }
          log.line(.warning, "not-syncing", ["reason": "\(error)"])
          try await world.sleep(30_000)
        }
      }
    } closing: {
      await pages.close()
      try await branch.sealClicks(by: by)
    }
  }

  private func finishErasing(_ arguments: Arguments) async throws {
    let folder = try folder(arguments)
    try await Branch.finishErasing(folder, world: world) { try SecretFile.read(tokenPath(folder)) }
  }

  private func check(_ branch: Branch) async throws {
    if try await !branch.check() { log.line(.warning, "check-unfinished") }
  }

  @Sendable func tell(_ happening: Branch.Happening) {
    log.line(happening.isProblem ? .warning : .info, happening.name, happening.facts)
  }
}
