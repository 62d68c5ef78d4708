import Console
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("The supervisor hears how the program is", .timeLimit(.minutes(5)))
struct SupervisorTests {
  /// A name in the file system, and one of those that are in none.
  private static let names = [
    FileManager.default.temporaryDirectory.appending(path: "bokfink-notify").path,
    "@bokfink-notify",
  ]

  @Test(arguments: names)
  func `that it is ready, and that it stops`(name: String) async throws {
    let socket = try NotifySocket("\(name)-\(getpid())-r")
    let supervisor = Supervisor(environment: ["NOTIFY_SOCKET": socket.name])
    let (requests, request) = AsyncStream<Void>.makeStream()

    try await supervisor.serve(requests, sleep: pause) {
      true
    } work: {
      request.yield()
      try await Task.sleep(for: .seconds(60))
    } closing: {
    }

    #expect(try socket.hears() == "READY=1")
    #expect(try socket.hears() == "STOPPING=1")
  }

  @Test func `that it is well, as often as it asked for, and not when it is not`() async throws {
    let socket = try NotifySocket("@bokfink-notify-\(getpid())-w")
    let supervisor = Supervisor(environment: [
      "NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "4000", "WATCHDOG_PID": "\(getpid())",
    ])
    let (requests, request) = AsyncStream<Void>.makeStream()
    let checks = Mutex(0)
    let slept = Mutex<[Int64]>([])

    try await supervisor.serve(requests) { milliseconds in
      slept.withLock { $0.append(milliseconds) }
      try Task.checkCancellation()
    } check: {
      let count = checks.withLock { checks in
        checks += 1
        return checks
      }
      if count == 4 { request.yield() }
      return count != 2 && count < 4
    } work: {
      try await Task.sleep(for: .seconds(60))
    } closing: {
    }

    let heard = try (0..<4).map { _ in try socket.hears() }
    #expect(heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"])
    #expect(slept.withLock { $0.first } == 2, "twice as often as asked")
  }

  @Test(arguments: [
    [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "vsock:2:1"], ["NOTIFY_SOCKET": "/nobody/there"],
    ["NOTIFY_SOCKET": "/" + String(repeating: "a", count: 200)], ["WATCHDOG_USEC": "x"],
    ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"],
  ])
  func `nobody listens, and it serves all the same`(environment: [String: String]) async throws {
    let (requests, request) = AsyncStream<Void>.makeStream()
    request.yield()
    var isClosed = false

    try await Supervisor(environment: environment).serve(requests, sleep: pause) {
      Issue.record("nobody asked")
      return true
    } work: {
      try await Task.sleep(for: .seconds(60))
    } closing: {
      isClosed = true
    }

    #expect(isClosed)
  }

  private let pause: @Sendable (Int64) async throws -> Void = {
    try await Task.sleep(for: .milliseconds($0))
  }
}
