internal import Catalogue
internal import HTTP
internal import Replication
internal import Reports
internal import Storage

/// The region's aggregator: a folder with its database, and what people do with it.
public struct Centre: Sendable {
  let journal: Journal
  let reader: Reader
  let world: World
  let identity: Identity
  /// While it is held nobody puts another database in this one's place; nil where nobody could.
  private let presence: FolderLock?

  /// The database in an aggregator's folder.
  public static let databaseName = "aggregator.sqlite"

  /// Who this aggregator is. The program keeps the seal key in a file of its own, outside the database.
  public struct Identity: Sendable {
    /// 22 characters; every answer carries it.
    public var id: String
    public var name: String
    /// 43 characters of base64url: the key of the seals.
    public var sealKey: String

    public init(id: String, name: String, sealKey: String) {
      self.id = id
      self.name = name
      self.sealKey = sealKey
    }

    /// A new aggregator's, from 384 random bits.
    public static func minted(name: String, random: @escaping @Sendable () -> UInt64) -> Identity {
      var chance = Chance(word: random)
      return Identity(
        id: DeviceID(using: &chance).description, name: name,
        sealKey: Secret.minted(random: random))
    }

    var authority: Journal.Authority? {
      guard let device = DeviceID(id), let key = Hash(sealKey) else { return nil }
      return Journal.Authority(device: device, sealKey: key.bytes)
    }
  }

  struct Chance: RandomNumberGenerator {
    let word: @Sendable () -> UInt64
    func next() -> UInt64 { word() }
  }

  /// Opens an aggregator's folder.
  ///
  /// - Throws: `CentreError.notAFolder` when `init` has never run there.
  public init(folder: String, identity: Identity, world: World) throws {
    guard try Journal.exists(at: "\(folder)/\(Self.databaseName)") else {
      throw CentreError.notAFolder(folder)
    }
    try self.init(opening: folder, identity, world)
  }

  private init(opening folder: String, _ identity: Identity, _ world: World) throws {
    guard let authority = identity.authority else { throw CentreError.badIdentity(folder) }
    let path = "\(folder)/\(Self.databaseName)"
    try Backup.finishRestore(of: path)
    if let refusal = Journal.refusal(at: path) {
      presence = nil
      journal = try Journal(reading: path, refusal: refusal, authority: authority)
    } else {
      presence = try Self.presence(in: folder, .shared)
      journal = try Journal(path: path, authority: authority, random: world.random)
    }
    reader = try Reader(path: path)
    self.world = world
    self.identity = identity
  }

  /// Makes the database, with the county's libraries as the catalogue knows them. Running it again changes nothing.
  public static func prepare(folder: String, identity: Identity, world: World) async throws
    -> Centre
  {
    let centre = try Centre(opening: folder, identity, world)
    if try await centre.units(scope: nil).rows.isEmpty {
      let actions = try OrgUnit.builtIn.map { unit -> [Intent] in
        guard let id = RecordID(unit.id) else { throw CentreError.unknownUnit(unit.id) }
        let fields = unit.facts.answers.mapValues { Value($0) }
        return [Intent(.put(fields), type: "unit", record: id)]
      }
      _ = try await centre.journal.record(all: actions, in: .county, by: centre.author("bokfink"))
    }
    return centre
  }

  func author(_ by: String) -> Author { Author(by: by, at: world.now(), today: world.today()) }

  var rows: Rows {
    { [reader] sql, bindings in try await reader.rows(sql, bindings) }
  }

  /// Turns what a journal says into the sentences and kinds of a command.
  func reporting<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    do { return try await body() } catch {
      if let error = CentreError(saying: error) { throw error }
      throw error
    }
  }
}

