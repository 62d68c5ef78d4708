import Aggregator
import Console
import Foundation

extension Terminal {
  func serve(_ arguments: Arguments) async throws {
    let requests = stopRequests()
    let folder = arguments.words[0]
    let centre = try Centre(folder: folder, identity: try identity(folder), world: world)
    do { try await note(arguments, "begun") } catch {
      log.line(.warning, "not-audited", ["reason": "\(error)"])
    }
    let serving = try centre.beginServing()
    defer { withExtendedLifetime(serving) {} }
    if try await !centre.check() { log.line(.warning, "check-unfinished") }
    let listen = try ListenAddress(arguments.value("listen") ?? "127.0.0.1:8700")
    // Every agent waits on a connection of its own; the rest is for files.
    let connectionsMax = min(10_000, max(32, Descriptors.raiseLimit(to: 10_200) - 200))
    let service = try await centre.open(
      host: listen.host, port: listen.port, proxies: Set(arguments.values("proxy")),
      signInField: arguments.value("sign-in-header"), connectionsMax: connectionsMax, report: tell)
    try Data("\(service.url)\n".utf8)
      .write(to: URL(filePath: "\(folder)/listen"), options: .atomic)
    log.line(.info, "listening", ["url": service.url, "connections": "\(connectionsMax)"])
    try await supervisor.serve(
      requests, sleep: world.sleep, check: centre.isWell, work: service.run,
      closing: service.close)
    log.line(.info, "stopped")
  }

  @Sendable private func tell(_ happening: Centre.Happening) {
    log.line(happening.isProblem ? .warning : .info, happening.name, happening.facts)
  }
}
