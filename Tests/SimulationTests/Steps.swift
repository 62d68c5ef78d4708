import Catalogue
import Replication
import Storage

extension Simulation {
  /// One thing that happens in the county.
  func takeStep() async throws {
    guard let index = dice.pick(Array(desks.indices)) else { return }
    trace.note("\(step) at \(clock.now)")
    try await happen(Event.drawn(by: dice), at: index)
    if let intruder = desks.firstIndex(where: \.isHostile), dice.percent(12) {
      try await intrude(intruder)
    }
    let (_, processed, needsRestart) = await network.drain()
    try await inspectCentre(processed)
    if needsRestart { try await restartCentre() }
    try removeErased()
  }

  private func happen(_ event: Event, at index: Int) async throws {
    switch event {
    case .record: try await recordSomething(index)
    case .click: try await click(index)
    case .sealClicks: try await sealClicks(index)
    case .talk: try await talk(index)
    case .time: clock.advance(Int64(dice.number(1...1_200_000)))
    case .missetClock: misset(desks[index].watch, of: desks[index].name)
    case .crash: try await crash(index)
    case .copyDisk: try await copyDisk(index)
    case .backUp: try backUp(index)
    case .restore: try await restore(index)
    case .upgrade: try await upgrade(index)
    case .fillDisk: try await fillDisk(index)
    case .imageCentre:
      let image = try Image(of: centre.disk.path, to: shelf.newFolder())
      centre.backups.append(Centre.Backup(image: image, unproven: ledger.unproven))
    case .revertCentre: try await revertCentre()
    case .restartCentre: try await restartCentre()
    case .fillCentre: try await fillCentre(index)
    case .missetCentre: misset(centre.watch, of: Centre.name)
    case .editRegister: try await editRegister()
    case .backUpCentre: try await backUpCentre()
    case .wipe: try await shutOut(index, .wiping)
    case .revoke: try await shutOut(index, .revoked)
    case .redeliver: await network.redeliver()
    case .judge: try await decide()
    case .erase: try await erase()
    case .changeRole: try await changeRole()
    }
  }

  /// A round or more, sometimes with the power going at the desk.
  private func talk(_ index: Int) async throws {
    if dice.percent(50) { try await sealClicks(index) }
    let path = desks[index].disk.path
    let crashes = dice.percent(6)
    if crashes { Levers.failCommit(path, after: dice.number(0...4)) }
    try await sync(index, rounds: dice.number(1...4), batch: dice.pick([1, 2, 3, 100, 100]) ?? 100)
    if crashes, Levers.allowCommits(path) {
      trace.note(.crashBeforeCommit, desks[index].name)
      try await restartDesk(index)
    }
  }

  private func misset(_ watch: Watch, of name: String) {
    switch dice.number(1...4) {
    case 1:
      watch.jump(dice.pick([-Watch.tenYears, Watch.tenYears]) ?? 0)
      trace.note(.wrongClock, name)
    case 2:
      watch.jump(Int64(dice.number(-7_200_000...7_200_000)))
      trace.note(.jumpedClock, name)
    case 3:
      watch.stop()
      trace.note(.stoppedClock, name)
    default: watch.set()
    }
  }
}

// MARK: - Disasters

extension Simulation {
  private func crash(_ index: Int) async throws {
    trace.note(.crashAfterCommit, desks[index].name)
    try await restartDesk(index)
  }

  /// Somebody sets up a second computer by copying the disk of the first. Both go on.
  private func copyDisk(_ index: Int) async throws {
    guard desks.count < 6 else { return }
    let original = desks[index]
    trace.note(.copiedDisk, original.name)
    let folder = shelf.newFolder()
    _ = try Image(of: original.disk.path, to: folder)
    let random = dice.fork()
    let name = "\(original.name)+\(step)"
    var copy = Desk(
      name: name, device: original.device, token: original.token, scope: original.scope,
      units: original.units, isHostile: original.isHostile, dice: random, watch: Watch(clock),
      disk: try Disk(
        folder: folder, catalogue: original.catalogue, authority: nil, dice: random, lane: lane),
      catalogue: original.catalogue, code: original.code, fingerprint: name)
    copy.rows = original.rows
    desks.append(copy)
    try await inspect(copy.node)
  }

  private func backUp(_ index: Int) throws {
    let image = try Image(of: desks[index].disk.path, to: shelf.newFolder())
    desks[index].backup = Desk.Backup(image: image, rows: desks[index].rows)
    trace.note("\(desks[index].name) is backed up")
  }

  private func restore(_ index: Int) async throws {
    guard let backup = desks[index].backup else { return try backUp(index) }
    trace.note(.restoredAgent, desks[index].name)
    desks[index].rows = backup.rows
    desks[index].fingerprint = "\(desks[index].name) restored in step \(step)"
    try await restartDesk(index, from: backup.image)
  }

  /// The aggregator's database is an older one from now on, and nobody says so. Codes it had given out since are
  /// unknown to it; its seal key is the same.
  func revertCentre() async throws {
    guard let backup = dice.pick(centre.backups) else { return }
    trace.note(.revertedAggregator)
    ledger.unproven = backup.unproven
    try await restartCentre(from: backup.image)
  }

  private func editRegister() async throws {
    guard let unit = dice.pick(Array(OrgUnit.builtIn.prefix(2))) else { return }
    try await recordUnit(unit, named: "\(unit.facts.name) \(dice.number(1...9))")
  }

  private func upgrade(_ index: Int) async throws {
    guard let newer = Catalogue.newer else { throw Broken("the newer catalogue", "cannot be read") }
    trace.note(.upgradedCatalogue)
    if dice.percent(30) {
      centre.catalogue = newer
      try await restartCentre()
    } else {
      desks[index].catalogue = newer
      try await restartDesk(index)
    }
  }

  private func fillDisk(_ index: Int) async throws {
    trace.note(.diskFull, desks[index].name)
    let path = desks[index].disk.path
    Levers.fill(path)
    for _ in 1...3 { try await recordSomething(index) }
    try await sync(index, rounds: 1)
    Levers.makeRoom(path)
  }

  private func fillCentre(_ index: Int) async throws {
    trace.note(.aggregatorDiskFull)
    let path = centre.disk.path
    Levers.fill(path)
    try await sync(index, rounds: 2)
    Levers.makeRoom(path)
  }
}
