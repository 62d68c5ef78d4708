import Foundation
import TestSupport
import Testing

@Suite("Whatever answers instead of the aggregator, nothing is lost", .timeLimit(.minutes(5)))
struct OutageTests {
  @Test func `nobody listens`() async throws {
    try await Scene.run { scene in
      let agent = try await recordingBranch(in: scene, at: try unusedAddress())

      try await agent.refuses(
        "sync", status: 69, saying: "Everything is saved here and sent later.")

      try await expectWaiting(agent)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html>Log in, guest</html>",
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n",
  ])
  func `the log-in page of a guest network`(answer: String) async throws {
    try await Scene.run { scene in
      let page = try Stranger(answering: answer)
      let agent = try await recordingBranch(in: scene, at: page.url)

      try await agent.refuses(
        "sync", status: 69, saying: "is this a guest network with a log-in page?")

      try await expectWaiting(agent)
    }
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Le", "SSH-2.0-OpenSSH_9.2\r\n"])
  func `something that speaks no HTTP`(answer: String) async throws {
    try await Scene.run { scene in
      let other = try Stranger(answering: answer)
      let agent = try await recordingBranch(in: scene, at: other.url)

      try await agent.refuses(
        "sync", status: 69, saying: "The connection was cut (")

      try await expectWaiting(agent)
    }
  }

  @Test func `a log-in page does not use a code up`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let code = try await region.code("molkom")
      let page = try Stranger(
        answering: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
      let agent = Station(.agent, "molkom", in: scene)

      try await agent.refuses(
        "init", agent.folder, "--aggregator", page.url, "--code-file", code, status: 69,
        saying: "guest network")
      let status = try await agent.reads(
        StatusShape.self, "init", agent.folder, "--aggregator", region.service.url, "--code-file",
        code)

      #expect(status.enrolled)
    }
  }

  @Test func `another aggregator at the same address`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      let other = Station(.aggregator, "other", in: scene)
      try await other.succeeds("init", other.folder)
      await region.service.kill()
      let stranger = try await Service.start(
        other, ["serve", other.folder, "--listen", "127.0.0.1:\(region.service.port)"])

      try await agent.refuses(
        "sync", status: 69,
        saying: "Another aggregator answered than the one this agent belongs to.")

      #expect(await stranger.stop() == 0)
      try await expectWaiting(agent)
    }
  }

  @Test func `the agent's pages work while nobody answers`() async throws {
    try await Scene.run { scene in
      let agent = try await recordingBranch(in: scene, at: try unusedAddress())
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      try await service.logs("event=failed")

      let page = try await send(
        Array("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8),
        to: service.port)

      #expect(page.status == 200 && page.body.contains("1 väntar – "))
      #expect(await service.stop() == 0)
    }
  }

  @Test func `a port that is taken is named`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await scene.offlineBranch()
      let taken = "127.0.0.1:\(region.service.port)"

      try await agent.refuses(
        "serve", "--listen", taken, status: 69, saying: "Stop it or choose another port.")
      let other = Station(.aggregator, "other", in: scene)
      try await other.succeeds("init", other.folder)
      try await other.refuses(
        "serve", other.folder, "--listen", taken, status: 69,
        saying: "Another program listens on 127.0.0.1")
      try await other.refuses(
        "serve", other.folder, "--listen", "bokfink.local:0", status: 65,
        saying: "“bokfink.local” is no IP address.")
    }
  }
}

/// An enrolled agent with one entry that waits, which from now on looks elsewhere.
private func recordingBranch(in scene: Scene, at address: String) async throws -> Station {
  let region = try await Region.open(in: scene)
  let agent = try await region.branch("molkom")
  await region.service.kill()
  try await agent.succeeds("init", agent.folder, "--aggregator", address)
  try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
  return agent
}

private func expectWaiting(_ agent: Station) async throws {
  let status = try await agent.reads(StatusShape.self, "status")
  #expect(status.saved == 1 && status.waiting == 1 && status.aside == 0)
  #expect(try await agent.succeeds("status").hasPrefix("1 väntar – ingen kontakt sedan 20"))
  #expect(try await agent.reads(ProofShape.self, "verify").ok)
}

private func unusedAddress() throws -> String { "http://127.0.0.1:\(try unusedPort())" }
