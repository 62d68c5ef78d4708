import Replication
import TestSupport
import Testing

@Suite("Whatever goes wrong on the way, all end up with everything")
struct StarTests {
  @Test(arguments: seedBlocks(10, of: 12))
  func `nothing a live node holds is lost or doubled, and all nodes agree`(
    seeds: Range<UInt64>
  ) throws {
    for seed in seeds {
      var world = try StarWorld(seed: seed)
      let held = Set((world.agents.flatMap(\.held) + world.aggregator.log.map(\.change)).map(\.id))

      #expect(try world.settle(), "seed \(seed)")

      let log = world.aggregator.log.map(\.change.id)
      #expect(Set(log) == held && log.count == held.count, "seed \(seed)")
      for agent in world.agents {
        #expect(Set(agent.held.map(\.id)) == held && agent.sent.count == held.count, "seed \(seed)")
        #expect(agent.marks.allSatisfy(world.aggregator.knows), "seed \(seed)")
      }
    }
  }

  @Test(arguments: seedBlocks(10, of: 12))
  func `the graph knows exactly what each author had seen`(seeds: Range<UInt64>) throws {
    for seed in seeds {
      var world = try StarWorld(seed: seed)
      _ = try world.settle()
      let records = Dictionary(grouping: world.aggregator.log.map(\.change), by: \.record)

      for changes in records.values {
        let graph = RecordGraph(changes)
        for (position, change) in graph.changes.enumerated() {
          let before = graph.changes.indices.filter { graph.isBefore($0, position) }
          #expect(
            Set(before.map { graph.changes[$0].id }) == world.truth[change.id], "seed \(seed)")
        }
      }
    }
  }

  @Test func `a copied disk with unsent work counts once`() throws {
    var pen = Pen()
    var world = try StarWorld(seed: 1, steps: 0)
    let record: RecordID = pen.newID()
    world.agents[0].hold(try pen.inc(["n": 5], in: record))
    world.agents.append(world.agents[0])
    world.agents[3].hold(try pen.inc(["n": 2], in: record))
    world.agents[0].hold(try pen.inc(["n": 2], in: record))

    #expect(try world.settle())
    #expect(Fold(world.aggregator.log).values("n") == [9])
  }

  @Test func `what was acknowledged and then rolled back is sent again`() throws {
    var pen = Pen()
    var world = try StarWorld(seed: 1, steps: 0)
    let record: RecordID = pen.newID()
    world.agents[1].hold(try pen.put(["x": 1], in: pen.newID()))
    try world.agents[1].exchange(with: &world.aggregator, push: 9, page: 9, fate: .delivered)
    let backup = world.aggregator
    world.agents[0].hold(try pen.put(["x": 5], in: record))
    try world.agents[0].exchange(with: &world.aggregator, push: 9, page: 0, fate: .delivered)

    world.aggregator = backup

    #expect(try world.settle())
    #expect(Fold(world.aggregator.log.filter { $0.change.record == record }).values("x") == [5])
  }
}
