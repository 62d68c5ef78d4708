public import Catalogue
internal import Glibc
public import Replication

/// A node's durable memory: every change it holds, what follows from them, and how far it has synced.
///
/// Agent and aggregator use the same one. Each public method is one transaction; what it returns is durable, and
/// several processes may use one file. The files `Journal+….swift` group the methods by who calls them.
public actor Journal {
  private let executor: any SerialExecutor
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  package let connection: Connection
  var random: Chance
  /// What the aggregator signs with; nil at an agent.
  let authority: Authority?
  public nonisolated let catalogue: Catalogue
  public nonisolated let path: String
  /// Why nothing is written, nil where writing is what the journal is for.
  public nonisolated let refusal: JournalError?
  /// What was erased, as far as a file beside the database says; only an aggregator writes one.
  var erasedFields: ErasedFields
  /// Let go when a person records and the disk is full; nil where nobody records.
  let ballast: Ballast?

  /// - Parameters:
  ///   - path: of the database file, made when it is not there.
  ///   - authority: at the aggregator, who it is and its seal key.
  ///   - ballast: at an agent, the room that is kept for what people record.
  ///   - executor: where everything here runs; nil for a thread of its own. Many nodes in one process can share one.
  ///   - random: unpredictable words for nonces and ids.
  public init(
    path: String, catalogue: Catalogue = .builtIn, authority: Authority? = nil,
    ballast: Ballast? = nil, executor: (any SerialExecutor)? = nil,
    random: @escaping @Sendable () -> UInt64
  ) throws {
    self.path = path
    self.executor = executor ?? SerialQueueExecutor(label: "journal")
    self.catalogue = catalogue
    self.authority = authority
    self.random = Chance(word: random)
    self.ballast = ballast
    erasedFields = ErasedFields(besideDatabase: path)
    refusal = nil
    // To open a database takes some room, too.
    connection = try Self.lettingGo(of: ballast) {
      let connection = try Connection(path: path)
      try connection.migrate()
      try Self.openDerived(connection, catalogue: catalogue)
      return connection
    }
    ballast?.hold()
  }

  /// Opens a database that is there and shall not be written, or cannot be: what it holds can be seen and exported.
  ///
  /// - Parameter refusal: what every method says that would write.
  public init(
    reading path: String, refusal: JournalError, catalogue: Catalogue = .builtIn,
    authority: Authority? = nil
  ) throws {
    self.path = path
    executor = SerialQueueExecutor(label: "journal")
    self.catalogue = catalogue
    self.authority = authority
    self.refusal = refusal
    random = Chance { 0 }
    ballast = nil
    erasedFields = ErasedFields(besideDatabase: path)
    connection = try Connection(reading: path, refusal: refusal)
  }

  /// A transaction a person waits for, except where this agent is about to erase itself.
  func recording<Result>(_ body: () throws -> Result) throws -> Result {
    try keeping {
      guard try wiping() != .erasing else { throw JournalError.beingErased }
      return try body()
    }
  }

  /// A transaction that keeps what people recorded: on a full disk the ballast makes room for it.
  func keeping<Result>(_ body: () throws -> Result) throws -> Result {
    try Self.lettingGo(of: ballast) { try connection.transaction(body) }
  }

  private static func lettingGo<Result>(
    of ballast: Ballast?, _ body: () throws -> Result
  ) throws -> Result {
    do { return try body() } catch let error as SQLiteError where error.isDiskFull {
      guard let ballast, ballast.letGo() else { throw error }
      return try body()
    }
  }

  /// Whether there is a database of this account, or one that only waits to be put in its place.
  ///
  /// - Throws: `JournalError.notPermitted` when it is another's, or when only another could tell.
  public static func exists(at path: String) throws(JournalError) -> Bool {
    if access(path, R_OK | W_OK) == 0 { return true }
    switch errno {
    case ENOENT, ENOTDIR: return DatabaseExchange(of: path).isBegun
    case EACCES, EPERM: throw .notPermitted(path)
    // Whatever else is wrong with it, opening it will say.
    default: return true
    }
  }

  /// Who the aggregator is, and the key of its seals, which stands in a file outside the database.
  public struct Authority: Sendable {
    public let device: DeviceID
    public let sealKey: [UInt8]

    public init(device: DeviceID, sealKey: [UInt8]) {
      self.device = device
      self.sealKey = sealKey
    }
  }

  struct Chance: RandomNumberGenerator, Sendable {
    let word: @Sendable () -> UInt64
    func next() -> UInt64 { word() }
  }

  /// Grows with every change this node comes to hold, whichever command wrote it; asking is cheap. What syncing notes
  /// about itself does not count: two processes would wake each other for ever.
  public func revision() throws -> Int64 {
    try connection.value("SELECT max(local) FROM change")?.integer ?? 0
  }
}

// MARK: - Single values

extension Journal {
  /// The names in the table `meta`.
  public enum Meta: String, Sendable {
    case derivedVersion = "derived_version"
    /// At an agent: its id, its branch, its municipality, and where the aggregator is.
    case device, unit, scope
    case aggregatorID = "aggregator_id"
    case aggregatorURL = "aggregator_url"
    case name
    /// At the aggregator: the address under which browsers reach its pages.
    case site
    /// The sealed change that enrolled this device, and its receipt.
    case enrolment
    /// The number of changes in a request, kept across restarts.
    case batch
    /// At an agent: the region has ordered it to erase itself, and how far that has come; see `Wiping`.
    case wiping
    /// Milliseconds: the last answer of the aggregator, and how far this clock was ahead then.
    case lastContact = "last_contact"
    case skew
    /// At an agent, bytes: nothing is pulled while the disk has less room than this.
    case keepFree = "keep_free"
    /// At the aggregator, as JSON: for each scope the last arrival that a verified backup holds.
    case backedUp = "backed_up"
    /// How far the file of what was erased has been followed.
    case erasedThrough = "erased_through"
    /// What still holds bytes of lines that were erased: see `PurgeDue`.
    case purgeDue = "purge_due"
    /// The last thing the aggregator said that needs a person.
    case lastProblem = "last_problem"
  }

  public func meta(_ name: Meta) throws -> SQLValue? {
    try connection.value("SELECT value FROM meta WHERE name = ?1", .text(name.rawValue))
  }

  public func setMeta(_ values: [Meta: SQLValue]) throws {
    try connection.transaction {
      for (name, value) in values { try write(name, value) }
    }
  }

  func write(_ name: Meta, _ value: SQLValue) throws {
    try connection.run(
      """
      INSERT INTO meta (name, value) VALUES (?1, ?2)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """,
      .text(name.rawValue), value)
  }
}

/// A record of a scope, by type and id.
struct RecordKey: Hashable {
  let type: String
  let record: RecordID
}
