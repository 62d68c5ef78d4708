import Agent
import Catalogue
import Foundation
import HTTP
import Replication
import Storage
import TestSupport
import Testing

@Suite("An agent that is to erase itself first sends all it has")
struct WipingTests {
  let wire: Wire

  init() async throws {
    wire = try await Wire()
    wire.alter { request, outcome in
      if request.url.path == "/sync/v1/wipe" {
        return Self.answer(request, erase: false)
      }
      guard let exchange = try? ExchangeRequest(bytes: request.body), exchange.page > 0 else {
        return outcome
      }
      return Wire.refusal(.wiping)
    }
  }

  /// The aggregator's word, with the nonce of the question.
  private static func answer(
    _ request: Client.Request, erase: Bool, ordered: Bool = true
  ) -> Client.Outcome {
    let nonce = (try? LineScanner.scan(request.body))?["nonce"]
    let answer = JSON.object([
      .init("erase", .bool(erase)), .init("nonce", nonce ?? .null),
      .init("ordered", .bool(ordered)),
    ])
    return Wire.outcome(answer.bytes, type: "application/json")
  }

  private var loop: SyncLoop {
    SyncLoop(
      session: wire.session(), author: { Bench.author() }, turn: { {} }, report: { _ in })
  }

  private func wipes() throws -> [JSON] {
    try wire.requests.all.filter { $0.url.path == "/sync/v1/wipe" }
      .map { try LineScanner.scan($0.body) }
  }

  @Test func `told so, it asks for nothing more and sends what it has, clicks too`() async throws {
    _ = try await wire.branch.journal.enter()
    _ = try await wire.branch.journal.click(
      3, on: Bench.door(), in: Bench.karlstad, fingerprint: "pc", by: Bench.author())

    let failure = try await loop.runOnce()

    #expect(failure == .told(.wiping, wait: nil))
    #expect(try await wire.bench.aggregator.tip(of: Bench.karlstad).n == 3)
    #expect(try await wire.branch.journal.standing().waiting == 0)
    let pages = wire.requests.all.compactMap { try? ExchangeRequest(bytes: $0.body).page }
    #expect(pages.first == Journal.answerChangesMax && pages.dropFirst().allSatisfy { $0 == 0 })
    #expect(try wipes().map { $0["held"]?["1780"]?.items?.first } == [.integer(3)])
    #expect(try await wire.branch.journal.meta(.lastProblem) == .text("wiping"))
  }

  @Test func `while something waits here it does not ask`() async throws {
    _ = try await wire.branch.journal.enter()
    wire.alter { request, outcome in
      guard request.url.path.hasSuffix("1780/sync") else { return Wire.refusal(.wiping) }
      return Wire.refusal(.unavailable)
    }
    try await wire.branch.journal.setMeta([.wiping: .integer(1)])

    _ = try await loop.runOnce()

    #expect(try wipes().isEmpty)
  }

  @Test func `what nobody could store goes along, in pieces`() async throws {
    try await wire.branch.journal.setMeta([.wiping: .integer(1)])
    var pen = Pen()
    for _ in 0..<40 {
      let change = try pen.put(
        ["note": .text(String(repeating: "x", count: 60_000))], in: pen.newID())
      try Connection(path: wire.branch.path).execute(
        """
        INSERT INTO aside (id, scope, type, record, line, code, at)
        VALUES ('\(change.id)', '1780', 'activity', '\(change.record)',
          CAST('\(String(decoding: change.line, as: UTF8.self))' AS BLOB), 'group', 1)
        """)
    }

    _ = try await loop.runOnce()

    let wipes = try wipes()
    #expect(wipes.count == 3)
    #expect(wipes.compactMap { $0["aside"]?.items?.count }.reduce(0, +) == 40)
    // Only the last one is a question.
    #expect(wipes.map { $0["held"] == .object([]) } == [true, true, false])
  }

  @Test func `what is recorded while the answer is on its way is not erased`() async throws {
    try await wire.branch.journal.setMeta([.wiping: .integer(1)])
    let asked = Collected<Bool>()
    wire.meanwhile { [branch = wire.branch] request in
      guard request.url.path == "/sync/v1/wipe", asked.all.isEmpty else { return }
      asked.add(true)
      _ = try? await branch.journal.enter()
    }
    wire.alter { request, outcome in
      guard request.url.path == "/sync/v1/wipe" else { return outcome }
      return Self.answer(request, erase: true)
    }

    #expect(try await loop.runOnce() == .told(.wiping, wait: nil))
    await #expect(throws: (any Error).self) { try await loop.runOnce() }

    #expect(try await wire.bench.aggregator.tip(of: Bench.karlstad).n == 1)
    await #expect(throws: JournalError.beingErased) { try await wire.branch.journal.enter() }
  }

  @Test func `with the order to erase the loop ends`() async throws {
    wire.alter { request, outcome in
      guard request.url.path == "/sync/v1/wipe" else { return outcome }
      return Self.answer(request, erase: true)
    }
    try await wire.branch.journal.setMeta([.wiping: .integer(1)])

    await #expect(throws: (any Error).self) { try await loop.runOnce() }
    await #expect(throws: (any Error).self) { try await loop.run() }
  }

  /// As a proxy may hand it out that keeps answers.
  @Test func `an answer to another device's question erases nothing`() async throws {
    try await wire.branch.journal.setMeta([.wiping: .integer(1)])
    let stale = JSON.object([
      .init("erase", .bool(true)), .init("nonce", .text("a")), .init("ordered", .bool(true)),
    ])
    wire.alter { request, outcome in
      guard request.url.path == "/sync/v1/wipe" else { return outcome }
      return Wire.outcome(stale.bytes, type: "application/json")
    }

    #expect(try await loop.runOnce() == .garbled("an answer to another question"))
    #expect(try await wire.branch.journal.wiping() == .sending)
  }

  @Test func `an order that was another's is forgotten when the aggregator knows of none`()
    async throws
  {
    _ = try await wire.branch.journal.enter()
    let told = Collected<Bool>()
    wire.alter { request, outcome in
      if request.url.path == "/sync/v1/wipe" {
        return Self.answer(request, erase: false, ordered: false)
      }
      guard told.all.isEmpty else { return outcome }
      told.add(true)
      return Wire.refusal(.wiping)
    }

    #expect(try await loop.runOnce() == nil)

    #expect(try await wire.branch.journal.wiping() == nil)
    #expect(try await wire.branch.journal.meta(.lastProblem) == .null)
    #expect(try await wire.bench.aggregator.tip(of: Bench.karlstad).n == 1)
  }

  @Test func `a new enrolment ends it`() async throws {
    let desk = try await Desk()
    try await desk.branch.journal.setMeta([
      .wiping: .integer(1), .lastProblem: .text("wiping"),
    ])

    try await desk.enrol()

    #expect(try await desk.branch.journal.meta(.wiping) == .null)
    #expect(try await desk.branch.journal.meta(.lastProblem) == .null)
    #expect(
      try await desk.branch.journal.meta(.device) == .text(desk.branch.device.description))
  }
}
