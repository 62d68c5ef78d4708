import Aggregator
import Catalogue
import Foundation
import Replication
import Storage
import TestSupport
import Testing

/// What a hostile device, or a hostile name, can write is shown as what it is.
@Suite("Text is text, whatever stands in it", .timeLimit(.minutes(5)))
struct HostileTextTests {
  /// What a device of no rules may send besides: texts as long as a line can hold.
  static let texts = HostileText.all + [String(repeating: "å", count: 4_000)]

  /// The catalogue's fields of a branch's records that hold a person's own words.
  static let fields = Catalogue.builtIn.types.filter { $0.place == .municipality }.flatMap { type in
    type.fields.compactMap { field in
      if case .text = field.kind { "\(type.name).\(field.name)" } else { nil }
    }
  }

  @Test func `there are fields to try`() {
    #expect(Self.fields.contains("activity.title") && Self.fields.contains("visit.note"))
  }

  @Test(arguments: fields)
  func `in a field, and in the name of who wrote it`(name: String) async throws {
    let parts = name.split(separator: ".").map(String.init)
    try await Office.run { office in
      try await office.enrolDevice()
      try await office.add("anna", "head", of: "1780")
      var anna = try await office.browser(of: "anna")
      for text in Self.texts {
        // Two who do not agree: the conflict shows both texts.
        let offers = try Self.rivals(type: parts[0], field: parts[1], texts: [text, text + "!"])
        #expect(try await office.carry(Office.exchange(offers: offers)).status == 200, "\(text)")
      }

      let page = try await anna.get("/konflikter")

      #expect(page.status == 200)
      Self.expectTame(page)
      for path in ["/", "/kb/2026/1780", "/enheter"] { Self.expectTame(try await anna.get(path)) }
      #expect(try await office.journal.verify(progress: { _, _ in }) == [])
    }
  }

  @Test func `in the name of a device, a person, a role and a path`() async throws {
    try await Office.run { office in
      for (index, text) in HostileText.letters.enumerated() {
        try await office.journal.invite(
          Self.invitation(text), code: Hash(of: Array("code \(index)".utf8)), expires: office.now)
        let body = JSON.object([
          .init("code", .text("code \(index)")),
          .init("device", .text("\(DeviceID(Array(repeating: UInt8(index), count: 16)))")),
          .init("machine", .text(text)), .init("name", .text(text)),
          .init("tokenHash", .text("\(Hash(of: Array("token \(index)".utf8)))")),
        ])
        let enrolled = try await Browser(office).send(
          "POST /sync/v1/enrol", body: String(decoding: body.bytes, as: UTF8.self))
        #expect([200, 400].contains(enrolled.status), "\(enrolled.text)")
        let alias = Alias("person\(index)")!
        try await office.journal.addPerson(
          Person(alias: alias, name: text, role: "admin", scope: nil))
        try await office.journal.note(
          AuditEntry(
            at: office.now, actor: text, origin: text, act: text, about: text, outcome: text))
        var browser = try await office.browser(of: alias.text)
        for path in ["/", "/enheter", "/revisionslogg"] {
          Self.expectTame(try await browser.get(path))
        }
      }
    }
  }

  @Test(arguments: HostileText.signs)
  func `a name that would disturb what stands around it is none`(text: String) async throws {
    try await Office.run { office in
      let code = Hash(of: Array("code".utf8))
      let anna = Person(alias: Alias("anna")!, name: text, role: "admin", scope: nil)
      await #expect(throws: JournalError.self) { try await office.journal.addPerson(anna) }
      await #expect(throws: JournalError.self) {
        try await office.journal.invite(Self.invitation(text), code: code, expires: office.now)
      }
      try await office.journal.invite(
        Self.invitation("Disken"), code: code, expires: office.now)

      // The name of a machine comes from the machine.
      let body = JSON.object([
        .init("code", .text("code")), .init("device", .text("\(DeviceID.molkom)")),
        .init("machine", .text(text)), .init("tokenHash", .text("\(Hash(of: [4]))")),
      ])
      let answer = try await Browser(office).send(
        "POST /sync/v1/enrol", body: String(decoding: body.bytes, as: UTF8.self))
      #expect(answer.status == 400, "\(answer.text)")
      #expect(HostileText.isTame(answer.body))
    }
  }

  private static func invitation(_ name: String) -> Invitation {
    Invitation(
      scope: Bench.karlstad, unit: Bench.molkom, ceiling: "registrar",
      name: String(name.prefix(90)))
  }

  @Test(arguments: texts)
  func `in what is typed into a form`(text: String) async throws {
    try await Office.run { office in
      try await office.add("anna", "head", of: nil)
      let code = try await office.link(for: "anna")
      var browser = Browser(office)
      _ = try await browser.get("/logga-in")

      Self.expectTame(try await browser.post("/logga-in", ["name": text, "password": text]))
      let target = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      Self.expectTame(try await browser.get("/logga-in?till=/\(target.prefix(4_000))"))
      Self.expectTame(
        try await browser.post("/losenord", ["kod": code, "password": text, "again": "x"]))
      Self.expectTame(try await browser.post("/losenord", ["kod": text]))
    }
  }

  private static func rivals(type: String, field: String, texts: [String]) throws
    -> [ExchangeRequest.Offer]
  {
    var pen = Pen(seed: UInt64(bitPattern: Int64(texts[0].hashValue)))
    let key = type == "visit" ? Bench.door() : nil
    let record: RecordID = key?.record ?? pen.newID()
    return try texts.map { text in
      let fields = [Change.Field(field, .text(text))]
      let draft = Draft(kind: .put, type: type, record: record, key: key, seen: [], fields: fields)
      let author = Draft.Author(by: text, at: pen.at, catalogue: pen.catalogue)
      let line = try draft.change(by: author, group: nil, using: &pen.random).line
      return .init(line: line, receipt: nil)
    }
  }

  /// Nothing of it is markup, and nothing of it is a header field.
  private static func expectTame(
    _ answer: RawAnswer, at location: SourceLocation = #_sourceLocation
  ) {
    for wild in [
      "<script", "<img", "<svg", "<!--", "<form action", "onerror=alert(1)>", "' onmouseover='",
      "href=\"javascript", "\u{1B}", "\u{202E}", "\u{9B}",
    ] where answer.body.contains(wild) {
      Issue.record("\(wild) in \(answer.body)", sourceLocation: location)
    }
    #expect(!answer.head.contains("set-cookie: x"), sourceLocation: location)
    #expect(
      answer.head.contains("content-security-policy: default-src 'none';"),
      sourceLocation: location)
  }
}
