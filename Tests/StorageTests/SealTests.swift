import Catalogue
import Replication
import Storage
import TestSupport
import Testing

@Suite("The aggregator knows its own seal, and nobody else's word")
struct SealTests {
  let bench: Bench
  let author = DeviceID(Array(repeating: 1, count: 16))
  let carrier = DeviceID(Array(repeating: 2, count: 16))

  init() throws { bench = try Bench() }

  private func offer(_ change: Change, _ receipt: Receipt?, in scope: Scope = Bench.karlstad)
    async throws -> ExchangeReply.Acknowledgement?
  {
    try await bench.offer([.init(line: change.line, receipt: receipt)], from: carrier, scope)
      .acknowledgements.first
  }

  @Test func `a valid seal gives author and time of receipt back`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())

    let answer = try await offer(change, bench.receipt(of: change.id, from: author, at: 77))

    guard case .stored(_, let receipt, isDuplicate: false)? = answer else {
      Issue.record("\(String(describing: answer))")
      return
    }
    #expect(receipt.n == 1 && receipt.device == author && receipt.received == 77)
    #expect(try await bench.aggregator.look(at: change.record)?.life == "alive")
  }

  @Test func `without one the carrier stands for it, and it waits for a person`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    let forged = Receipt(n: 1, received: 77, device: author, seal: Hash(of: []))

    let answer = try await offer(change, forged)

    guard case .stored(_, let receipt, isDuplicate: false)? = answer else {
      Issue.record("\(String(describing: answer))")
      return
    }
    #expect(receipt.device == carrier && receipt.received == Bench.noon)
    #expect(try await bench.aggregator.look(at: change.record) == nil)
  }

  @Test func `a seal for another time, device or scope is none`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    let good = bench.receipt(of: change.id, from: author, at: 77)

    let later = Receipt(n: 1, received: 78, device: author, seal: good.seal)
    _ = try await offer(change, later)
    #expect(try await bench.aggregator.look(at: change.record) == nil)

    let elsewhere = Scope("1715")!
    _ = try await offer(change, good, in: elsewhere)
    #expect(
      try await bench.aggregator.ask("SELECT life FROM record WHERE scope = '1715'").isEmpty)
  }

  @Test func `a seal that comes later releases the change`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    _ = try await offer(change, Receipt(n: 1, received: 77, device: author, seal: Hash(of: [])))

    let answer = try await offer(change, bench.receipt(of: change.id, from: author, at: 77))

    guard case .stored(_, _, isDuplicate: true)? = answer else {
      Issue.record("\(String(describing: answer))")
      return
    }
    #expect(try await bench.aggregator.look(at: change.record)?.life == "alive")
    #expect(try await bench.aggregator.verify().isEmpty)
  }

  @Test func `a seal does not overrule a person`() async throws {
    var pen = Pen()
    let change = try pen.put(Bench.storyHour, in: pen.newID())
    _ = try await offer(change, Receipt(n: 1, received: 77, device: author, seal: Hash(of: [])))
    let first = try await bench.offer([], from: carrier).pages.flatMap(\.arrivals)
    let program = try Change(line: try #require(first[1].line))
    let person = try pen.judge(change, .quarantined, by: "eva", seeing: [program])
    _ = try await offer(person, bench.receipt(of: person.id, from: bench.authority.device))

    _ = try await offer(change, bench.receipt(of: change.id, from: author, at: 77))

    #expect(try await bench.aggregator.look(at: change.record) == nil)
  }

  @Test func `a broken rule is not forgiven for a seal that comes later`() async throws {
    var pen = Pen()
    let change = try pen.put(["participants_children": .integer(-1)], in: pen.newID())
    _ = try await offer(change, nil)

    _ = try await offer(change, bench.receipt(of: change.id, from: author))

    #expect(try await bench.aggregator.look(at: change.record) == nil)
  }

  @Test func `what was kept out comes back kept out, though its verdict was lost`() async throws {
    var pen = Pen()
    let change = try pen.put(["participants_children": .integer(-1)], in: pen.newID())

    _ = try await offer(change, bench.receipt(of: change.id, from: author))

    #expect(try await bench.aggregator.look(at: change.record) == nil)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 2)
  }

  @Test func `with its verdict it is not judged again`() async throws {
    var pen = Pen()
    let change = try pen.put(["participants_children": .integer(-1)], in: pen.newID())
    let verdict = try pen.judge(change, .released, by: nil, seeing: [change])

    _ = try await bench.offer(
      [change, verdict].map { change in
        .init(line: change.line, receipt: bench.receipt(of: change.id, from: author))
      }, from: carrier)

    #expect(try await bench.aggregator.look(at: change.record) != nil)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 2)
  }

  @Test func `what a person released is released again, in whatever order it returns`()
    async throws
  {
    var pen = Pen()
    let change = try pen.put(["participants_children": .integer(-1)], in: pen.newID())
    let verdict = try pen.judge(change, .quarantined, by: nil, seeing: [change])
    let person = try pen.judge(change, .released, by: "eva", seeing: [verdict])

    for returning in [change, verdict, person] {
      _ = try await offer(returning, bench.receipt(of: returning.id, from: author))
    }

    #expect(try await bench.aggregator.look(at: change.record) != nil)
  }

  @Test func `a seal that comes later does not excuse a broken rule`() async throws {
    var pen = Pen()
    let change = try pen.put(["participants_children": .integer(-1)], in: pen.newID())
    _ = try await offer(change, Receipt(n: 1, received: 77, device: author, seal: Hash(of: [])))

    for _ in 1...2 { _ = try await offer(change, bench.receipt(of: change.id, from: author)) }

    #expect(try await bench.aggregator.look(at: change.record) == nil)
    #expect(try await bench.aggregator.tip(of: Bench.karlstad).n == 3)
  }

  @Test func `sealed lines of the county come back from anyone`() async throws {
    var pen = Pen()
    let unit = try pen.put(["name": .text("Molkom")], in: pen.newID())

    let answer = try await offer(
      unit, bench.receipt(of: unit.id, in: .county, from: bench.authority.device), in: .county)

    guard case .stored? = answer else {
      Issue.record("\(String(describing: answer))")
      return
    }
    #expect(try await bench.aggregator.tip(of: .county).n == 1)
  }
}
