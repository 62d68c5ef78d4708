import Aggregator
import Catalogue
import Replication
import Storage
import TestSupport
import Testing

/// What a device with a good token can make up: lines, receipts, seals and decisions that are not its own.
@Suite("Who is let in can still not speak for others")
struct ForgeryTests {
  let bench: Bench
  let gate: Gate

  init() async throws {
    bench = try Bench()
    gate = Gate(bench)
    try await gate.invite("bofink")
    _ = try await gate.enrol(code: "bofink")
  }

  private func acknowledgements(
    of offers: [ExchangeRequest.Offer], in scope: String = "1780"
  ) async throws -> [ExchangeReply.Acknowledgement] {
    let answer = try await gate.sync(scope, offers: offers)
    guard
      case .complete(let reply) = try ExchangeAnswer(
        bytes: answer.body, after: .start(of: Scope(scope) ?? .county))
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
    var pen = Pen()
    let good = try pen.put(Bench.storyHour, in: pen.newID())
    let text = String(decoding: try pen.put(Bench.storyHour, in: pen.newID()).line, as: UTF8.self)
    let bad = text.replacing(alteration.from, with: alteration.to)
    #expect(bad != text)

    let answers = try await acknowledgements(
      of: [.init(line: Array(bad.utf8), receipt: nil), .init(line: good.line, receipt: nil)])

    #expect(code(answers.first) == alteration.code, "\(alteration.what): \(answers)")
    guard case .stored(good.id, _, isDuplicate: false)? = answers.last else {
      Issue.record("\(alteration.what): the good line was not stored")
      return
    }
  }

  @Test(arguments: [Verdict.Status.released, .declined, .accepted, .erased])
  func `a decision is the region's`(status: Verdict.Status) async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    let verdict = try pen.judge(change, status, by: "region", seeing: [change])

    let answers = try await acknowledgements(
      of: [change, verdict].map { .init(line: $0.line, receipt: nil) })

    #expect(code(answers.last) == "aggregator-only")
    #expect(try await bench.aggregator.look(at: change.record)?.life == "alive")
  }

  @Test
  func `the register is the region's: a device makes no other, and not itself an administrator`()
    async throws
  {
    var random = SeededRandom(seed: 4)
    let before = try await bench.aggregator.tip(of: .county)
    for (record, fields) in [
      (RecordID(DeviceID.molkom.bytes), ["ceiling": Value.text("admin")]),
      (RecordID(DeviceID.kil.bytes), ["scope": .text("1780"), "token_hash": .text("x")]),
    ] {
      let draft = Draft(
        kind: .put, type: "device", record: record, seen: [],
        fields: fields.map { Change.Field($0.key, $0.value) })
      let author = Draft.Author(by: "region", at: Bench.noon, catalogue: "x")
      let line = try draft.change(by: author, group: nil, using: &random).line

      let answers = try await acknowledgements(of: [.init(line: line, receipt: nil)], in: "county")

      #expect(code(answers.first) == "aggregator-only")
    }
    #expect(try await bench.aggregator.tip(of: .county) == before)
  }

  @Test func `a receipt with a seal that is not the region's is worth nothing`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    let other = try pen.put(Bench.storyHour, in: pen.newID())
    let real = bench.receipt(of: other.id, from: .kil, at: 77)
    let forged = [
      Receipt(n: 1, received: 77, device: .kil, seal: Hash(of: [])),
      Receipt(n: 1, received: 77, device: .kil, seal: real.seal),
      Receipt(
        n: 1, received: 77, device: .kil,
        seal: Receipt.seal(
          scope: Bench.karlstad, change: change.id, device: .kil, received: 77,
          key: [UInt8](repeating: 0, count: 32))),
    ]
    for receipt in forged {
      _ = try await acknowledgements(of: [.init(line: change.line, receipt: receipt)])
      #expect(try await bench.aggregator.look(at: change.record) == nil)
    }

    let rows = try await bench.aggregator.ask(
      "SELECT device, received FROM change WHERE id = '\(change.id)'")
    #expect(rows == [[.text("\(DeviceID.molkom)"), .integer(Bench.noon)]])
  }
}
