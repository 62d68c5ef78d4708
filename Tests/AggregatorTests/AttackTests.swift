import Aggregator
import Catalogue
import Foundation
import Replication
import Storage
import TestSupport
import Testing

/// Everything an outsider can try at the open port: real bytes to a real server. Nothing of it changes the log, and no
/// answer holds what was recorded.
@Suite("Nobody gets in who does not belong", .timeLimit(.minutes(5)))
struct AttackTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var what: String
    var line: String
    var fields: [String] = []
    var body = ""
    let status: Int

    var testDescription: String { what }

    /// The same who, asking for news.
    var waiting: Attack {
      let scope = line.split(separator: "/").dropLast().last ?? ""
      var attack = self
      attack.what = "\(what), waiting for news"
      attack.line = "GET /sync/v1/wait?\(scope)=0.x"
      attack.body = ""
      attack.fields.removeAll { $0.hasPrefix("Content-Type") }
      return attack
    }
  }

  private static let sync = "POST /sync/v1/scopes/1780/sync"
  private static let type = "Content-Type: \(ExchangeRequest.mediaType)"
  private static let exchange = String(decoding: Office.exchange().bytes, as: UTF8.self)
  private static let token = Office.token

  private static func knock(_ what: String, _ fields: [String], at line: String = sync) -> Attack {
    Attack(what: what, line: line, fields: [type] + fields, body: exchange, status: 401)
  }

  static let tokens: [Attack] = [
    knock("no token", []),
    knock("an empty token", ["Authorization: Bearer "]),
    knock("a guess", ["Authorization: Bearer \(Hash(of: [9]))"]),
    knock("a truncated token", ["Authorization: Bearer \(token.dropLast())"]),
    knock("a token with more behind it", ["Authorization: Bearer \(token)A"]),
    knock("a token in capitals", ["Authorization: Bearer \(token.uppercased())"]),
    knock("a token for another scheme", ["Authorization: Basic \(token)"]),
    knock("a token and another word", ["Authorization: Bearer \(token) x"]),
    knock("two tokens", ["Authorization: Bearer \(token)", "Authorization: Bearer x"]),
    knock("a token in a cookie", ["Cookie: __Host-bokfink=\(token)"]),
    knock("a token in the address", [], at: "\(sync)?token=\(token)"),
    // Every device reads the register, and the hashes of all tokens in it.
    knock(
      "the hash of a token, which every device can read",
      ["Authorization: Bearer \(Hash(of: Array(token.utf8)))"]),
  ]

  private static let known = "Authorization: Bearer \(Office.token)"

  static let scopes: [Attack] = ["1715", "sjukhus", "COUNTY", "*", "1780'", "%27%20OR%201=1"].map {
    Attack(
      what: "the scope \($0)", line: "POST /sync/v1/scopes/\($0)/sync", fields: [type, known],
      body: exchange, status: 403)
  }

  static let paths: [Attack] = [
    ("/../aggregator.sqlite", 400), ("/..", 400), ("/%2e%2e/seal.key", 400),
    ("/.%2e/seal.key", 400), ("/bokfink.css/../seal.key", 400), ("/..%2fseal.key", 400),
    ("/..%5cseal.key", 400), ("/\\..\\seal.key", 400), ("/bokfink.css%00", 400),
    ("/sync/v1/scopes/1780/../county/sync", 400), ("/sync/v1/scopes/1780%2f..%2fcounty/sync", 400),
    ("//seal.key", 404), ("/seal.key", 404), ("/aggregator.sqlite", 404), ("/identity", 404),
    ("/.git/config", 404), ("/losenord/..;/", 404), ("/kb/2026/1780/", 404),
    ("http://evil.example/../seal.key", 400), ("/%c0%ae%c0%ae/seal.key", 400),
    ("/sync/v2", 426), ("/sync/v10/anything/else", 426), ("/sync/v", 404), ("/sync/v1/x", 404),
  ].map { Attack(what: "the path \($0)", line: "GET \($0)", status: $1) }

  static let methods: [Attack] = [
    ("DELETE /sync/v1/scopes/1780/sync", 405), ("PUT /", 405), ("PATCH /losenord", 405),
    ("TRACE /", 501), ("CONNECT /", 501), ("GET /logga-ut", 405), ("POST /enheter", 405),
  ].map { Attack(what: "the method \($0)", line: $0, fields: [known], status: $1) }

  @Test(arguments: tokens + tokens.map(\.waiting))
  func `a token that is none opens nothing`(attack: Attack) async throws {
    try await expectVain(attack)
  }

  @Test(arguments: scopes + scopes.map(\.waiting))
  func `a good token opens its own scope alone`(attack: Attack) async throws {
    try await expectVain(attack)
  }

  @Test(arguments: paths)
  func `a path leads nowhere but to a route`(attack: Attack) async throws {
    try await expectVain(attack)
  }

  @Test(arguments: methods)
  func `a method that nobody offers does nothing`(attack: Attack) async throws {
    try await expectVain(attack)
  }

  private func expectVain(_ attack: Attack) async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      let before = try await office.journal.ask("SELECT scope, max(n) FROM change GROUP BY 1")

      let answer = try await Browser(office).send(attack.line, attack.fields, body: attack.body)

      #expect(answer.status == attack.status, "\(answer.text)")
      #expect(!answer.text.contains("sagostund") && !answer.text.contains(Self.token))
      #expect(
        try await office.journal.ask("SELECT scope, max(n) FROM change GROUP BY 1") == before)
      if [401, 403].contains(attack.status) { #expect(try await office.audit().count == 1) }
    }
  }

  @Test func `a token of another region's aggregator opens nothing here`() async throws {
    try await Office.run { other in
      try await other.enrolDevice()
      #expect(try await other.carry(Office.exchange()).status == 200)
      try await Office.run { office in
        let answer = try await office.carry(Office.exchange())
        #expect(answer.status == 401)
      }
    }
  }

  @Test func `a code that was used, has expired or was made up lets nobody in`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      let spent = Hash(of: Array("late".utf8))
      try await office.journal.invite(
        Invitation(
          scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar", name: "x"),
        code: spent, expires: office.now)
      office.pass(1)

      for code in ["code", "late", "guess", ""] {
        let body = JSON.object([
          .init("code", .text(code)), .init("device", .text("\(DeviceID.kil)")),
          .init("tokenHash", .text("\(Hash(of: [4]))")),
        ])
        let answer = try await Browser(office).send(
          "POST /sync/v1/enrol", body: String(decoding: body.bytes, as: UTF8.self))
        #expect(answer.status == 403, "\(code)")
      }
      #expect(try await office.audit().count == 4)
    }
  }

  @Test func `a revoked device is out, and a person's session is no token`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      try await office.add("anna", "admin", of: nil)
      let session = try await office.browser(of: "anna")
      let fields = [Self.type, Self.known]
      #expect(try await session.send(Self.sync, [Self.type], body: Self.exchange).status == 401)

      try await office.journal.record(
        [
          Intent(
            .put(["revoked": .bool(true)]), type: "device",
            record: RecordID(DeviceID.molkom.bytes))
        ], in: .county, by: Bench.author())

      let answer = try await Browser(office).send(Self.sync, fields, body: Self.exchange)
      #expect(answer.status == 403 && answer.body.contains("\"revoked\""))
    }
  }
}

