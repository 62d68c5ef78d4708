import Replication
import TestSupport
import Testing

@Suite("The code reads and writes the golden messages byte by byte")
struct FixtureTests {
  private let sealKey = (0..<32).map { UInt8($0) }
  private let scope = Scope("1780")!

  @Test func `a request`() throws {
    let bytes = try Golden.fixture("request.txt")

    let request = try ExchangeRequest(bytes: bytes)

    #expect(request.bytes.text == bytes.text)
    #expect(request.offers.map { $0.receipt?.n } == [nil, nil, nil, nil, nil, 1])
    #expect(request.marks.map(\.n) == [1, 0])
    #expect(request.page == 1_000)
  }

  @Test func `an answer`() throws {
    let bytes = try Golden.fixture("reply.txt")

    let reply = try reply()

    #expect(reply.bytes.text == bytes.text)
    #expect(reply.pages.map(\.mark.n) == [3, 7])
    #expect(reply.acknowledgements.count == 6)
    #expect(reply.end == reply.tip && !reply.more)
    let echoes = reply.pages[1].arrivals.filter { $0.line == nil }
    #expect(echoes.map(\.receipt.n) == [5, 6, 7])
  }

  @Test func `the receipts of an answer are sealed`() throws {
    let reply = try reply()

    for arrival in reply.pages.flatMap(\.arrivals) {
      let seal = Receipt.seal(
        scope: scope, change: arrival.id, device: arrival.receipt.device,
        received: arrival.receipt.received, key: sealKey)
      #expect(arrival.receipt.seal == seal)
    }
  }

  @Test func `an answer that was cut`() throws {
    let bytes = try Golden.fixture("reply-cut.txt")

    guard case .cut(let pages) = try ExchangeAnswer(bytes: bytes, after: cursor()) else {
      Issue.record("it is not cut")
      return
    }

    #expect(pages.map(\.mark.n) == [3])
    #expect(pages[0].arrivals.map(\.receipt.n) == [2, 3])
  }

  @Test func `an answer that the aggregator has gone back`() throws {
    let bytes = try Golden.fixture("reply-rolled-back.txt")

    let answer = try ExchangeAnswer(bytes: bytes, after: cursor())

    let cursor = try cursor()
    #expect(answer == .rolledBack(to: cursor))
    #expect(RolledBack(to: cursor).bytes.text == bytes.text)
  }

  @Test func `a problem`() throws {
    let body = try body("problem.json")

    #expect(Problem(body: body) == .wrongScope)
    #expect(Problem.wrongScope.body(detail: Problem.wrongScope.description).text == body.text)
  }

  @Test(arguments: ["enrol-answer.json", "enrol-again-request.json"])
  func `an enrolment is a sealed line of the county that names device and token`(
    name: String
  ) throws {
    let json = try LineScanner.scan(try body(name))
    let enrolment = try #require(json["enrolment"])
    let request = try LineScanner.scan(try body("enrol-request.json"))
    let change = try Change(line: try enrolment.line("line"))
    let receipt = try receipt(in: try #require(enrolment["receipt"]))

    #expect(change.type == "device")
    #expect(change.record == (try request.id("device")))
    let tokenHash = Value.text(try request.text("tokenHash"))
    #expect(change.fields.contains(.init("token_hash", tokenHash)))
    #expect(
      receipt.seal
        == Receipt.seal(
          scope: .county, change: change.id, device: receipt.device, received: receipt.received,
          key: sealKey))
    #expect(json.bytes.text == (try body(name).text))
  }

  @Test(arguments: ["enrol-request.json", "greeting.json", "wipe-answer.json", "wipe-request.json"])
  func `what is plain JSON is written without white space`(name: String) throws {
    let body = try body(name)

    #expect(try LineScanner.scan(body).bytes.text == body.text)
  }

  @Test func `an export`() throws {
    let lines = try Golden.fixture("export.txt").split(separator: 0x0A).map(Array.init)
    let receipt = try receipt(in: try LineScanner.scan(lines[1][2...]))

    let written =
      ExportLine.head(scope: scope.name)
      + exported(lines[2], receipt) + exported(lines[3])
      + exported(lines[5], code: "foreign-seen")

    #expect(written.text == lines.map { $0.text + "\n" }.joined())
  }

  private func exported(_ line: [UInt8], _ receipt: Receipt? = nil, code: String? = nil) -> [UInt8]
  {
    let change = Array(line[2...])
    return ExportLine.change(
      change, id: ChangeID(Hash(of: change).bytes), receipt: receipt, code: code)
  }

  private func reply() throws -> ExchangeReply {
    let answer = try ExchangeAnswer(bytes: try Golden.fixture("reply.txt"), after: try cursor())
    let complete = if case .complete(let reply) = answer { reply } else { nil as ExchangeReply? }
    return try #require(complete)
  }

  private func receipt(in json: JSON) throws -> Receipt { try #require(Receipt(json)) }

  private func cursor() throws -> Mark {
    try ExchangeRequest(bytes: try Golden.fixture("request.txt")).cursor
  }

  /// A body as it travels; its file ends in a line feed that it does not have.
  private func body(_ name: String) throws -> [UInt8] {
    let bytes = try Golden.fixture(name)
    #expect(bytes.last == 0x0A)
    return bytes.dropLast()
  }
}
