// The region has computers erase themselves. What they held must be somewhere else by then, for good.

import HTTP
import Replication
import Storage

extension Simulation {
  /// A backup that is opened and verified. Whoever puts the aggregator back from now on has this one, or a newer one.
  func backUpCentre() async throws {
    let image = try Image(of: centre.disk.path, to: shelf.newFolder())
    try await noteBackup()
    centre.backups = [Centre.Backup(image: image, unproven: ledger.unproven)]
    trace.note("the aggregator is backed up")
  }

  private func noteBackup() async throws {
    var digests: [ScopeDigest] = []
    for scope in Self.scopes { digests.append(try await centre.disk.journal.digest(of: scope)) }
    try await centre.disk.journal.noteBackup(digests)
  }

  /// A desk is to erase itself or may not come in any more, and every copy of its disk, as long as somebody else stays
  /// in the municipality.
  func shutOut(_ index: Int, _ state: Revocation.State) async throws {
    let desk = desks[index]
    let staysSomebody = desks.contains {
      $0.scope == desk.scope && $0.device != desk.device && !$0.isHostile
        && shutOut[$0.device] == nil
    }
    guard staysSomebody, !desk.isHostile, shutOut[desk.device] == nil,
      try await desk.disk.journal.meta(.enrolment) != nil
    else { return }
    do {
      try await centre.disk.journal.revoke(
        Revocation(
          device: desk.device, state: state, at: centre.watch.now, reason: "såld"),
        by: Author(by: "region", at: centre.watch.now, today: centre.watch.today))
    } catch JournalError.unknownRecord {
      // An aggregator that has gone back does not know the device yet.
      return
    }
    shutOut[desk.device] = state
    trace.note(state == .wiping ? .wipedDesk : .revokedDesk, desk.name)
    try await inspect(centre.node)
  }

  /// While the faults are over, backups go on.
  func backUpForWiped() async throws {
    guard desks.contains(where: { shutOut[$0.device] == .wiping }) else { return }
    try await noteBackup()
  }

  /// A computer that has erased itself is gone, and the aggregator holds all it had.
  func removeErased() throws {
    for desk in desks where desk.isErased {
      let lost = (looks[desk.name]?.ids() ?? []).subtracting(looks[Centre.name]?.ids() ?? [])
      guard lost.isEmpty else { throw Broken("a wiped desk held the last copy", "\(lost)") }
      trace.note("\(desk.name) has erased itself")
    }
    desks.removeAll(where: \.isErased)
  }

  /// Revoked computers stand in a cupboard. What they had not sent is theirs alone.
  func removeRevoked() { desks.removeAll { shutOut[$0.device] == .revoked } }

  /// A revoked device is told nothing, and one that is to erase itself nothing new, whatever the aggregator went through.
  func checkShutOut(_ contact: Network.Contact, _ desk: Desk) throws {
    guard contact.desk == desk.name, contact.isClean, let state = shutOut[desk.device],
      contact.path.hasSuffix("/sync"), contact.answer?.status == 200,
      let request = try? ExchangeRequest(bytes: contact.request)
    else { return }
    guard state == .wiping, request.page == 0 else {
      throw Broken("who is shut out was let in", "\(desk.name): \(state)")
    }
  }
}