extension CentreError {
  /// What an error of the journal or its database means to a person; nil for any other error.
  public init?(saying error: any Error) {
    switch error {
    case let error as CentreError: self = error
    case JournalError.unknownItem(let id): self = .unknownQuestion(id)
    case JournalError.unknownChange(let id): self = .unknownChange(id)
    case JournalError.unknownPerson: self = .unknownPerson("\(error)")
    case JournalError.damagedRow, JournalError.fromTheFuture, JournalError.inSafeMode:
      self = .damaged("\(error)")
    case JournalError.readOnly, JournalError.fileFailed: self = .notWritable("\(error)")
    case is BackupError: self = .ruleBroken("\(error)")
    case JournalError.notPermitted: self = .notPermitted("\(error)")
    case JournalError.overtaken: self = .busy
    case is JournalError, is ActionError: self = .ruleBroken("\(error)")
    case Server.Failure.notAnAddress: self = .ruleBroken("\(error)")
    case is Server.Failure: self = .unavailable("\(error)")
    case let error as SQLiteError where error.isBusy: self = .busy
    case let error as SQLiteError where error.isDamage: self = .damaged("\(error)")
    case let error as SQLiteError where error.isOfTheDisk: self = .notWritable("\(error)")
    default: return nil
    }
  }
}

/// Why a command at the aggregator did nothing.
public enum CentreError: Error, Equatable, CustomStringConvertible {
  case notAFolder(String)
  case badIdentity(String)
  /// The file for the seal key holds another one.
  case anotherKey(String)
  case unknownUnit(String)
  case unknownDevice(String)
  case ambiguousUnit(String)
  case badLine(number: Int, why: String)
  case unknownReport(String)
  case unknownQuestion(String)
  case unknownChange(String)
  /// A decision without a reason, or without a person.
  case unexplained
  case unknownScope(String)
  case unknownPerson(String)
  case badAlias(String)
  case unknownRole(String)
  case badSite(String)
  case badDay(String)
  /// A header field that anybody could set.
  case noProxy
  case ruleBroken(String)
  /// The address to listen on.
  case unavailable(String)
  case damaged(String)
  case notWritable(String)
  case notPermitted(String)
  case busy
  case servedAlready(String)

  public var description: String {
    switch self {
    case .notAFolder(let folder):
      "\(folder) is no aggregator's folder. Make one with: bokfink-aggregator init \(folder)"
    case .badIdentity(let folder):
      "The identity or the seal key in \(folder) is damaged. Put it back from the backup of the key."
    case .anotherKey(let path):
      "\(path) holds the key of another aggregator. Choose another file with --key-to."
    case .unknownDevice(let name):
      "There is no device “\(name)”, or several. Give the id; list them with devices."
    case .unknownUnit(let name): "There is no unit “\(name)”. List them with org list."
    case .ambiguousUnit(let name): "Several units are called “\(name)”. Give the id."
    case .badLine(let number, let why): "Line \(number): \(why) Nothing of the file was imported."
    case .unknownReport(let name): "There is no report “\(name)”. Use kb."
    case .unknownQuestion(let id): "There is no open question \(id). List them with inbox."
    case .unknownChange(let id):
      "There is no change \(id), or several begin so. List them with verdicts."
    case .unexplained: "Give a reason that the author will read, and who decides."
    case .unknownScope(let code):
      "There is no municipality “\(code)” in the register. Give its kommunkod, for example 1780."
    case .badAlias(let text):
      "“\(text)” is no name to sign in with. Use 2–64 letters a–z, digits, and . _ - @."
    case .unknownRole(let role):
      "There is no role “\(role)”. Use \(Role.allCases.map(\.rawValue).joined(separator: ", "))."
    case .badSite(let text):
      "“\(text)” is no address of a site. It looks like https://bokfink.example.se"
    case .badDay(let text): "“\(text)” is no day. Write YYYY-MM-DD."
    case .noProxy:
      "A sign-in by header needs the proxy that sets it. Add --proxy ADDRESS."
    case .unknownPerson(let why), .ruleBroken(let why), .unavailable(let why), .damaged(let why),
      .notWritable(let why),
      .notPermitted(let why):
      why
    case .busy: "Another command is using the database. Try again in a moment."
    case .servedAlready(let folder):
      "Another “bokfink-aggregator serve” serves \(folder) already. Stop it first."
    }
  }

  /// What kind of failure it is, in the words of sysexits.h.
  public enum Kind: Sendable {
    case data, noInput, unavailable, inputOutput, tryLater, noPermission, configuration
  }

  public var kind: Kind {
    switch self {
    case .notAFolder, .unknownQuestion, .unknownChange, .unknownDevice, .unknownPerson: .noInput
    case .unavailable: .unavailable
    case .notWritable: .inputOutput
    case .busy, .servedAlready: .tryLater
    case .notPermitted: .noPermission
    case .badIdentity, .noProxy: .configuration
    default: .data
    }
  }
}
