import HTTP
import Testing

@Suite("A path finds its route")
struct RouterTests {
  static let router = Router([
    Route(.get, "/") { _ in text("root") },
    Route(.get, "/branches") { _ in text("all") },
    Route(.get, "/branches/{branch}") { text("one \($0.parameters["branch"] ?? "")") },
    Route(.get, "/branches/new") { _ in text("new") },
    Route(.post, "/branches/new", bodyBytesMax: 10) { text("made \($0.body.count)") },
    Route(.put, "/branches/{branch}") { text("put \($0.parameters["branch"] ?? "")") },
    Route(.get, "/{scope}/{unit}/visits") { request in
      text("\(request.parameters["scope"] ?? "") \(request.parameters["unit"] ?? "")")
    },
  ])

  private static func text(_ text: String) -> Response {
    Response(.ok, type: "text/plain", Array(text.utf8))
  }

  private func answer(
    _ method: Method, _ target: String, body: [UInt8] = []
  ) async throws -> (status: Int, text: String, allow: String?) {
    let request = try #require(Request(method, target, body: body))
    let response = await Self.router.respond(to: request)
    guard case .bytes(let bytes) = response.body else { return (response.status.code, "", nil) }
    return (response.status.code, String(decoding: bytes, as: UTF8.self), response.headers["Allow"])
  }

  @Test(arguments: [
    ("/", "root"), ("/branches", "all"), ("/branches?a=/x/y", "all"), ("/branches/7", "one 7"),
    ("/branches/new", "new"), ("/%62ranches", "all"), ("/branches/Karlstad%20C", "one Karlstad C"),
    ("/branches/%C3%85m%C3%A5l", "one Åmål"), ("/branches/a+b", "one a+b"),
    ("/branches/%252F", "one %2F"), ("/1780/molkom/visits", "1780 molkom"),
    ("http://example.org/branches/7", "one 7"),
  ])
  func `a path that fits is answered`(target: String, expected: String) async throws {
    let answer = try await answer(.get, target)

    #expect(answer.status == 200)
    #expect(answer.text == expected)
  }

  @Test(arguments: [
    "/nowhere", "/branches/", "//", "/branches//", "/Branches", "/branches/7/", "//branches",
  ])
  func `a path that does not fit is 404`(target: String) async throws {
    #expect(try await answer(.get, target).status == 404)
  }

  @Test(arguments: [
    (Method.post, "/", "GET, HEAD, OPTIONS"), (.delete, "/branches/7", "GET, HEAD, PUT, OPTIONS"),
    (.patch, "/branches/new", "GET, HEAD, POST, PUT, OPTIONS"),
  ])
  func `RFC 9110 §15.5.6: another method is 405 with what is allowed`(
    method: Method, target: String, allowed: String
  ) async throws {
    let answer = try await answer(method, target)

    #expect(answer.status == 405)
    #expect(answer.allow == allowed)
  }

  @Test func `RFC 9110 §9.3.2: HEAD takes GET's route`() async throws {
    #expect(try await answer(.head, "/branches").status == 200)
    #expect(try await answer(.head, "/nowhere").status == 404)
  }

  @Test func `RFC 9110 §9.3.7: OPTIONS lists what is allowed`() async throws {
    #expect(try await answer(.options, "/branches/new").allow == "GET, HEAD, POST, PUT, OPTIONS")
    #expect(try await answer(.options, "*").allow == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
    #expect(try await answer(.options, "/nowhere").status == 404)
  }

  @Test func `a literal wins over a parameter, for each method`() async throws {
    #expect(try await answer(.get, "/branches/new").text == "new")
    #expect(try await answer(.put, "/branches/new").text == "put new")
  }

  @Test func `a body has the route's limit`() async throws {
    #expect(
      try await answer(.post, "/branches/new", body: Array(repeating: 1, count: 10)).status == 200)
    #expect(
      try await answer(.post, "/branches/new", body: Array(repeating: 1, count: 11)).status == 413)
    #expect(try await answer(.get, "/", body: [1]).status == 413)
  }

  @Test(arguments: [
    "/..", "/../etc", "/a/../b", "/a/./b", "/%2e%2e", "/.%2E/a", "/a%2Fb", "/a%2fb", "/a%5Cb",
    "/a\\b",
    "/%00", "/%0A", "/%7F", "/%", "/%4", "/%4g", "/%FF", "/%C0%AF", "/%ED%A0%80", "/?%", "/?a=%zz",
    "/?a=%FF", "/a b", "/å", "", "a", "?a", "*", "http://", "http:///a", "https://u@h/", "ftp://h/",
    "http://h:99999/", "http://[::1/", "/a#b", "/\u{0}",
  ])
  func `what is no target makes no request`(target: String) {
    #expect(Request(.get, target) == nil)
  }

  @Test func `the query is decoded, and so is a form`() throws {
    let request = try #require(Request(.get, "/?a=1&b=%C3%A5+x&a=2&flag&=empty&c=a%3Db=c"))
    let form = try #require(
      Request(
        .post, "/", headers: ["Content-Type": "Application/X-WWW-Form-Urlencoded; charset=utf-8"],
        body: Array("namn=Sm%C3%A5+barn&tom=".utf8)))

    #expect(request.query["a"] == "1")
    #expect(request.query.all("a") == ["1", "2"])
    #expect(request.query["b"] == "å x")
    #expect(request.query["flag"] == "")
    #expect(request.query[""] == "empty")
    #expect(request.query["c"] == "a=b=c")
    #expect(request.query["x"] == nil)
    #expect(form.form?["namn"] == "Små barn")
    #expect(form.form?["tom"] == "")
  }

  @Test func `a body that is no form has no fields`() throws {
    let type: Headers = ["Content-Type": "application/x-www-form-urlencoded"]
    let json = try #require(Request(.post, "/", headers: ["Content-Type": "application/json"]))
    let broken = try #require(Request(.post, "/", headers: type, body: Array("a=%".utf8)))
    let bytes = try #require(Request(.post, "/", headers: type, body: [0xFF]))

    #expect(json.form == nil)
    #expect(broken.form == nil)
    #expect(bytes.form == nil)
  }
}

@Suite("Header fields")
struct HeadersTests {
  @Test func `RFC 9110 §5.1: names have no case`() {
    var headers: Headers = ["Content-Type": "a", "X": "1", "x": "2"]
    headers["CONTENT-TYPE"] = "b"

    #expect(headers["content-type"] == "b")
    #expect(headers.all("X") == ["1", "2"])
    #expect(headers["Y"] == nil)
    headers["X"] = nil
    #expect(headers.fields.map(\.name) == ["CONTENT-TYPE"])
  }

  @Test func `RFC 9110 §5.6.1: lists go over lines and empty members do not count`() {
    let headers: Headers = ["A": "x, y ,,\tz", "a": " , ", "A": "w"]

    #expect(headers.list("A") == ["x", "y", "z", "w"])
    #expect(headers.list("B") == [])
  }
}

@Suite("Problems")
struct ProblemTests {
  @Test func `RFC 9457 §3: a problem is JSON whatever its sentence holds`() {
    let problem = Problem(.forbidden, code: "no", detail: "“Å” \"\\\n\u{1F}")

    guard case .bytes(let bytes) = problem.response.body else { return }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"type":"about:blank","title":"Forbidden","status":403,"code":"no","#
        + #""detail":"“Å” \"\\\u000a\u001f"}"#)
    #expect(problem.response.headers["content-type"] == "application/problem+json")
    #expect(problem.response.headers["cache-control"] == "no-store")
  }
}
