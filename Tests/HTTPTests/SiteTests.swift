import HTTP
import Testing

@Suite("A page answers only whoever meant it")
struct SiteTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let method: Method
    let fields: Headers
    let objection: Site.Objection?

    init(_ what: String, _ method: Method, _ fields: Headers, _ objection: Site.Objection? = nil) {
      self.what = what
      self.method = method
      self.fields = fields
      self.objection = objection
    }

    var testDescription: String { "\(method.rawValue) \(what)" }
  }

  private func objection(_ site: Site, _ said: Case) throws -> Site.Objection? {
    site.objection(to: try #require(Request(said.method, "/x", headers: said.fields)))
  }

  @Test(arguments: names + reading + changing)
  func `at this computer`(said: Case) throws {
    #expect(try objection(.loopback, said) == said.objection)
  }

  static let names: [Case] = [
    .init("by number", .get, ["Host": "127.0.0.1:8712"]),
    .init("by number, without a port", .get, ["Host": "127.0.0.1"]),
    .init("by name", .get, ["Host": "localhost:8712"]),
    .init("by name in capitals", .get, ["Host": "LocalHost:8712"]),
    .init("by number of version 6", .get, ["Host": "[::1]:8712"]),
    .init("by a name that was made to point here", .get, ["Host": "evil.example"], .foreignHost),
    .init("by a name with our port", .get, ["Host": "evil.example:8712"], .foreignHost),
    .init("by a name that begins like ours", .get, ["Host": "localhost.evil"], .foreignHost),
    .init("by a name that ends like ours", .get, ["Host": "evil.localhost"], .foreignHost),
    .init("by a name that ends in a dot", .get, ["Host": "localhost.:8712"], .foreignHost),
    .init("by another number", .get, ["Host": "127.0.0.2:8712"], .foreignHost),
    .init("by another number of version 6", .get, ["Host": "[::2]:8712"], .foreignHost),
    .init("by no name", .get, [:], .foreignHost),
    .init(
      "by a name that was made to point here, with its own origin", .post,
      ["Host": "evil.example", "Origin": "http://evil.example"], .foreignHost),
  ]

  static let reading: [Case] = [
    .init("typed in", .get, ["Host": "localhost:1", "Sec-Fetch-Site": "none"]),
    .init("our own style sheet", .get, ["Host": "localhost:1", "Sec-Fetch-Site": "same-origin"]),
    .init("a link on another page", .get, link(from: "cross-site", to: "document")),
    .init("a link of another local program", .get, link(from: "same-site", to: "document")),
    .init("in another page's frame", .get, link(from: "cross-site", to: "iframe"), .foreignOrigin),
    .init(
      "as another page's image", .get,
      ["Host": "localhost:1", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"],
      .foreignOrigin),
    .init(
      "by another local program's script", .head,
      ["Host": "localhost:1", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"],
      .foreignOrigin),
    .init(
      "by a script that gives its origin", .get,
      ["Host": "localhost:1", "Origin": "http://localhost:2"], .foreignOrigin),
    .init(
      "by a script without origin", .get, ["Host": "localhost:1", "Origin": "null"], .foreignOrigin),
  ]

  static let changing: [Case] = [
    .init("our own form", .post, ["Host": "localhost:1", "Origin": "http://localhost:1"]),
    .init(
      "our own form, from a newer browser", .post,
      ["Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-origin"]),
    .init("no browser's form", .post, ["Host": "localhost:1"], .foreignOrigin),
    .init("a hidden origin", .post, ["Host": "localhost:1", "Origin": "null"], .foreignOrigin),
    .init(
      "another site's form", .post, ["Host": "localhost:1", "Origin": "https://evil.example"],
      .foreignOrigin),
    .init(
      "another local program's form", .post,
      ["Host": "localhost:1", "Origin": "http://localhost:2"],
      .foreignOrigin),
    .init(
      "the same program by its other name", .post,
      ["Host": "127.0.0.1:1", "Origin": "http://localhost:1"], .foreignOrigin),
    .init(
      "another scheme", .post, ["Host": "localhost:1", "Origin": "https://localhost:1"],
      .foreignOrigin),
    .init(
      "two origins", .post, twice("http://localhost:1", "https://evil.example"), .foreignOrigin),
    .init(
      "a lie about the origin that the browser corrects", .post,
      ["Host": "localhost:1", "Origin": "http://localhost:1", "Sec-Fetch-Site": "cross-site"],
      .foreignOrigin),
    .init("another method", .delete, ["Host": "localhost:1"], .foreignOrigin),
  ]

  private static func link(from source: String, to destination: String) -> Headers {
    [
      "Host": "localhost:1", "Sec-Fetch-Site": source, "Sec-Fetch-Mode": "navigate",
      "Sec-Fetch-Dest": destination,
    ]
  }

  private static func twice(_ first: String, _ second: String) -> Headers {
    var fields: Headers = ["Host": "localhost:1", "Origin": first]
    fields.add("Origin", second)
    return fields
  }

  @Test(arguments: [
    Case("its own name", .get, ["Host": "bokfink.example.se"]),
    Case("its own name with a port of the proxy", .get, ["Host": "bokfink.example.se:8443"]),
    Case("the loopback", .get, ["Host": "127.0.0.1"], .foreignHost),
    Case("the domain above", .get, ["Host": "example.se"], .foreignHost),
    Case(
      "its own form", .post,
      ["Host": "bokfink.example.se", "Origin": "https://bokfink.example.se"]),
    Case(
      "a form that came without encryption", .post,
      ["Host": "bokfink.example.se", "Origin": "http://bokfink.example.se"], .foreignOrigin),
    Case(
      "a form of a neighbour", .post,
      ["Host": "bokfink.example.se", "Origin": "https://mail.example.se"], .foreignOrigin),
  ])
  func `at an address in the net`(said: Case) throws {
    let site = try #require(Site("https://Bokfink.example.se:443/"))

    #expect(site.address == "https://bokfink.example.se")
    #expect(try objection(site, said) == said.objection)
  }

  @Test(arguments: [
    "", "bokfink.example.se", "ftp://a", "https://", "https://a/b", "https://a?b", "https://u@a",
    "https://a:99999", "//a", "https:/a",
  ])
  func `an address is a scheme and a host`(text: String) {
    #expect(Site(text) == nil)
  }

  @Test(arguments: [
    (Site.Objection.foreignHost, 421, "foreign-host"), (.foreignOrigin, 403, "foreign-origin"),
  ])
  func `it says what is wrong`(objection: Site.Objection, status: Int, code: String) {
    guard case .bytes(let body) = objection.response.body else { return }

    #expect(objection.response.status.code == status)
    #expect(String(decoding: body, as: UTF8.self).contains("\"code\":\"\(code)\""))
  }
}

@Suite("What a program may believe of a request")
struct RequestFieldTests {
  @Test(
    arguments: [
      ("a=1", nil), ("", nil), ("key=x", "x"), ("a=1; key=x; b=2", "x"), ("key=", ""),
      ("key=x=y", "x=y"), ("key", nil), ("Key=x", nil), ("key=x; key=y", nil), ("akey=x", nil),
      ("\u{212A}ey=x", nil),
    ] as [(String, String?)])
  func `a cookie is the only one of its name, or none`(field: String, value: String?) throws {
    let request = try #require(Request(.get, "/", headers: ["Cookie": field]))

    #expect(request.cookie("key") == value)
  }

  @Test func `cookies in two fields count as in one`() throws {
    var fields: Headers = ["Cookie": "key=x"]
    fields.add("Cookie", "key=y")

    #expect(try #require(Request(.get, "/", headers: fields)).cookie("key") == nil)
  }

  @Test(arguments: [
    ("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::1", "::/64"),
    ("::ffff:10.1.2.3", "10.1.2.3"),
  ])
  func `a customer's addresses count as one`(client: String, network: String) throws {
    #expect(try #require(Request(.get, "/", client: client)).network == network)
  }

  @Test(arguments: [([], "false"), (["127.0.0.1"], "true")] as [(Set<String>, String)])
  func `a proxy is whoever is at the other end, whatever the fields say`(
    proxies: Set<String>, expected: String
  ) async throws {
    let route = Route(.get, "/") {
      Response(.ok, type: "text/plain", Array("\($0.cameThroughProxy)".utf8))
    }
    let text = try await TestServer.run([route], proxies: proxies) { server in
      let request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n"
      return try await server.answers(request, count: 1).answers.first?.text
    }

    #expect(text == expected)
  }

  @Test func `a guarded route is answered only without an objection`() async throws {
    let route = Route(.post, "/{name}", bodyBytesMax: 4) { Response(.ok, type: "a", $0.body) }
    let router = Router([
      route.guarded { $0.parameters["name"] == "open" ? nil : Response(.forbidden) }
    ])
    let open = try #require(Request(.post, "/open", body: [1, 2]))
    let shut = try #require(Request(.post, "/shut", body: [1, 2]))
    let large = try #require(Request(.post, "/open", body: [1, 2, 3, 4, 5]))

    #expect(await router.respond(to: open).status == .ok)
    #expect(await router.respond(to: shut).status == .forbidden)
    #expect(await router.respond(to: large).status == .contentTooLarge)
  }
}
