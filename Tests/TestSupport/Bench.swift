public import Catalogue
public import Replication
public import Storage
internal import Synchronization

/// One municipality without a network: an aggregator and its branches, each with a database of its own. What one
/// says to the other goes through the bytes of the protocol, when a test carries it across.
public final class Bench: Sendable {
  public static let karlstad = Scope("1780")!
  /// Units of the register that is built in: one of Karlstad, one of Kil.
  public static let molkom = RecordID("SCwXGn4FHK7dqc4G85XiMg")!
  public static let kil = RecordID("7ulgMni84FF-t0u6aLC8tQ")!
  public static let today = CivilDate("2026-03-05")!
  /// Noon of that day, milliseconds since 1970.
  public static let noon: Int64 = 1_772_708_400_000
  public static let sealKey = [UInt8](repeating: 7, count: 32)

  public struct Branch: Sendable {
    public let journal: Journal
    public let device: DeviceID
    public let path: String

    public init(journal: Journal, device: DeviceID) {
      self.journal = journal
      self.device = device
      path = journal.path
    }
  }

  public let folder: TemporaryFolder
  public let aggregator: Journal
  public let authority: Journal.Authority
  private let seed: Mutex<UInt64>

  public init(seed: UInt64 = 1) throws {
    folder = try TemporaryFolder()
    self.seed = Mutex(seed << 8)
    authority = Journal.Authority(
      device: DeviceID(Array(repeating: 9, count: 16)), sealKey: Self.sealKey)
    aggregator = try Journal(
      path: folder.file("aggregator"), authority: authority, random: seededWords(seed << 8))
  }

  /// The same municipality with its aggregator put back to a copy of its database.
  public init(restoring copy: String, of other: Bench) throws {
    folder = other.folder
    seed = Mutex(other.nextSeed() << 8)
    authority = other.authority
    aggregator = try Journal(
      path: folder.file(copy), authority: authority, random: seededWords(other.nextSeed()))
  }

  public func branch(_ name: String) throws -> Branch {
    let seed = nextSeed()
    return Branch(
      journal: try Journal(path: folder.file(name), random: seededWords(seed)),
      device: DeviceID(Hash(of: Array(name.utf8)).bytes))
  }

  /// Another program on the same file.
  public func open(_ name: String, isAggregator: Bool = false) throws -> Journal {
    try Journal(
      path: folder.file(name), authority: isAggregator ? authority : nil,
      random: seededWords(nextSeed()))
  }

  /// A receipt that this aggregator would know as its own.
  public func receipt(
    of change: ChangeID, in scope: Scope = karlstad, from device: DeviceID,
    at received: Int64 = noon
  ) -> Receipt {
    let seal = Receipt.seal(
      scope: scope, change: change, device: device, received: received, key: Self.sealKey)
    return Receipt(n: 1, received: received, device: device, seal: seal)
  }

  private func nextSeed() -> UInt64 {
    seed.withLock { seed in
      seed += 1
      return seed
    }
  }
}

/// Words that are the same in every run.
public func seededWords(_ seed: UInt64) -> @Sendable () -> UInt64 {
  let chance = SharedChance(seed: seed)
  return { chance.word() }
}

private final class SharedChance: Sendable {
  private let random: Mutex<SeededRandom>

  init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

  func word() -> UInt64 { random.withLock { $0.next() } }
}
