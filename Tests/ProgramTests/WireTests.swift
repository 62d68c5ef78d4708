import Foundation
import TestSupport
import Testing

@Suite("Bad input on the wire gets a problem document and changes nothing", .timeLimit(.minutes(5)))
struct WireTests {
  struct ProblemShape: Decodable, Sendable {
    let code: String
    let detail: String
    let status: Int
    let title: String
    let type: String
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let method: String
    let path: String
    var token = "T"
    var type = "application/vnd.bokfink.sync"
    let body: String
    let status: Int
    let code: String

    var testDescription: String { name }
  }

  private static let sync = "/sync/v1/scopes/1780/sync"

  @Test(arguments: [
    Case(
      name: "no token", method: "POST", path: sync, token: "", body: "", status: 401,
      code: "auth-failed"),
    Case(
      name: "another's token", method: "POST", path: sync, token: "guess", body: "", status: 401,
      code: "auth-failed"),
    Case(
      name: "another scope", method: "POST", path: "/sync/v1/scopes/1715/sync", body: "",
      status: 403, code: "wrong-scope"),
    Case(
      name: "no scope", method: "POST", path: "/sync/v1/scopes/nowhere/sync", body: "", status: 403,
      code: "wrong-scope"),
    Case(
      name: "another type", method: "POST", path: sync, type: "application/json", body: "{}",
      status: 400, code: "malformed"),
    Case(name: "nothing", method: "POST", path: sync, body: "", status: 400, code: "malformed"),
    Case(
      name: "garbage", method: "POST", path: sync, body: "\u{0}\u{1}\u{2}", status: 400,
      code: "malformed"),
    Case(
      name: "no closing line", method: "POST", path: sync, body: head, status: 400,
      code: "malformed"),
    Case(
      name: "a wrong sum", method: "POST", path: sync,
      body: head + "z {\"count\":0,\"sha256\":\"AAAA\"}\n", status: 400, code: "malformed"),
    Case(
      name: "a negative page", method: "POST", path: sync,
      body: head.replacing("10", with: "-1") + "z {\"count\":0,\"sha256\":\"AAAA\"}\n", status: 400,
      code: "malformed"),
    Case(
      name: "an enrolment of nothing", method: "POST", path: "/sync/v1/enrol",
      type: "application/json", body: "{}", status: 400, code: "malformed"),
    Case(
      name: "an enrolment with a float", method: "POST", path: "/sync/v1/enrol",
      type: "application/json", body: "{\"device\":1.5}", status: 400, code: "malformed"),
    Case(
      name: "a guessed code", method: "POST", path: "/sync/v1/enrol", type: "application/json",
      body: enrolment, status: 403, code: "enrol-code-used"),
    Case(
      name: "the wrong method", method: "GET", path: sync, body: "", status: 405,
      code: "method-not-allowed"),
    Case(
      name: "no such path", method: "GET", path: "/sync", body: "", status: 404, code: "not-found"),
    Case(
      name: "the next protocol", method: "GET", path: "/sync/v2", body: "", status: 426,
      code: "upgrade-required"),
    Case(
      name: "an exchange of a protocol to come", method: "POST", path: "/sync/v17/scopes/1780/push",
      body: "{}", status: 426, code: "upgrade-required"),
    Case(
      name: "a version that is none", method: "GET", path: "/sync/w2", body: "", status: 404,
      code: "not-found"),
    Case(
      name: "waiting without a token", method: "GET", path: "/sync/v1/wait?1780=0.x", token: "",
      body: "", status: 401, code: "auth-failed"),
    Case(
      name: "waiting for another scope", method: "GET", path: "/sync/v1/wait?1715=0.x", body: "",
      status: 403, code: "wrong-scope"),
  ])
  func `a request as a whole`(bad: Case) async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      let token = try agent.text(of: "token").trimmingCharacters(in: .newlines)
      let before = try await region.station.succeeds("verify", "--json")

      let answer = try await send(bytes(of: bad, token: token), to: region.service.port)

      #expect(answer.status == bad.status, "\(answer.text)")
      #expect(answer.head.contains("content-type: application/problem+json"), "\(answer.text)")
      #expect(answer.head.contains("cache-control: no-store"), "\(answer.text)")
      let problem = try JSONDecoder().decode(ProblemShape.self, from: Data(answer.body.utf8))
      #expect(problem.code == bad.code && problem.status == bad.status)
      #expect(problem.detail.hasSuffix(".") && !problem.detail.contains(token))
      #expect(try await region.station.succeeds("verify", "--json") == before)
    }
  }

  @Test func `a body beyond the limit is turned away before it is read`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)

      let answer = try await send(
        Array(
          "POST \(Self.sync) HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n".utf8),
        to: region.service.port)

      #expect(answer.status == 413, "\(answer.text)")
      #expect(answer.body.contains("\"code\":\"too-large\""))
    }
  }

  @Test func `status and metrics answer everybody, and name nobody`() async throws {
    try await Scene.run { scene in
      let region = try await Region.open(in: scene)
      let agent = try await region.branch("molkom")
      try await agent.succeeds("log", "visit", "date=2026-03-02", "count=118", "method=reading")
      try await agent.succeeds("sync")

      let status = try await send(request("/status"), to: region.service.port)
      let metrics = try await send(request("/metrics"), to: region.service.port)
      let greeting = try await send(request("/sync/v1"), to: region.service.port)

      #expect(status.status == 200 && status.body.contains("\"name\":\"Region Värmland\""))
      #expect(metrics.body.contains("bokfink_changes{scope=\"1780\"} 1\n"))
      #expect(
        greeting.body.contains("\"versions\":[\"1\"]") && greeting.body.contains("\"device\":null"))
      for answer in [status, metrics, greeting] {
        #expect(!answer.text.contains("molkom") && !answer.text.contains("118"))
        #expect(answer.head.contains("bokfink-aggregator: "))
      }
    }
  }
}

private let head =
  "h {\"cursor\":[0,\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"],\"marks\":[],\"now\":0,\"page\":10}\n"

private let enrolment =
  "{\"code\":\"bm9ib2R5IGdhdmUgbWUgdA\",\"device\":\"Qm9bW2XzAAAAAAAAAAAAAA\",\"tokenHash\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"

private func bytes(of bad: WireTests.Case, token: String) -> [UInt8] {
  var lines = ["\(bad.method) \(bad.path) HTTP/1.1", "Host: a", "Connection: close"]
  if !bad.token.isEmpty {
    lines.append("Authorization: Bearer \(bad.token == "T" ? token : bad.token)")
  }
  if bad.method == "POST" {
    lines += ["Content-Type: \(bad.type)", "Content-Length: \(bad.body.utf8.count)"]
  }
  return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + bad.body).utf8)
}

private func request(_ path: String) -> [UInt8] {
  Array("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
}
