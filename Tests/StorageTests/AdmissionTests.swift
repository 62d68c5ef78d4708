import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("Every offer gets an answer, and nothing one device sends blocks another change")
struct AdmissionTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))

  init() throws { bench = try Bench() }

  private func offer(
    _ lines: [UInt8]..., in scope: Scope = Bench.karlstad
  ) async throws -> [ExchangeReply.Acknowledgement] {
    let offers = lines.map { ExchangeRequest.Offer(line: $0, receipt: nil) }
    return try await bench.offer(offers, from: device, scope).acknowledgements
  }

  /// The code of a refusal, nil for every other answer.
  private func code(_ answer: ExchangeReply.Acknowledgement?) -> String? {
    if case .refused(_, let code)? = answer { code } else { nil }
  }

  private func isStored(_ answer: ExchangeReply.Acknowledgement?) -> Bool {
    if case .stored(_, _, isDuplicate: false)? = answer { true } else { false }
  }

  @Test func `what is new is numbered, and what is known keeps its number`() async throws {
    var pen = Pen()
    let first = try pen.put(Bench.storyHour, in: pen.newID())
    let second = try pen.put(Bench.storyHour, in: pen.newID())

    let once = try await offer(first.line, second.line)
    let again = try await offer(second.line, first.line)

    guard case .stored(first.id, let a, isDuplicate: false) = once[0],
      case .stored(second.id, let b, isDuplicate: false) = once[1]
    else {
      Issue.record("not stored: \(once)")
      return
    }
    #expect([a.n, b.n] == [1, 2])
    #expect(a.device == device && a.received == Bench.noon)
    #expect(
      again == [
        .stored(second.id, b, isDuplicate: true), .stored(first.id, a, isDuplicate: true),
      ])
  }

  @Test func `a line that comes twice in one request is stored once`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())

    let answers = try await offer(change.line, change.line)

    #expect(answers.count == 2 && answers[0] == answers[1])
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 1)
  }

  @Test func `a change whose ancestor is not here says which`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let base = try pen.put(Bench.storyHour, in: record)
    let edit = try pen.put(["note": .text("x")], in: record, seeing: [base])

    #expect(try await offer(edit.line) == [.missing(edit.id, [base.id])])
    #expect(try await offer(base.line, edit.line).allSatisfy(isStored))
  }

  @Test func `bad lines are refused one by one and the good ones between them stored`() async throws
  {
    var pen = Pen()
    let good = try pen.put(Bench.storyHour, in: pen.newID())
    let other = try pen.put(Bench.storyHour, in: pen.newID())
    let long = Array(String(repeating: "x", count: Change.lineBytesMax + 1).utf8)

    let answers = try await offer(Array("hej".utf8), good.line, [], long, other.line)

    #expect(answers.map(code) == ["malformed", nil, "malformed", "too-long", nil])
    #expect(isStored(answers[1]) && isStored(answers[4]))
  }

  @Test func `a kind that nobody knows is refused`() async throws {
    var pen = Pen()
    let line = String(decoding: try pen.put([:], in: pen.newID()).line, as: UTF8.self)
      .replacing(#""kind":"put""#, with: #""kind":"leap""#)

    #expect(try await offer(Array(line.utf8)).map(code) == ["unknown-kind"])
  }

  @Test func `an id that does not belong to its key is refused`() async throws {
    var pen = Pen()
    let key = Bench.door()
    let line = String(
      decoding: try pen.visits(.integer(4), on: key, seeing: []).line, as: UTF8.self
    )
    .replacing("2026-03-03", with: "2026-03-04")

    #expect(try await offer(Array(line.utf8)).map(code) == ["key-mismatch"])
  }

  @Test func `a change that builds on another record is refused`() async throws {
    var pen = Pen()
    let base = try pen.put(Bench.storyHour, in: pen.newID())
    let foreign = try pen.put(["note": .text("x")], in: pen.newID(), seeing: [base])

    #expect(try await offer(base.line, foreign.line).map(code) == [nil, "foreign-seen"])
  }

  @Test func `a record that is full takes no more`() async throws {
    var pen = Pen()
    let record: RecordID = pen.newID()
    let changes = try (0...Change.recordChangesMax).map { _ in
      try pen.put(["note": .text("x")], in: record)
    }

    let offers = changes.map { ExchangeRequest.Offer(line: $0.line, receipt: nil) }
    let answers = try await bench.offer(offers, from: device, page: 0).acknowledgements

    #expect(answers.dropLast().allSatisfy(isStored))
    #expect(answers.last.map(code) == "record-full")
  }

  @Test(arguments: [Change.Kind.verdict, .lock])
  func `a decision of a device is refused`(kind: Change.Kind) async throws {
    var pen = Pen()
    let base = try pen.put(Bench.storyHour, in: pen.newID())
    let verdict = Verdict(target: base.id, status: .released, reason: "ok", person: "eva")
    let decision = try pen.write(
      kind, [:], in: base.record, seeing: [base.id], verdict: kind == .verdict ? verdict : nil)

    #expect(try await offer(base.line, decision.line).map(code) == [nil, "aggregator-only"])
  }

  @Test func `a device writes nothing in the county`() async throws {
    var pen = Pen()
    let unit = try pen.put(["name": .text("Falskt bibliotek")], in: pen.newID())

    #expect(try await offer(unit.line, in: .county).map(code) == ["aggregator-only"])
    #expect(try await bench.aggregator.tip(of: .county) == .start(of: .county))
  }

  @Test func `an agent is no aggregator`() async throws {
    let branch = try bench.branch("molkom")
    let request = try await bench.request(of: branch)

    await #expect(throws: JournalError.notTheAggregator) {
      _ = try await branch.journal.exchange(
        request, in: Bench.karlstad, from: device, now: Bench.noon)
    }
  }
}
