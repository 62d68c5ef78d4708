internal import Catalogue
internal import Foundation
internal import HTTP
internal import Replication
internal import Storage

/// One branch library's agent: a folder with its database, and what people do with it.
///
/// The program draws its command line on top of this; the pages do too. Everything is durable when a method returns.
public struct Branch: Sendable {
  let journal: Journal
  let reader: Reader
  let world: World
  let installation: Installation
  /// While it is held nobody puts another database in this one's place; nil where nobody could.
  let presence: FolderLock?

  /// The database in an agent's folder.
  public static let databaseName = "bokfink.sqlite"

  /// Opens an agent's folder.
  ///
  /// - Throws: `BranchError.notAFolder` when `init` has never run there.
  public init(folder: String, world: World) throws {
    let path = "\(folder)/\(Self.databaseName)"
    guard try Journal.exists(at: path) else {
      throw Self.isWiped(folder) ? BranchError.wiped(folder) : BranchError.notAFolder(folder)
    }
    try self.init(opening: path, folder: folder, world: world)
  }

  private init(opening path: String, folder: String, world: World) throws {
    self.world = world
    try Backup.finishRestore(of: path)
    if let refusal = Journal.refusal(at: path) {
      presence = nil
      journal = try Journal(reading: path, refusal: refusal)
      reader = try Reader(path: path)
      installation = Installation(reading: folder)
      return
    }
    presence = try Self.presence(in: folder, .shared)
    journal = try Journal(
      path: path, ballast: Ballast(besideDatabase: path), random: world.random)
    reader = try Reader(path: path)
    installation = try Installation(folder: folder, random: world.random)
  }

  /// What `init` is told; everything may come later.
  public struct Setup: Sendable {
    /// A unit's id or name.
    public var unit: String?
    public var aggregator: String?
    public var name: String?
    /// Bytes: nothing is pulled while the disk has less room.
    public var keepFree: Int64?

    public init(unit: String?, aggregator: String?, name: String?, keepFree: Int64?) {
      self.unit = unit
      self.aggregator = aggregator
      self.name = name
      self.keepFree = keepFree
    }
  }

  /// Makes a folder an agent's, or changes what an earlier `init` was told. Running it again loses nothing.
  public static func prepare(folder: String, setup: Setup, world: World) async throws -> Branch {
    try beginAnew(in: folder)
    let branch = try Branch(
      opening: "\(folder)/\(Self.databaseName)", folder: folder, world: world)
    try branch.writable()
    if try await branch.journal.meta(.device) == nil {
      var chance = world.chance
      try await branch.journal.setMeta([
        .device: .text(DeviceID(using: &chance).description)
      ])
    }
    if let unit = setup.unit { try await branch.setUnit(unit) }
    if let address = setup.aggregator {
      guard let url = URL(string: address.hasSuffix("/") ? address : address + "/"),
        url.scheme == "http" || url.scheme == "https", url.host() != nil
      else { throw BranchError.notAnAddress(address) }
      try await branch.journal.setMeta([.aggregatorURL: .text(url.absoluteString)])
    }
    if let name = setup.name {
      if let finding = Finding.unfit(name, called: "--name") {
        throw BranchError.ruleBroken("\(finding)")
      }
      try await branch.journal.setMeta([.name: .text(name)])
    }
    if let bytes = setup.keepFree { try await branch.journal.setMeta([.keepFree: .integer(bytes)]) }
    return branch
  }

  /// A new secret for this device: 256 random bits.
  public static func mintToken(random: () -> UInt64) -> String {
    let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: random().bigEndian, Array.init) }
    return Hash(bytes: bytes).description
  }

  /// What was recorded stays where it was recorded, so an agent moves only while it holds nothing.
  private func setUnit(_ name: String) async throws {
    let unit = try await findUnit(name)
    let isSettled =
      if try await journal.meta(.enrolment) != nil { true } else {
        try await journal.standing().saved > 0
      }
    if isSettled, let home = try? await home(), home.unit != unit.id {
      throw BranchError.settledElsewhere(home.unit)
    }
    try await journal.setMeta([.unit: .text(unit.id), .scope: .text(unit.facts.scope)])
  }

  /// A unit of the register, or of the built-in one while the register has not arrived.
  func findUnit(_ name: String) async throws -> OrgUnit {
    let units = try await units()
    let found = units.filter {
      $0.id == name || $0.facts.name == name || "\($0.facts.municipality)/\($0.facts.name)" == name
    }
    guard found.count == 1 else {
      throw found.isEmpty ? BranchError.unknownUnit(name) : BranchError.ambiguousUnit(name)
    }
    return found[0]
  }

  /// Which scope and unit this agent writes for.
  func home() async throws -> (scope: Scope, unit: String) {
    guard let scope = try await journal.meta(.scope)?.text.flatMap(Scope.init),
      let unit = try await journal.meta(.unit)?.text
    else { throw BranchError.noBranch }
    return (scope, unit)
  }

  func author(_ by: String) -> Author { Author(by: by, at: world.now(), today: world.today()) }
}

