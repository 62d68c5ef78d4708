import Aggregator
import Catalogue
import Replication
import Storage
import TestSupport
import Testing

/// What a device with a good token can make up: lines, receipts, seals and decisions that are not its own.
@Suite("Who is let in can still not speak for others", .timeLimit(.minutes(5)))
struct ForgeryTests {
  /// What the door says to lines that a device with a good token sends over the wire.
  private func acknowledgements(
    of offers: [ExchangeRequest.Offer], in scope: Scope = Bench.karlstad, at office: Office
  ) async throws -> [ExchangeReply.Acknowledgement] {
    let answer = try await office.carry(Office.exchange(offers: offers, in: scope), in: scope)
    guard
      case .complete(let reply) = try ExchangeAnswer(
        bytes: Array(answer.body.utf8), after: .start(of: scope))
    else { return [] }
    return reply.acknowledgements
  }

  private func code(_ acknowledgement: ExchangeReply.Acknowledgement?) -> String? {
    if case .refused(_, let code)? = acknowledgement { code } else { nil }
  }

  /// A good line with one thing in it changed.
  static let alterations: [(what: String, from: String, to: String, code: String)] = [
    ("a fraction", "\"at\":1762160000000", "\"at\":1762160000000.5", "malformed"),
    ("an exponent", "\"at\":1762160000000", "\"at\":1e12", "malformed"),
    ("too large a number", "\"at\":1762160000000", "\"at\":9007199254740992", "malformed"),
    ("a member twice", "\"by\":\"anl\"", "\"by\":\"anl\",\"by\":\"anl\"", "malformed"),
    ("half a letter", "\"by\":\"anl\"", "\"by\":\"\\ud800\"", "malformed"),
    ("a null byte", "\"by\":\"anl\"", "\"by\":\"\\u0000\"", "malformed"),
    ("nine levels", "\"by\":\"anl\"", "\"by\":\"anl\",\"x\":[[[[[[[[1]]]]]]]]", "malformed"),
    ("an id that is none", "\"record\":\"", "\"record\":\"x", "malformed"),
    (
      "65 ancestors", "\"seen\":[]",
      "\"seen\":["
        + [String](repeating: "\"b7xQAAAAAAAAAAAAAAAAAA\"", count: 65).joined(separator: ",")
        + "]", "malformed"
    ),
    (
      "a line beyond 64 KiB", "\"by\":\"anl\"",
      "\"by\":\"anl\",\"x\":\"\(String(repeating: "x", count: 65_536))\"", "too-long"
    ),
    ("a kind nobody knows", "\"kind\":\"put\"", "\"kind\":\"seize\"", "unknown-kind"),
    (
      "201 parts", "\"kind\":\"put\"",
      "\"group\":[\"JqAAAAAAAAAAAAAAAAAAAA\",0,201],\"kind\":\"put\"", "malformed"
    ),
    (
      "an action of two that came alone", "\"kind\":\"put\"",
      "\"group\":[\"JqAAAAAAAAAAAAAAAAAAAA\",0,2],\"kind\":\"put\"", "group"
    ),
  ]

  @Test(arguments: alterations.indices)
  func `a line that breaks a limit is refused alone`(index: Int) async throws {
    let alteration = Self.alterations[index]
    try await Office.run { office in
      try await office.enrolDevice()
      var pen = Pen(seed: 2)
      let good = try pen.put(Bench.storyHour, in: pen.newID())
      let text = String(decoding: try pen.put(Bench.storyHour, in: pen.newID()).line, as: UTF8.self)
      let bad = text.replacing(alteration.from, with: alteration.to)
      #expect(bad != text)

      let answers = try await acknowledgements(
        of: [.init(line: Array(bad.utf8), receipt: nil), .init(line: good.line, receipt: nil)],
        at: office)

      #expect(code(answers.first) == alteration.code, "\(alteration.what): \(answers)")
      guard case .stored(good.id, _, isDuplicate: false)? = answers.last else {
        Issue.record("\(alteration.what): the good line was not stored")
        return
      }
      #expect(try await office.journal.tip(of: Bench.karlstad).n == 2)
    }
  }