@Suite("A cookie is worth no more than the session behind it", .timeLimit(.minutes(5)))
struct CookieAttackTests {
  @Test func `a cookie that is foreign, cut, doubled, moved or leaked opens nothing`() async throws
  {
    try await Office.run { office in
      try await office.add("anna", "admin", of: nil)
      let anna = try await office.browser(of: "anna")
      let secret = try #require(anna.cookies[Browser.session])
      let row = try await office.journal.ask("SELECT hash FROM session")
      let leaked = try #require(row[0][0].text)

      for value in [
        "", "x", String(secret.dropLast()), secret + "A", secret.uppercased(), leaked,
        "\(Hash(of: [1]))", "\"\(secret)\"", "\(secret)%00", "' OR '1'='1",
      ] {
        var thief = Browser(office)
        thief.cookies[Browser.session] = value
        #expect(try await thief.get("/revisionslogg").status == 303, "\(value)")
      }
      for field in [
        "Cookie: __Host-bokfink=\(secret); __Host-bokfink=\(secret)",
        "Cookie: bokfink=\(secret)", "Cookie: __Host-bokfink-form=\(secret)",
        "Authorization: Bearer \(secret)",
      ] {
        var thief = Browser(office)
        thief.fields = [field]
        #expect(try await thief.get("/revisionslogg").status == 303, "\(field)")
      }
    }
  }

