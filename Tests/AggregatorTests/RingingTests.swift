import Aggregator
import Catalogue
import Storage
import TestSupport
import Testing

@Suite("What other commands write reaches those who wait")
struct RingingTests {
  @Test func `a database that does not answer for a moment does not end the service`()
    async throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file(Centre.databaseName)
    let naps = Collected<Int64>()
    let world = World(
      now: { Bench.noon }, today: { Bench.today },
      sleep: { milliseconds in
        naps.add(milliseconds)
        switch naps.all.count {
        case 1: try Connection(path: path).execute("ALTER TABLE change RENAME TO elsewhere")
        case 2: try Connection(path: path).execute("ALTER TABLE elsewhere RENAME TO change")
        case 3: break
        default: throw CancellationError()
        }
      }, random: seededWords(3))
    let centre = try await Centre.prepare(
      folder: folder.path,
      identity: .minted(name: "Region Värmland", random: seededWords(4)), world: world)
    let service = try await centre.open(
      host: "127.0.0.1", port: 0, proxies: [], signInField: nil, connectionsMax: 10,
      report: { _ in })

    await #expect(throws: CancellationError.self) { try await service.run() }
    await service.close()

    #expect(naps.all.count == 4)
  }
}
