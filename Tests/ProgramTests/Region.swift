import Foundation

/// An aggregator that serves, and what makes agents its own.
struct Region: Sendable {
  let scene: Scene
  let station: Station
  let service: Service

  static func open(
    in scene: Scene, at folder: String = "region", clockOffset: Int64? = nil
  ) async throws -> Region {
    var station = Station(.aggregator, folder, in: scene)
    station.clockOffset = clockOffset
    try await station.succeeds("init", station.folder)
    return Region(scene: scene, station: station, service: try await serve(station, port: 0))
  }

  private static func serve(_ station: Station, port: Int) async throws -> Service {
    try await Service.start(
      station, ["serve", station.folder, "--listen", "127.0.0.1:\(port)"])
  }

  /// Serves again at the same address.
  func restarted() async throws -> Region {
    Region(
      scene: scene, station: station,
      service: try await Self.serve(station, port: service.port))
  }

  /// A file with a new one-time code.
  func code(_ name: String, unit: String = "Karlstad/Molkom") async throws -> String {
    let path = scene.path("\(name.replacing("/", with: "-")).code")
    try await station.succeeds("enrol", "--unit", unit, "--name", name, "--out", path)
    return path
  }

  /// An enrolled agent that holds the register.
  func branch(
    _ name: String, unit: String = "Karlstad/Molkom", clockOffset: Int64? = nil
  ) async throws -> Station {
    var agent = Station(.agent, name, in: scene)
    agent.clockOffset = clockOffset
    try await agent.succeeds(
      "init", agent.folder, "--aggregator", service.url, "--code-file",
      try await code(name, unit: unit))
    try await agent.succeeds("sync")
    return agent
  }
}

extension Scene {
  /// An agent that has never heard of an aggregator.
  func offlineBranch(_ name: String = "molkom", unit: String = "Karlstad/Molkom") async throws
    -> Station
  {
    let agent = Station(.agent, name, in: self)
    try await agent.succeeds("init", agent.folder, "--branch", unit)
    return agent
  }
}
