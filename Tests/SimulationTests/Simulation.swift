import Agent
import Aggregator
import Catalogue
import Foundation
import HTTP
import Replication
import Storage

/// A county in small: a few desks, one aggregator, a bad network, and people. One seed decides everything.
actor Simulation {
  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }
  /// Where all its nodes run.
  let lane: Lane
  let seed: UInt64
  let trace: Trace
  let dice: Dice
  let clock = Clock()
  let network: Network
  var shelf: Shelf
  var desks: [Desk] = []
  var centre: Centre
  var ledger = Ledger()
  /// What each node showed when it was last inspected.
  var looks: [String: Look] = [:]
  /// The state digest that each mark stands for, whoever computed it first.
  var digests: [String: String] = [:]
  /// How often a desk heard the same refusal of the same thing.
  var refusals: [String: Int] = [:]
  /// What some living disk held when the faults stopped.
  var mustSurvive: Set<ChangeID> = []
  var codesIssued = 0
  /// Devices that are to erase themselves, or may not come in any more.
  var shutOut: [DeviceID: Revocation.State] = [:]
  /// Whether something is happening in the middle of an exchange, and the first that went wrong there.
  var isInterrupted = false
  var interruption: (any Error)?
  private(set) var step = 0

  /// Never looked up: the network takes whatever is sent to it.
  static let url = URL(string: "http://aggregator.invalid/") ?? URL(filePath: "/")

  static let municipalities = ["1780", "1715"]
  static let scopes = (municipalities + ["county"]).compactMap { Scope($0) }

  init(seed: UInt64, lane: Lane, isLoud: Bool = false) throws {
    Levers.install()
    self.seed = seed
    self.lane = lane
    trace = Trace(isLoud: isLoud)
    dice = Dice(seed: seed)
    network = Network(lane: lane, dice: dice.fork(), clock: clock, trace: trace)
    shelf = try Shelf(seed: seed)
    let random = dice.fork()
    let key = (0..<32).map { UInt8(truncatingIfNeeded: seed &* 31 &+ UInt64($0)) }
    let authority = Journal.Authority(device: random.id(), sealKey: key)
    centre = Centre(
      disk: try Disk(
        folder: shelf.newFolder(), catalogue: .builtIn, authority: authority, dice: random,
        lane: lane),
      authority: authority, dice: random, watch: Watch(clock), catalogue: .builtIn)
  }

  /// Lets as much happen as the seed says, then lets everybody settle, and looks closely.
  func run() async throws {
    defer { shelf.clear() }
    await letOthersInterrupt()
    try await furnish()
    for number in 1...dice.number(70...120) {
      step = number
      try await takeStep()
    }
    try await settle()
    try await audit()
    try await closeQuestions()
  }
}

extension Simulation {
  var hostileDevices: Set<DeviceID> { Set(desks.filter(\.isHostile).map(\.device)) }
}

// MARK: - The aggregator

extension Simulation {
  /// Puts the aggregator's door on the network.
  func connect() async {
    let (watch, random) = (centre.watch, centre.dice)
    let world = Aggregator.World(
      now: { watch.now }, today: { watch.today }, sleep: { _ in }, random: { random.word() })
    let door = Door(
      journal: centre.disk.journal, world: world, identity: centre.authority.device,
      name: "Region Värmland", bell: Bell())
    await network.connect(Router(door.routes), path: centre.disk.path)
  }

  /// Starts the aggregator again, from its own disk as a power cut leaves it, or from an image.
  func restartCentre(from image: Image? = nil) async throws {
    let folder = shelf.newFolder()
    if let image {
      try image.unpack(to: folder)
      looks[Centre.name] = nil
    } else {
      _ = try Image(of: centre.disk.path, to: folder)
    }
    for name in ["used-codes", "revocations", "erased"] {
      try Image.copy(name, besides: centre.disk.path, to: folder)
    }
    Levers.forget(centre.disk.path)
    centre.disk = try Disk(
      folder: folder, catalogue: centre.catalogue, authority: centre.authority, dice: centre.dice,
      lane: lane)
    try await centre.disk.journal.enforceRevocations(
      by: Author(by: "region", at: centre.watch.now, today: centre.watch.today))
    await connect()
    try await inspect(centre.node)
  }
}

// MARK: - Desks

