import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("An answer comes in pages that are proven one by one")
struct PageTests {
  let bench: Bench
  let device = DeviceID(Array(repeating: 1, count: 16))
  let reader = DeviceID(Array(repeating: 2, count: 16))

  init() throws { bench = try Bench() }

  private func store(_ changes: [Change]) async throws {
    let offers = changes.map { ExchangeRequest.Offer(line: $0.line, receipt: nil) }
    _ = try await bench.offer(offers, from: device, page: 0)
  }

  private func singles(_ count: Int, note: Int = 1) throws -> [Change] {
    var pen = Pen(seed: UInt64(count))
    return try (0..<count).map { _ in
      try pen.put(["note": .text(String(repeating: "x", count: note))], in: pen.newID())
    }
  }

  @Test func `a page ends after 200 changes`() async throws {
    try await store(try singles(450))

    let reply = try await bench.offer([], from: reader)

    #expect(reply.pages.map(\.arrivals.count) == [200, 200, 50])
    #expect(reply.pages.map(\.mark.n) == [200, 400, 450])
    #expect(reply.more == false && reply.end == reply.tip && reply.tip.n == 450)
  }

  @Test func `a page ends after 64 KiB`() async throws {
    try await store(try singles(20, note: 10_000))

    let reply = try await bench.offer([], from: reader)

    #expect(reply.pages.map(\.arrivals.count) == [7, 7, 6])
  }

  /// Ten thousand long lines would be half a gigabyte, so the log is not read beyond what goes out.
  @Test func `what is beyond an answer is not even read`() async throws {
    try await store(try singles(70, note: 60_000))
    try await store(try singles(71, note: 60_000))
    try await store(try singles(72, note: 60_000))
    try bench.damage("aggregator", "UPDATE change SET seal = 'x' WHERE n > 150")

    let reply = try await bench.offer([], from: reader)

    #expect((138...142).contains(reply.end.n) && reply.more)
  }

  @Test func `an answer is as long as the agent asks, and says that there is more`() async throws {
    try await store(try singles(450))

    let first = try await bench.offer([], from: reader, page: 30)
    let second = try await bench.offer([], from: reader, after: first.end, page: 10_000)

    #expect(first.end.n == 30 && first.more)
    #expect(first.tip.n == 450)
    #expect(second.pages.first?.arrivals.first?.receipt.n == 31)
    #expect(second.end.n == 450 && !second.more)
  }

  @Test func `nothing is asked and nothing comes`() async throws {
    try await store(try singles(3))

    let reply = try await bench.offer([], from: reader, page: 0)

    #expect(reply.pages.isEmpty && reply.more && reply.end.n == 0 && reply.tip.n == 3)
  }

  @Test func `an action is never split between pages`() async throws {
    var pen = Pen()
    var changes: [Change] = []
    for _ in 0..<30 {
      changes += try pen.group((0..<13).map { _ in (Bench.storyHour, pen.newID()) })
    }
    try await store(changes)

    let whole = try await bench.offer([], from: reader)
    let short = try await bench.offer([], from: reader, page: 14)

    #expect(whole.pages.allSatisfy { $0.mark.n % 13 == 0 })
    #expect(short.end.n == 26 && short.more)
  }

  @Test func `an answer holds no more than eight megabytes`() async throws {
    for seed in 0..<3 {
      var pen = Pen(seed: UInt64(seed))
      let text = Value.text(String(repeating: "x", count: 60_000))
      try await store(try (0..<60).map { _ in try pen.put(["note": text], in: pen.newID()) })
    }

    let reply = try await bench.offer([], from: reader)

    let bytes = reply.pages.flatMap(\.arrivals).reduce(0) { $0 + ($1.line?.count ?? 0) }
    #expect(bytes >= Journal.answerBytesMax && bytes < Journal.answerBytesMax + 128 * 1024)
    #expect(reply.more)
  }

  @Test func `what the agent sent comes back as receipts alone`() async throws {
    let known = try singles(2)
    try await store(known)
    let offers = try singles(3).map { ExchangeRequest.Offer(line: $0.line, receipt: nil) }

    let reply = try await bench.offer(offers, from: reader)

    let arrivals = reply.pages.flatMap(\.arrivals)
    #expect(arrivals.map { $0.line != nil } == [true, true, false, false, false])
    #expect(reply.tip.n == 5)
  }

  @Test func `an answer that is cut leaves whole pages and the rest comes later`() async throws {
    try await store(try singles(450))
    let branch = try bench.branch("molkom")
    let request = try await bench.request(of: branch)
    let bytes = try await bench.answer(request, of: branch)

    let cut = try ExchangeAnswer(
      bytes: Array(bytes.prefix(bytes.count * 3 / 4)), after: request.cursor)
    guard case .cut(let pages) = cut else {
      Issue.record("\(cut)")
      return
    }
    let applied = try await branch.journal.apply(cut: pages, to: Bench.karlstad)

    #expect(applied.pulled == 200)
    #expect(try await branch.journal.tip(of: Bench.karlstad).n == 200)
    #expect(try await branch.journal.verify().isEmpty)
    try await bench.sync(branch)
    #expect(try await branch.journal.tip(of: Bench.karlstad).n == 450)
  }

  @Test func `a digest speaks of what its mark covers`() async throws {
    let branch = try bench.branch("molkom")
    try await store(try singles(5))
    try await bench.sync(branch)
    let before = try await branch.journal.digest(of: Bench.karlstad)
    try await store(try singles(7))
    _ = try await branch.journal.enter()

    try await bench.exchange(branch, page: 0)

    let after = try await branch.journal.digest(of: Bench.karlstad)
    #expect(try await branch.journal.standing().acknowledged == 1)
    #expect(after.n == before.n && after.digest == before.digest)
  }
}
