internal import Digest

/// Sixteen bytes that name something, written as 22 characters of base64url (RFC 4648 §5).
///
/// The id of a change is the start of the SHA-256 of its line, the id of a record with a natural key is the
/// start of the SHA-256 of that key; every other id is 128 random bits. `Subject` keeps them apart.
public struct ID<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// - Parameter bytes: at least 16; the first 16 count.
  public init(_ bytes: [UInt8]) {
    precondition(bytes.count >= 16, "an id needs 16 bytes, not \(bytes.count)")
    high = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// - Parameter text: exactly 22 characters of base64url. Anything else returns nil.
  public init?(_ text: String) {
    guard text.utf8.count == 22, let bytes = Base64URL.decode(text) else { return nil }
    self.init(bytes)
  }

  public init(using random: inout some RandomNumberGenerator) {
    high = random.next()
    low = random.next()
  }

  public var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
  }

  public var description: String { Base64URL.encode(bytes) }

  /// The order of the texts, byte by byte, which is what SQLite and every other implementation sees.
  public static func < (left: Self, right: Self) -> Bool {
    let (a, b) = (left.bits, right.bits)
    guard a != b else { return false }
    // The first character that differs decides. Its six bits are looked up: the alphabet is not in their order.
    let before = (a ^ b).leadingZeroBitCount / 6 * 6
    let (c, d) = (Int((a << before) >> 122), Int((b << before) >> 122))
    return Base64URL.character(c) < Base64URL.character(d)
  }

  private var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }
}

/// What a `RecordID` names: everything that was ever said about one thing.
public enum Record {}
/// What a `DeviceID` names: one installation of the agent, or the aggregator itself.
public enum Device {}
/// What a `GroupID` names: the changes of one action.
public enum Action {}
/// What a `TallyID` names: one row of clicks, from its first click until it is sealed into an `inc`.
public enum Tally {}
/// What an `ItemID` names: one question in the inbox.
public enum Question {}

public typealias ChangeID = ID<Change>
public typealias RecordID = ID<Record>
public typealias DeviceID = ID<Device>
public typealias GroupID = ID<Action>
public typealias TallyID = ID<Tally>
public typealias ItemID = ID<Question>

/// The part of the data that is replicated as a whole: a municipality's four-digit code, `sjukhus` or `county`.
public struct Scope: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let name: String

  /// Written by the aggregator alone: catalogue, org units, devices, people.
  public static let county = Scope(trusted: "county")

  /// - Parameter name: 1–32 characters of `a–z` and `0–9`. Anything else returns nil.
  public init?(_ name: String) {
    let allowed = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    guard allowed, (1...32).contains(name.utf8.count) else { return nil }
    self.init(trusted: name)
  }

  private init(trusted: String) { name = trusted }

  public var description: String { name }
  public static func < (left: Scope, right: Scope) -> Bool { left.name < right.name }
}