  @Test func `bytes that are no letters are no line`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      var pen = Pen(seed: 2)
      let line = try pen.put(["title": .text("TITLE")], in: pen.newID()).line
      let place = try #require(line.firstRange(of: Array("TITLE".utf8)))
      // Half a letter, one spelt too long, half a pair, beyond the last plane.
      for bytes: [UInt8] in [[0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] {
        var bad = line
        bad.replaceSubrange(place, with: bytes)

        let answers = try await acknowledgements(of: [.init(line: bad, receipt: nil)], at: office)

        #expect(code(answers.first) == "malformed", "\(bytes)")
      }
    }
  }

  @Test func `a line that comes again, or in two requests, is stored once`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      var pen = Pen(seed: 2)
      let offer = ExchangeRequest.Offer(
        line: try pen.put(Bench.storyHour, in: pen.newID()).line, receipt: nil)
      let first = try await acknowledgements(of: [offer], at: office)

      for _ in 0..<3 {
        let again = try await acknowledgements(of: [offer, offer], at: office)
        for answer in again {
          guard case .stored(_, let receipt, isDuplicate: true) = answer,
            case .stored(_, receipt, isDuplicate: false)? = first.first
          else {
            Issue.record("\(answer)")
            continue
          }
        }
      }
      #expect(try await office.journal.tip(of: Bench.karlstad).n == 2)
    }
  }

  @Test(arguments: [Verdict.Status.released, .declined, .accepted, .erased])
  func `a decision is the region's`(status: Verdict.Status) async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      var pen = Pen(seed: 2)
      let change = try pen.put(Bench.storyHour, in: pen.newID())
      let verdict = try pen.judge(change, status, by: "region", seeing: [change])

      let answers = try await acknowledgements(
        of: [change, verdict].map { .init(line: $0.line, receipt: nil) }, at: office)

      #expect(code(answers.last) == "aggregator-only")
      #expect(try await office.journal.look(at: change.record)?.life == "alive")
    }
  }

  @Test
  func `the register is the region's: a device makes no other, and not itself an administrator`()
    async throws
  {
    try await Office.run { office in
      try await office.enrolDevice()
      var random = SeededRandom(seed: 4)
      let before = try await office.journal.tip(of: .county)
      for (record, fields) in [
        (RecordID(DeviceID.molkom.bytes), ["ceiling": Value.text("admin")]),
        (RecordID(DeviceID.kil.bytes), ["scope": .text("1780"), "token_hash": .text("x")]),
      ] {
        let draft = Draft(
          kind: .put, type: "device", record: record, seen: [],
          fields: fields.map { Change.Field($0.key, $0.value) })
        let author = Draft.Author(by: "region", at: Bench.noon, catalogue: "x")
        let line = try draft.change(by: author, group: nil, using: &random).line

        let answers = try await acknowledgements(
          of: [.init(line: line, receipt: nil)], in: .county, at: office)

        #expect(code(answers.first) == "aggregator-only")
      }
      #expect(try await office.journal.tip(of: .county) == before)
    }
  }

  @Test func `a receipt with a seal that is not the region's is worth nothing`() async throws {
    try await Office.run { office in
      try await office.enrolDevice()
      var pen = Pen(seed: 2)
      let change = try pen.put(Bench.storyHour, in: pen.newID())
      let other = try pen.put(Bench.storyHour, in: pen.newID())
      let given = try await acknowledgements(
        of: [.init(line: other.line, receipt: nil)], at: office)
      guard case .stored(_, let real, _)? = given.first else { return }
      let forged = [
        Receipt(n: 1, received: 77, device: .kil, seal: Hash(of: [])),
        // A good seal, but another change's.
        real, Receipt(n: 1, received: 77, device: .kil, seal: real.seal),
        Receipt(
          n: 1, received: 77, device: .kil,
          seal: Receipt.seal(
            scope: Bench.karlstad, change: change.id, device: .kil, received: 77,
            key: [UInt8](repeating: 0, count: 32))),
      ]
      for receipt in forged {
        _ = try await acknowledgements(
          of: [.init(line: change.line, receipt: receipt)], at: office)
        #expect(try await office.journal.look(at: change.record) == nil)
      }

      let rows = try await office.journal.ask(
        "SELECT device, received FROM change WHERE id = '\(change.id)'")
      #expect(rows == [[.text("\(DeviceID.molkom)"), .integer(Bench.noon)]])
    }
  }
}
