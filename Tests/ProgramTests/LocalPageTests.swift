import Foundation
import TestSupport
import Testing

@Suite("The branch's pages are for the people at this computer", .timeLimit(.minutes(5)))
struct LocalPageTests {
  private func page(
    _ path: String = "/", method: String = "GET", host: String, _ fields: [String] = [],
    at service: Service
  ) async throws -> RawAnswer {
    let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)", "Connection: close"] + fields
    return try await send(
      Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: service.port)
  }

  @Test func `no page of another program, and no name that was made to point here, gets in`()
    async throws
  {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])

      for path in ["/", "/status", "/bokfink.css"] {
        for host in ["127.0.0.1:\(service.port)", "localhost:\(service.port)", "[::1]"] {
          #expect(try await page(path, host: host, at: service).status == 200, "\(host)")
        }
        for host in ["rebound.example:\(service.port)", "10.0.0.1", "localhost.example"] {
          let answer = try await page(path, host: host, at: service)
          #expect(answer.status == 421 && !answer.text.contains("118"), "\(answer.text)")
        }
        for field in [
          "Origin: http://localhost:3000", "Origin: null", "Sec-Fetch-Site: cross-site",
          "Sec-Fetch-Site: same-site",
        ] {
          let answer = try await page(path, host: "127.0.0.1:\(service.port)", [field], at: service)
          #expect(answer.status == 403 && !answer.text.contains("118"), "\(answer.text)")
        }
      }
      try await service.logs("event=page-refused")
      #expect(!service.logged.contains("rebound"))
    }
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT"])
  func `no page of another site makes the agent do anything`(method: String) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let before = try await agent.succeeds("export")

      for path in ["/", "/status", "/log", "/resolve", "/sync/v1/scopes/1780/sync"] {
        for field in ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"]
        {
          let answer = try await page(
            path, method: method, host: "127.0.0.1:\(service.port)",
            [field, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0"],
            at: service)
          // OPTIONS says what could be asked, and changes nothing.
          #expect([204, 403, 404, 405, 501].contains(answer.status), "\(path): \(answer.text)")
          #expect(!answer.head.contains("access-control-"))
          #expect(!answer.text.contains("118"))
        }
      }

      #expect(try await agent.succeeds("export") == before)
    }
  }

  @Test(arguments: [
    "/..", "/../bokfink.sqlite", "/%2e%2e/token", "/.%2e/token", "/bokfink.css/../token",
    "/..%2ftoken", "/..%5ctoken", "/\\..\\token", "/bokfink.css%00", "//token", "/token",
    "/bokfink.sqlite", "/..;/token",
  ])
  func `a path leads nowhere but to a page`(path: String) async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])
      let token = try agent.text(of: "token").trimmingCharacters(in: .newlines)

      let answer = try await page(path, host: "127.0.0.1:\(service.port)", at: service)

      #expect([400, 404].contains(answer.status), "\(answer.text)")
      #expect(!answer.text.contains(token) && !answer.text.contains("SQLite format"))
    }
  }

  @Test func `every answer keeps scripts, frames and caches out`() async throws {
    try await Scene.run { scene in
      let agent = try await scene.offlineBranch()
      let service = try await Service.start(agent, ["serve", "--listen", "127.0.0.1:0"])

      for (path, status) in [("/", 200), ("/status", 200), ("/none", 404), ("/../x", 400)] {
        let answer = try await page(path, host: "127.0.0.1", at: service)
        #expect(answer.status == status)
        for line in [
          "content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
          "x-frame-options: deny", "x-content-type-options: nosniff", "cache-control: no-store",
          "referrer-policy: same-origin",
        ] { #expect(answer.head.contains("\r\n\(line)"), "\(path): \(answer.head)") }
        #expect(!answer.body.contains("<script") && !answer.body.contains("style="))
      }
    }
  }

  @Test(arguments: ["0.0.0.0", "[::]", "192.0.2.1"])
  func `they are not served to a network`(host: String) async throws {
    try await Scene.run { scene in
      try await scene.offlineBranch().refuses(
        "serve", "--listen", "\(host):0", status: 78, saying: "Use 127.0.0.1 or ::1.")
    }
  }
}