extension Simulation {
  /// The municipalities of a world and some of their units.
  private func furnish() async throws {
    await connect()
    let scopes = dice.percent(40) ? Self.municipalities : ["1780"]
    for number in 1...dice.number(2...4) {
      guard let name = dice.pick(scopes), let scope = Scope(name) else { continue }
      try addDesk("desk\(number)", scope, isHostile: number > 1 && dice.percent(30))
    }
    for unit in OrgUnit.builtIn.prefix(2) { try await recordUnit(unit) }
    try await inspect(centre.node)
  }

  private func addDesk(_ name: String, _ scope: Scope, isHostile: Bool) throws {
    let random = dice.fork()
    let units = OrgUnit.builtIn.filter { $0.facts.scope == scope.name }.compactMap {
      RecordID($0.id)
    }
    let token = Hash(of: Array("\(seed) \(name) \(random.word())".utf8)).description
    desks.append(
      Desk(
        name: name, device: random.id(), token: token, scope: scope,
        units: Array(units.prefix(3)), isHostile: isHostile, dice: random, watch: Watch(clock),
        disk: try Disk(
          folder: shelf.newFolder(), catalogue: .builtIn, authority: nil, dice: random,
          lane: lane),
        catalogue: .builtIn, fingerprint: name))
    trace.note("\(name) in \(scope)\(isHostile ? ", hostile" : "")")
  }

  /// A new code from the aggregator, as a person at the region would give it by telephone.
  func issueCode(_ index: Int) async throws {
    codesIssued += 1
    let code = "code \(codesIssued)"
    let desk = desks[index]
    try await centre.disk.journal.invite(
      Invitation(
        scope: desk.scope, unit: desk.units[0], ceiling: "registrar", name: desk.name),
      code: Hash(of: Array(code.utf8)), expires: .max)
    desks[index].code = code
    trace.note("\(desk.name) gets \(code)")
  }

  func recordUnit(_ unit: OrgUnit, named name: String? = nil) async throws {
    var fields = unit.facts.answers.mapValues { Value($0) }
    if let name { fields["name"] = .text(name) }
    let intent = Intent(.put(fields), type: "unit", record: RecordID(unit.id))
    let author = Author(by: "region", at: centre.watch.now, today: centre.watch.today)
    let before = held(by: Centre.name, at: intent, in: .county)
    let saved = try await centre.disk.journal.record([intent], in: .county, by: author)
    for id in saved.changes {
      let change = try await line(of: id, on: centre.disk)
      ledger.wrote(change, by: centre.authority.device, having: before)
    }
  }

  /// The software of a desk, as it runs now.
  func session(_ index: Int) -> Session {
    let desk = desks[index]
    let network = network
    let world = Agent.World(
      now: { desk.watch.now }, today: { desk.watch.today }, sleep: { _ in },
      random: { desk.dice.word() },
      send: { await network.send($0, from: desk.name) })
    let address = Session.Address(
      url: Self.url, token: desk.token, device: desk.device)
    return Session(journal: desk.disk.journal, world: world, address: address)
  }

  /// Starts a desk again: from its own disk as a power cut leaves it, or from an image of an earlier one.
  func restartDesk(_ index: Int, from image: Image? = nil) async throws {
    let folder = shelf.newFolder()
    if let image {
      try image.unpack(to: folder)
      looks[desks[index].name] = nil
    } else {
      _ = try Image(of: desks[index].disk.path, to: folder)
    }
    Levers.forget(desks[index].disk.path)
    desks[index].disk = try Disk(
      folder: folder, catalogue: desks[index].catalogue, authority: nil, dice: desks[index].dice,
      lane: lane)
    try await inspect(desks[index].node)
  }

  func line(of id: ChangeID, on disk: Disk) async throws -> Change {
    let rows = try await disk.reader.rows(
      "SELECT line FROM change WHERE id = ?1", [.text(id.description)])
    guard let line = rows.first?[0].blob else { throw Broken("(1) saved is not held", "\(id)") }
    return try ledger.read(id, line)
  }

  /// What a node held of the record an intent is about.
  func held(by node: String, at intent: Intent, in scope: Scope) -> Set<ChangeID> {
    guard let record = intent.record ?? intent.key?.record else { return [] }
    let place = Place(scope: scope.name, type: intent.type, record: record)
    return looks[node]?.places[place]?.ids ?? []
  }
}
