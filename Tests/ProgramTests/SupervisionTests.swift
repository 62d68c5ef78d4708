import Foundation
import Glibc
import TestSupport
import Testing

@Suite("systemd hears how both programs are", .timeLimit(.minutes(5)))
struct SupervisionTests {
  private static let watchdog = "WATCHDOG_USEC"

  @Test
  func `the aggregator is ready when it listens, well while it serves, and says that it stops`()
    async throws
  {
    try await Scene.run { scene in
      let socket = try NotifySocket(scene.path("notify"))
      var station = Station(.aggregator, "region", in: scene)
      try await station.succeeds("init", station.folder)
      station.variables = ["NOTIFY_SOCKET": socket.name, Self.watchdog: "20000"]

      let service = try await Service.start(
        station, ["serve", station.folder, "--listen", "127.0.0.1:0"])
      let heard = try (0..<4).map { _ in try socket.hears() }
      let status = await service.stop()

      #expect(heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"])
      #expect(status == 0)
      #expect(try lastWord(socket) == "STOPPING=1")
    }
  }

  /// Linux's abstract names are what systemd uses in containers.
  @Test func `the agent says so on an abstract name`() async throws {
    try await Scene.run { scene in
      let socket = try NotifySocket("@bokfink\(scene.folder)")
      var agent = try await scene.offlineBranch()
      agent.variables = ["NOTIFY_SOCKET": socket.name]

      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let first = try socket.hears()
      let status = await service.stop()

      #expect(first == "READY=1" && status == 0)
      #expect(try lastWord(socket) == "STOPPING=1")
    }
  }

  @Test func `a request to stop is never ignored, however early it comes`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let serving = try agent.start(["serve", "--listen", "127.0.0.1:0"])
      var ignored = false
      while serving.child.isRunning, (try? agent.text(of: "listen")) == nil {
        ignored = ignored || serving.child.ignores(SIGTERM)
        await Task.yield()
      }

      serving.child.send(SIGTERM)
      let run = await serving.end()

      #expect(!ignored && run.status == 0, "\(run)")
    }
  }

  @Test func `a supervisor that is gone is not missed`() async throws {
    try await Scene.run { scene in
      var agent = try await scene.offlineBranch()
      agent.variables = ["NOTIFY_SOCKET": scene.path("nobody"), Self.watchdog: "20000"]

      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let page = try await send(
        Array(
          "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(service.port)\r\nConnection: close\r\n\r\n".utf8),
        to: service.port)

      #expect(page.status == 200)
      #expect(await service.stop() == 0)
    }
  }

  /// What is said after the pulses that nobody had listened to.
  private func lastWord(_ socket: NotifySocket) throws -> String {
    while true {
      let word = try socket.hears()
      if word != "WATCHDOG=1" { return word }
    }
  }
}
