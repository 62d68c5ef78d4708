import Aggregator
import Storage
import TestSupport
import Testing

@Suite("A proxy in front may vouch for somebody; nobody else may", .timeLimit(.minutes(5)))
struct ProxySignInTests {
  static let field = "X-Remote-User"

  private func run(proxies: Set<String> = ["127.0.0.1"], _ body: (Office) async throws -> Void)
    async throws
  {
    try await Office.run(proxies: proxies, signInField: Self.field) { office in
      try await office.add("anna", "head", of: "1780")
      try await office.add("berit", "admin", of: nil)
      try await body(office)
    }
  }

  @Test func `whom the proxy names is signed in, with a session for the forms`() async throws {
    try await run { office in
      var browser = Browser(office)
      browser.fields = ["\(Self.field): Anna"]

      let first = try await browser.get("/")
      let cookie = browser.cookies[Browser.session]
      let second = try await browser.get("/")

      #expect(first.status == 200 && first.body.contains("Logga ut anna"))
      #expect(cookie != nil && second.field("Set-Cookie") == nil)
      #expect(try await browser.post("/logga-ut").status == 303)
    }
  }

  @Test func `from anyone but the proxy the field is only text, and noted`() async throws {
    try await run(proxies: ["192.0.2.1"]) { office async throws in
      var browser = Browser(office)
      browser.fields = ["\(Self.field): anna", "X-Forwarded-For: 192.0.2.1"]

      #expect(try await browser.get("/").status == 303)

      #expect(
        try await office.audit() == [
          " sign-in-field  not-a-proxy", " GET /  not-signed-in",
        ])
    }
  }

  @Test func `without its being set up the field means nothing`() async throws {
    try await Office.run(proxies: ["127.0.0.1"]) { office in
      try await office.add("anna", "head", of: nil)
      var browser = Browser(office)
      browser.fields = ["\(Self.field): anna"]

      #expect(try await browser.get("/").status == 303)
    }
  }

  @Test(arguments: [["nobody"], ["anna", "berit"], ["anna, berit"], ["anna\u{e4}"], ["%61nna"]])
  func `a name that is nobody's, or not one, opens nothing`(names: [String]) async throws {
    try await run { office in
      var browser = Browser(office)
      browser.fields = names.map { "\(Self.field): \($0)" }

      let answer = try await browser.get("/")

      #expect(answer.status == 403 && browser.cookies[Browser.session] == nil)
      #expect(answer.problem?.hasPrefix("Det finns ingen här med ditt namn.") == true)
    }
  }

  @Test func `the session lasts no longer than the proxy vouches, and is nobody else's`()
    async throws
  {
    try await run { office in
      var browser = Browser(office)
      browser.fields = ["\(Self.field): anna"]
      _ = try await browser.get("/")
      var alone = browser
      alone.fields = []
      #expect(try await alone.get("/").status == 303)

      let before = browser.cookies[Browser.session]
      browser.fields = ["\(Self.field): berit"]
      #expect(try await browser.get("/").body.contains("Logga ut berit"))
      #expect(browser.cookies[Browser.session] != before)
    }
  }

  @Test func `whoever was removed is out, whatever the proxy says`() async throws {
    try await run { office in
      var browser = Browser(office)
      browser.fields = ["\(Self.field): anna"]
      _ = try await browser.get("/")

      try await office.journal.removePerson(Alias("anna")!, now: office.now)

      #expect(try await browser.get("/").status == 403)
    }
  }

  @Test func `a header that anybody could set is not taken`() async throws {
    await #expect(throws: CentreError.noProxy) {
      try await Office.run(signInField: Self.field) { _ in }
    }
  }
}
