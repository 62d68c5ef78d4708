import Agent
import HTTP
import Replication
import TestSupport
import Testing

@Suite("A new code makes an agent another device")
struct AnotherDeviceTests {
  private let folder: TemporaryFolder
  private let asked = Collected<JSON>()

  init() throws { folder = try TemporaryFolder() }

  /// An agent whose questions are never answered.
  private func branch() async throws -> Branch {
    let world = World(
      now: { Bench.noon }, today: { Bench.today }, sleep: { _ in }, random: seededWords(5),
      send: { [asked] request in
        if let body = try? LineScanner.scan(request.body) { asked.add(body) }
        return Client.Outcome(status: nil, headers: [:], body: [], failure: .cut("nothing came"))
      })
    return try await Branch.prepare(
      folder: folder.path,
      setup: .init(
        unit: nil, aggregator: "http://aggregator.invalid", name: "Molkom", keepFree: nil),
      world: world)
  }

  @Test func `it is the same one when a lost answer is asked for again`() async throws {
    let branch = try await branch()
    for (token, isAnother) in [("a", false), ("b", true), ("b", true), ("c", true)] {
      await #expect(throws: BranchError.self) {
        try await branch.enrol(token: token, code: "code", isAnother: isAnother)
      }
    }

    let devices = asked.all.compactMap { $0["device"]?.text.flatMap(DeviceID.init) }
    try #require(devices.count == 4)

    #expect(devices[1] == devices[2])
    #expect(Set(devices).count == 3)
  }
}
