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