  @Test func `a session ends when the person is removed, demoted, or gets a link`() async throws {
    try await Office.run { office in
      for (alias, act) in [("anna", 0), ("berit", 1), ("cecilia", 2)] {
        try await office.add(alias, "admin", of: nil)
        var browser = try await office.browser(of: alias)
        #expect(try await browser.get("/revisionslogg").status == 200)
        switch act {
        case 0: try await office.journal.removePerson(Alias(alias)!, now: office.now)
        case 1:
          try await office.journal.changePerson(
            Alias(alias)!, name: nil, role: "reader", scope: nil)
        default: _ = try await office.link(for: alias)
        }
        #expect(try await browser.get("/revisionslogg").status == 303)
      }
    }
  }
}

@Suite("A form is taken only from the page it was drawn on", .timeLimit(.minutes(5)))
struct FormAttackTests {
  struct Forgery: Sendable, CustomTestStringConvertible {
    let what: String
    var origin: String?
    var fields: [String] = []
    var form: String?
    var host: String?
    let status: Int

    var testDescription: String { what }
  }

  static let forgeries: [Forgery] = [
    Forgery(what: "another site's", origin: "https://evil.example", status: 403),
    Forgery(what: "a hidden origin's", origin: "null", status: 403),
    Forgery(what: "another program's of this computer", origin: "http://127.0.0.1:1", status: 403),
    Forgery(what: "one across sites", fields: ["Sec-Fetch-Site: cross-site"], status: 403),
    Forgery(what: "a neighbour's", fields: ["Sec-Fetch-Site: same-site"], status: 403),
    Forgery(what: "one without a token", form: "", status: 403),
    Forgery(what: "one with a token that was made up", form: "\(Hash(of: [3]))", status: 403),
    Forgery(
      what: "one under a name that was made to point here", origin: "http://evil.example",
      host: "evil.example", status: 421),
  ]

  @Test(arguments: forgeries)
  func `a form from elsewhere signs nobody out`(forgery: Forgery) async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      var anna = try await office.browser(of: "anna")
      _ = try await anna.get("/")
      var forged = try await Self.forge(forgery, anna)

      #expect(try await forged.post("/logga-ut").status == forgery.status)

      #expect(try await anna.get("/").status == 200)
    }
  }

  @Test(arguments: forgeries)
  func `a form from elsewhere signs nobody in`(forgery: Forgery) async throws {
    try await Office.run { office in
      try await office.add("anna", password: SignInTests.password)
      var guest = Browser(office)
      _ = try await guest.get("/logga-in")
      var forged = try await Self.forge(forgery, guest)

      let answer = try await forged.post(
        "/logga-in", ["name": "anna", "password": SignInTests.password])

      #expect(answer.status == forgery.status && forged.cookies[Browser.session] == nil)
    }
  }

  private static func forge(_ forgery: Forgery, _ browser: Browser) async throws -> Browser {
    var forged = browser
    forged.origin = forgery.origin ?? browser.origin
    forged.host = forgery.host ?? browser.host
    forged.form = forgery.form ?? browser.form
    forged.fields += forgery.fields
    return forged
  }

  @Test func `another browser's token, and one of another session, are none`() async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      try await office.add("berit", "head", of: nil)
      var anna = try await office.browser(of: "anna")
      var berit = try await office.browser(of: "berit")
      _ = try await anna.get("/")
      _ = try await berit.get("/")

      anna.form = berit.form

      #expect(try await anna.post("/logga-ut").status == 403)
      #expect(try await office.audit() == ["anna POST /logga-ut  stale-form"])
    }
  }

  @Test func `without an origin nothing is changed`() async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      var anna = try await office.browser(of: "anna")
      _ = try await anna.get("/")

      let answer = try await anna.send(
        "POST /logga-ut", ["Content-Type: application/x-www-form-urlencoded"],
        body: "form=\(anna.form)")

      #expect(answer.status == 403)
      #expect(try await anna.get("/").status == 200)
    }
  }

  @Test func `pages are served under the region's address alone`() async throws {
    try await Office.run(proxies: ["127.0.0.1"], site: "https://bokfink.example.se") { office in
      try await office.add("anna", "head", of: nil)
      var anna = try await office.browser(of: "anna")
      anna.fields = ["X-Forwarded-Proto: https"]
      #expect(try await anna.get("/").status == 421)

      anna.host = "bokfink.example.se"
      #expect(try await anna.get("/").status == 200)
      #expect(try await anna.post("/logga-ut").status == 403)
      anna.origin = "https://bokfink.example.se"
      #expect(try await anna.post("/logga-ut").status == 303)
      // Programs carry their own proof and may use any name of the machine.
      anna.host = "10.0.0.1"
      #expect(try await anna.get("/sync/v1").status == 200)
    }
  }
}
