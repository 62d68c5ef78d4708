// The faults have stopped. Everything must come to rest by itself, and everybody must agree.

import Replication
import Storage

extension Simulation {
  static let roundsMax = 12

  /// Lets everybody talk until nothing is left to say.
  func settle() async throws {
    trace.note("settling")
    removeRevoked()
    mustSurvive.formUnion(heldAnywhere())
    await network.calm()
    for index in desks.indices {
      desks[index].watch.set()
    }
    centre.watch.set()
    try await restoreRoles()
    for _ in 1...Self.roundsMax {
      try await backUpForWiped()
      for index in desks.indices {
        try await sealClicks(index)
        try await sync(index, rounds: 40)
      }
      try removeErased()
      if try await isQuiet() { return }
      clock.advance(Journal.offerDelayMillisecondsMax + 1)
    }
    throw Broken("(14) it never comes to rest", try await unrest())
  }

  private func isQuiet() async throws -> Bool { try await unrest().isEmpty }

  private func unrest() async throws -> String {
    var unrest: [String] = []
    for desk in desks {
      let standing = try await desk.disk.journal.standing()
      if standing.waiting > 0 || standing.openClicks > 0 {
        unrest.append("\(desk.name) waits with \(standing.waiting)")
      }
      for scope in [desk.scope, .county] {
        let here = try await desk.disk.journal.tip(of: scope)
        let there = try await centre.disk.journal.tip(of: scope)
        if here != there { unrest.append("\(desk.name) is at \(here.n) of \(there.n) in \(scope)") }
      }
    }
    return unrest.joined(separator: ", ")
  }

  /// Everything that any living disk holds as the faults stop.
  private func heldAnywhere() -> Set<ChangeID> {
    let living = Set(desks.map(\.name) + [Centre.name])
    return looks.filter { living.contains($0.key) }.values.reduce(into: []) {
      $0.formUnion($1.ids())
    }
  }
}