/// Why a command at a branch did nothing.
public enum BranchError: Error, Equatable, CustomStringConvertible {
  case notAFolder(String)
  case notAnAddress(String)
  case unknownUnit(String)
  case ambiguousUnit(String)
  /// Nothing can be recorded before it is known for whom.
  case noBranch
  /// The unit cannot be changed any more.
  case settledElsewhere(String)
  case unknownField(type: String, field: String)
  case notAValue(String)
  case unknownType(String)
  case badLine(number: Int, why: String)
  case unknownRecord(String)
  case unknownQuestion(String)
  case nothingSaid
  case noAggregator
  /// Pages without a sign-in would be seen by others.
  case notThisComputer(String)
  case noFile(String)
  case unknownReport(String)
  case busy
  case servedAlready(String)
  /// The region has had this agent erase itself.
  case wiped(String)
  case ruleBroken(String)
  case unavailable(String)
  /// The aggregator, or this computer, knows who asks, and says no.
  case notPermitted(String)
  case damaged(String)
  case notWritable(String)

  public var description: String {
    switch self {
    case .notAFolder(let folder):
      "\(folder) is no agent's folder. Make one with: bokfink init \(folder)"
    case .notAnAddress(let text):
      "“\(text)” is no address of an aggregator. It looks like https://bokfink.example.se/"
    case .unknownUnit(let name):
      "There is no unit “\(name)”. Give its id, its name, or Kommun/Namn, for example "
        + "Karlstad/Molkom."
    case .ambiguousUnit(let name): "Several units are called “\(name)”. Give the id."
    case .noBranch:
      "This agent does not know its branch yet. Run init again with --branch, or with --aggregator "
        + "and --code-file."
    case .settledElsewhere(let unit):
      "This agent has entries of the unit \(unit), or a code for it, and cannot change. Make another folder."
    case .unknownField(let type, let field): "A record of type \(type) has no field “\(field)”."
    case .notAValue(let why): why
    case .nothingSaid: "Say what to record, for example count=118 method=reading."
    case .unknownType(let type): "There is no type “\(type)”. Use activity or visit."
    case .badLine(let number, let why): "Line \(number): \(why) Nothing of the file was saved."
    case .unknownRecord(let id): "There is no record \(id) here. Look it up with list."
    case .unknownQuestion(let id): "There is no open question \(id). List them with inbox."
    case .noAggregator: "This agent has no aggregator yet. Run init again with --aggregator."
    case .notThisComputer(let host):
      "The pages are for the people at this computer and need no sign-in, so they are not served on \(host). "
        + "Use 127.0.0.1 or ::1."
    case .noFile(let path): "The file \(path) cannot be read or written. Check its name and folder."
    case .unknownReport(let name): "There is no report “\(name)”. Use kb."
    case .busy: "Another command is at work in this folder. Try again in a moment."
    case .servedAlready(let folder):
      "Another “bokfink serve” serves \(folder) already. Use its pages, or stop it first."
    case .wiped(let folder):
      "The region has had the entries in \(folder) erased. It had received and backed up all of them."
    case .ruleBroken(let why), .unavailable(let why), .notPermitted(let why), .damaged(let why),
      .notWritable(let why):
      why
    }
  }

  /// What kind of failure it is, in the words of sysexits.h.
  public enum Kind: Sendable {
    case data, noInput, unavailable, inputOutput, tryLater, noPermission, configuration
  }

  public var kind: Kind {
    switch self {
    case .notAFolder, .unknownRecord, .unknownQuestion, .noFile: .noInput
    case .unavailable: .unavailable
    case .notWritable: .inputOutput
    case .notPermitted, .wiped: .noPermission
    case .busy, .servedAlready: .tryLater
    case .noBranch, .noAggregator, .notThisComputer: .configuration
    default: .data
    }
  }
}
