import Aggregator
import Catalogue
import Foundation
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("One table says who may do what", .timeLimit(.minutes(5)))
struct AccessTableTests {
  @Test func `this is the table`() {
    #expect(
      AccessTable.entries.map(\.description).joined(separator: "\n") == """
        GET /sync/v1 | programs
        POST /sync/v1/enrol | programs
        POST /sync/v1/scopes/{scope}/sync | devices
        GET /sync/v1/wait | devices
        POST /sync/v1/wipe | devices
        GET /status | programs
        GET /metrics | programs
        GET /bokfink.css | everybody
        GET /logga-in | everybody
        POST /logga-in | everybody
        POST /logga-ut | every role | own
        GET /losenord | everybody
        POST /losenord | everybody
        GET / | every role | own
        GET /konflikter | admin children developer head registrar statistics | own
        GET /kb/{year} | every role | county
        GET /kb/{year}/{scope} | every role | own
        GET /enheter | admin developer head | own
        GET /revisionslogg | admin | county
        """)
  }

  @Test func `the roles are the catalogue's`() throws {
    let ceiling = try #require(
      Catalogue.builtIn.type("device")?.fields.first { $0.name == "ceiling" })
    guard case .choice(let choices) = ceiling.kind else { return }

    #expect(Role.allCases.map(\.rawValue) == choices.map(\.code))
  }

  /// What every caller is answered at every address: nobody, a device, each role at the municipality 1780, each role
  /// at the region. 401, 403 and 303 (to the sign-in page) let nobody in; a POST to `/logga-in` or `/losenord` is a
  /// wrong password or a link that never was.
  static let answers = """
    GET /sync/v1                       200 200 | 200 200 200 200 200 200 200 200 | 200 200 200 200 200 200 200 200
    POST /sync/v1/enrol                400 400 | 400 400 400 400 400 400 400 400 | 400 400 400 400 400 400 400 400
    POST /sync/v1/scopes/{scope}/sync  401 200 | 401 401 401 401 401 401 401 401 | 401 401 401 401 401 401 401 401
    GET /sync/v1/wait                  401 200 | 401 401 401 401 401 401 401 401 | 401 401 401 401 401 401 401 401
    POST /sync/v1/wipe                 401 400 | 401 401 401 401 401 401 401 401 | 401 401 401 401 401 401 401 401
    GET /status                        200 200 | 200 200 200 200 200 200 200 200 | 200 200 200 200 200 200 200 200
    GET /metrics                       200 200 | 200 200 200 200 200 200 200 200 | 200 200 200 200 200 200 200 200
    GET /bokfink.css                   200 200 | 200 200 200 200 200 200 200 200 | 200 200 200 200 200 200 200 200
    GET /logga-in                      200 200 | 303 303 303 303 303 303 303 303 | 303 303 303 303 303 303 303 303
    POST /logga-in                     403 403 | 403 403 403 403 403 403 403 403 | 403 403 403 403 403 403 403 403
    POST /logga-ut                     403 403 | 303 303 303 303 303 303 303 303 | 303 303 303 303 303 303 303 303
    GET /losenord                      403 403 | 403 403 403 403 403 403 403 403 | 403 403 403 403 403 403 403 403
    POST /losenord                     403 403 | 403 403 403 403 403 403 403 403 | 403 403 403 403 403 403 403 403
    GET /                              303 303 | 200 200 200 200 200 200 200 200 | 200 200 200 200 200 200 200 200
    GET /konflikter                    303 303 | 200 200 200 200 403 200 200 403 | 200 200 200 200 403 200 200 403
    GET /kb/{year}                     303 303 | 403 403 403 403 403 403 403 403 | 200 200 200 200 200 200 200 200
    GET /kb/{year}/{scope}             303 303 | 200 200 200 200 200 200 200 200 | 200 200 200 200 200 200 200 200
    GET /enheter                       303 303 | 403 403 200 200 403 403 200 403 | 403 403 200 200 403 403 200 403
    GET /revisionslogg                 303 303 | 403 403 403 403 403 403 403 403 | 403 403 403 403 403 403 200 403
    """

  @Test func `every address answers every caller as stated`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      for role in Role.allCases {
        try await office.add("own-\(role.rawValue)", role.rawValue, of: "1780")
        try await office.add("all-\(role.rawValue)", role.rawValue, of: nil)
      }
      let everybody = ["own", "all"].map { reach in Role.allCases.map { "\(reach)-\($0.rawValue)" }
      }
      var lines: [String] = []
      for entry in AccessTable.entries {
        let outside = [
          try await ask(entry, Browser(office)),
          try await ask(entry, Browser(office), token: Office.token),
        ]
        var inside: [[Int]] = []
        for aliases in everybody {
          var statuses: [Int] = []
          for alias in aliases {
            // Passwords are being guessed here; each guess has to wait for the next.
            office.pass(15 * 60_000)
            statuses.append(try await ask(entry, try await office.browser(of: alias)))
          }
          inside.append(statuses)
        }
        let columns = ([outside] + inside).map { $0.map { "\($0)" }.joined(separator: " ") }
        let name = entry.address.padding(toLength: 35, withPad: " ", startingAt: 0)
        lines.append(name + columns.joined(separator: " | "))
      }
      #expect(lines.joined(separator: "\n") == Self.answers)
    }
  }

  /// Asks with everything in order but the right to ask.
  private func ask(_ entry: AccessEntry, _ browser: Browser, token: String? = nil) async throws
    -> Int
  {
    var browser = browser
    let path = entry.pattern.replacing("{scope}", with: "1780").replacing("{year}", with: "2026")
    if let token { browser.fields.append("Authorization: Bearer \(token)") }
    switch (entry.method, entry.callers) {
    case (.post, .devices):
      let body = String(decoding: Office.exchange().bytes, as: UTF8.self)
      let type = "Content-Type: \(ExchangeRequest.mediaType)"
      return try await browser.send("POST \(path)", [type], body: body).status ?? 0
    case (.post, .people):
      _ = try await browser.get("/")
      return try await browser.post(path).status ?? 0
    case (.post, _):
      // The forms of those who are not signed in are bound to a cookie of their own.
      var guest = Browser(port: browser.port)
      _ = try await guest.get("/logga-in")
      browser.cookies.merge(guest.cookies) { $1 }
      browser.form = guest.form
      return try await browser.post(path).status ?? 0
    default: return try await browser.get(path).status ?? 0
    }
  }

  @Test func `a person of one municipality sees nothing of another`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      for (alias, scope) in [("kil", "1715"), ("karlstad", "1780"), ("lost", "9999")] {
        try await office.add(alias, "head", of: scope)
      }
      try await office.add("county", "head", of: nil)

      for (alias, sees) in [("kil", false), ("karlstad", true), ("county", true), ("lost", false)] {
        var browser = try await office.browser(of: alias)
        #expect(try await browser.get("/kb/2026/1780").status == (sees ? 200 : 403), "\(alias)")
        #expect(
          try await browser.get("/enheter").body.contains("Disken i Molkom") == sees, "\(alias)")
        #expect(try await browser.get("/").body.contains(">1780<") == sees, "\(alias)")
        #expect(
          try await browser.get("/").body.contains(">county<") == (alias == "county"), "\(alias)")
      }
      var county = try await office.browser(of: "county")
      #expect(try await county.get("/kb/2026/1715").status == 200)
      #expect(try await county.get("/kb/2026/9999").status == 404)
      #expect(try await county.get("/kb/2026/%2e").status == 400)
      #expect(try await county.get("/kb/2026/KARLSTAD").status == 403)
      #expect(try await county.get("/kb/1066").status == 404)
    }
  }

  @Test func `a role that the table does not know opens nothing`() async throws {
    try await Office.run { office in
      try await office.add("anna", "emperor", of: nil)
      var browser = try await office.browser(of: "anna")

      for path in ["/", "/kb/2026", "/revisionslogg"] {
        #expect(try await browser.get(path).status == 403)
      }
    }
  }

  @Test func `whoever is turned away stands in the audit log`() async throws {
    try await Office.run { office in
      try await office.add("anna", "reader", of: "1780")
      var anna = try await office.browser(of: "anna")
      var nobody = Browser(office)

      _ = try await anna.get("/revisionslogg")
      _ = try await anna.get("/kb/2026/1715")
      _ = try await nobody.get("/enheter")
      nobody.host = "evil.example"
      _ = try await nobody.get("/")
      _ = try await nobody.send("GET /sync/v1/wait?1780=0.x", ["Authorization: Bearer guess"])

      #expect(
        try await office.audit() == [
          "anna GET /revisionslogg  wrong-role", "anna GET /kb/{year}/{scope} 1715 wrong-scope",
          " GET /enheter  not-signed-in", " GET /  foreign-host",
          " GET /sync/v1/wait  auth-failed",
        ])
    }
  }
}
