import Aggregator
import Foundation
import Replication
import Storage
import TestSupport
import Testing

@Suite("Signing in", .timeLimit(.minutes(5)))
struct SignInTests {
  static let password = "häst batteri klammer"

  @Test func `the right password opens a session in a cookie that nobody else gets`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)

      var (answer, browser) = try await office.signIn("Anna", Self.password)

      #expect(answer.status == 303 && answer.field("Location") == "/")
      let cookie = try #require(answer.field("Set-Cookie"))
      #expect(
        cookie.wholeMatch(
          of: /__Host-bokfink=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict/) != nil
      )
      #expect(try await browser.get("/").status == 200)
      let secret = try #require(browser.cookies[Browser.session])
      let rows = try await office.journal.ask("SELECT hash FROM session")
      #expect(rows == [[.text(Hash(of: Array(secret.utf8)).description)]])
    }
  }

  @Test func `a password is kept as the system's yescrypt, and no two alike`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)
      try await office.add("berit", password: Self.password)

      let rows = try await office.journal.ask("SELECT password FROM person ORDER BY alias")

      let hashes = rows.compactMap { $0[0].text }
      #expect(hashes.allSatisfy { $0.hasPrefix("$y$j9T$") && $0.utf8.count == 75 })
      #expect(Set(hashes).count == 2)
    }
  }

  @Test func `a hash that the system's own tools made is known`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)
      try Connection(path: office.journal.path).execute(
        """
        UPDATE person SET password =
        '$y$j9T$abcdefghijklmnopqrstuvwx$q5x3uU/D7yMUAyUSej2tXB5RJc/9i84qlDi/n/46uID'
        """)

      #expect(try await office.signIn("anna", "hej").answer.status == 303)
      #expect(try await office.signIn("anna", "hej!").answer.status == 403)
    }
  }

  @Test func `one letter is one letter, whichever keyboard wrote it`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: "ha\u{308}st batteri klammer")

      #expect(try await office.signIn("anna", "h\u{e4}st batteri klammer").answer.status == 303)
    }
  }

  @Test(arguments: [
    "", " ", "fel", "häst batteri klamme", "Häst batteri klammer", "häst batteri klammer ",
    "häst batteri klammer\u{0}", String(repeating: "x", count: 600), "' OR 1=1 --", "$y$j9T$",
  ])
  func `a wrong password and an unknown name are told alike`(password: String) async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)
      try await office.add("utan", "head", of: nil)

      let wrong = try await office.signIn("anna", password)

      #expect(wrong.answer.status == 403)
      #expect(wrong.answer.problem == "Namnet eller lösenordet är fel.")
      #expect(wrong.browser.cookies[Browser.session] == nil)
      for name in ["nobody", "utan", "", "å' OR 1=1 --", "<script>"] {
        let unknown = try await office.signIn(name, password)
        #expect(unknown.answer.body == wrong.answer.body && unknown.answer.status == 403)
      }
    }
  }

  @Test func `what is typed wrong stands in no log`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)

      _ = try await office.signIn("anna", "hemligt ord")
      _ = try await office.signIn("hemligt ord", "anna")

      let said = try await office.audit()
      #expect(
        said.suffix(2) == [
          " POST /logga-in anna wrong-password", " POST /logga-in  wrong-password",
        ])
      #expect(!office.happenings.all.contains { "\($0)".contains("hemligt") })
    }
  }

  @Test func `after five wrong ones even the right one waits`() async throws {
    let folder = try TemporaryFolder()
    try await Office.run(in: folder) { office in
      try await office.add("anna", password: Self.password)
      for _ in 0..<5 { _ = try await office.signIn("anna", "fel") }

      let sixth = try await office.signIn("anna", Self.password).answer

      #expect(sixth.status == 429 && sixth.field("Retry-After") == "1")
      #expect(sixth.problem == "Det har blivit fel för många gånger. Vänta 1 s och försök igen.")
    }
    try await Office.run(in: folder) { office async throws in
      #expect(try await office.signIn("anna", Self.password).answer.status == 429)

      office.pass(1_000)
      #expect(try await office.signIn("anna", Self.password).answer.status == 303)
      #expect(try await office.signIn("anna", "fel").answer.status == 403)
    }
  }

  @Test func `one network guesses at many accounts no faster`() async throws {
    try await Office.run { office in
      for index in 0..<20 { _ = try await office.signIn("guess\(index)", "fel") }

      #expect(try await office.signIn("other", "fel").answer.status == 429)
    }
  }

  @Test func `many at once are all answered, and the guesses among them counted`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)

      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<30 {
          group.addTask { try await office.signIn("anna", "fel").answer.status ?? 0 }
        }
        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }

      #expect(statuses == [403: 5, 429: 25])
    }
  }

  @Test func `a session that was given to the browser before is not taken up`() async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)
      var browser = Browser(office)
      _ = try await browser.get("/logga-in")
      let planted = Hash(of: Array("planted".utf8)).description
      browser.cookies[Browser.session] = planted

      _ = try await browser.post("/logga-in", ["name": "anna", "password": Self.password])

      #expect(browser.cookies[Browser.session] != planted)
      browser.cookies[Browser.session] = planted
      #expect(try await browser.get("/").status == 303)
    }
  }

  @Test func `signing out ends the session here, not only in the browser`() async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      var browser = try await office.browser(of: "anna")
      _ = try await browser.get("/")
      let kept = browser

      let answer = try await browser.post("/logga-ut")

      #expect(answer.status == 303 && answer.field("Set-Cookie")?.contains("Max-Age=0") == true)
      #expect(browser.cookies[Browser.session] == nil)
      var thief = kept
      #expect(try await thief.get("/").status == 303)
    }
  }

  @Test func `a session is over in time`() async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      var browser = try await office.browser(of: "anna")

      office.pass(Journal.sessionIdleMillisecondsMax)
      #expect(try await browser.get("/").status == 200)
      office.pass(Journal.sessionIdleMillisecondsMax + 1)
      #expect(try await browser.get("/").status == 303)
    }
  }

  @Test(arguments: [
    ("/konflikter", "/konflikter"), ("/kb/2026?x=1", "/kb/2026?x=1"), ("", "/"), ("x", "/"),
    ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"),
    ("/%0d%0aSet-Cookie:%20x=y", "/"), ("/../x", "/"), ("javascript:alert(1)", "/"),
    ("/\u{0}", "/"),
  ])
  func `nobody is sent to another site`(target: String, expected: String) async throws {
    try await Office.run { office in
      try await office.add("anna", password: Self.password)
      var browser = Browser(office)
      _ = try await browser.get("/logga-in")

      let answer = try await browser.post(
        "/logga-in", ["name": "anna", "password": Self.password, "till": target])

      #expect(answer.field("Location") == expected)
    }
  }

  @Test func `a page that was asked for comes after signing in`() async throws {
    try await Office.run { office in
      var browser = Browser(office)
      let answer = try await browser.get("/kb/2026/1780")

      #expect(answer.field("Location") == "/logga-in?till=/kb/2026/1780")
      #expect(
        try await browser.get("/logga-in?till=/kb/2026/1780").body
          .contains("name=\"till\" value=\"/kb/2026/1780\""))
    }
  }

  @Test func `whoever reads English gets English`() async throws {
    try await Office.run { office in
      var browser = Browser(office)
      browser.fields = ["Accept-Language: en-GB, sv;q=0.5"]
      let form = try await browser.get("/logga-in")
      let answer = try await browser.post("/logga-in", ["name": "x", "password": "y"])

      #expect(form.body.contains("<html lang=\"en\">") && form.body.contains(">Sign in<"))
      #expect(answer.problem == "The name or the password is wrong.")
    }
  }
}

@Suite("A link sets a password, once", .timeLimit(.minutes(5)))
struct PasswordLinkTests {
  @Test func `a link is used up`() async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      let code = try await office.link(for: "anna")
      var browser = Browser(office)
      let form = try await browser.get("/losenord?kod=\(code)")
      #expect(form.status == 200 && form.body.contains("(anna)"))
      let values = [
        "kod": code, "password": SignInTests.password, "again": SignInTests.password,
      ]

      #expect(try await browser.post("/losenord", values).status == 303)

      let second = try await browser.post("/losenord", values)
      #expect(second.status == 403)
      #expect(second.problem?.hasPrefix("Länken har använts eller gått ut.") == true)
      #expect(try await browser.get("/losenord?kod=\(code)").status == 403)
      #expect(try await office.signIn("anna", SignInTests.password).answer.status == 303)
    }
  }

  @Test func `the time of a link ends, and a guess opens nothing`() async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      let code = try await office.link(for: "anna")
      var browser = Browser(office)

      #expect(try await browser.get("/losenord?kod=\(code.dropLast())").status == 403)
      #expect(try await browser.get("/losenord").status == 403)
      office.pass(60_001)
      #expect(try await browser.get("/losenord?kod=\(code)").status == 403)
    }
  }

  @Test(arguments: [
    ("kort", "kort"), ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
    ("anna och hennes katt", "anna och hennes katt"), ("ett gott lösenord", "ett gott losenord"),
    ("", ""), (String(repeating: "abcdefgh", count: 17), String(repeating: "abcdefgh", count: 17)),
    ("häst batteri\u{0}", "häst batteri\u{0}"),
  ])
  func `a password that is none is said to be, and the link stays good`(
    password: String, again: String
  ) async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      let code = try await office.link(for: "anna")
      var browser = Browser(office)
      _ = try await browser.get("/losenord?kod=\(code)")

      let answer = try await browser.post(
        "/losenord", ["kod": code, "password": password, "again": again])

      #expect(answer.status == 422 && answer.problem != nil)
      #expect(!answer.body.contains("value=\"\(password)\"") || password.isEmpty)
      let good = ["kod": code, "password": SignInTests.password, "again": SignInTests.password]
      #expect(try await browser.post("/losenord", good).status == 303)
    }
  }
}
