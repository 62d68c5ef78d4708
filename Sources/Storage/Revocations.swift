public import Replication

/// What was decided about a device that may not sync as others do.
public struct Revocation: Equatable, Sendable {
  public enum State: String, Sendable, CaseIterable {
    /// It may send what it holds, and erases itself when a verified backup holds all of it.
    case wiping
    /// Its token is good for nothing. What it holds stays there.
    case revoked
    /// It has erased itself.
    case wiped

    /// From the fields of a device; nil when neither is set.
    public init?(isRevoked: Bool, isWiping: Bool) {
      switch (isRevoked, isWiping) {
      case (false, false): return nil
      case (false, true): self = .wiping
      case (true, false): self = .revoked
      case (true, true): self = .wiped
      }
    }
  }

  public let device: DeviceID
  public let state: State
  /// Milliseconds since 1970.
  public let at: Int64
  public let reason: String

  public init(device: DeviceID, state: State, at: Int64, reason: String) {
    self.device = device
    self.state = state
    self.at = at
    self.reason = reason
  }

  var withoutReason: Revocation { Revocation(device: device, state: state, at: at, reason: "") }
}

/// Every revocation in order: one line each, the device, the state, the time and the reason as a JSON text. The last
/// one of a device holds, whatever a database that was put back says.
struct Revocations {
  private let file: AppendOnlyFile

  static let name = "revocations"

  init(besideDatabase database: String) {
    file = AppendOnlyFile(Self.name, besideDatabase: database)
  }

  func all() throws -> [Revocation] {
    try file.lines().compactMap { line in
      let words = line.split(separator: " ", maxSplits: 3)
      guard words.count == 4, let device = DeviceID(String(words[0])),
        let state = Revocation.State(rawValue: String(words[1])), let at = Int64(words[2]),
        let reason = (try? LineScanner.scan(Array(words[3].utf8)))?.text
      else { return nil }
      return Revocation(device: device, state: state, at: at, reason: reason)
    }
  }

  /// The one that holds of each device, in the order of the ids.
  func current() throws -> [Revocation] {
    Dictionary(try all().map { ($0.device, $0) }, uniquingKeysWith: { $1 }).values
      .sorted { $0.device < $1.device }
  }

  /// nil as long as nothing was decided about the device.
  func current(of device: DeviceID) throws -> Revocation? {
    try all().last { $0.device == device }
  }

  /// Durable when it returns.
  func note(_ revocation: Revocation) throws {
    let reason = String(decoding: JSON.text(revocation.reason).bytes, as: UTF8.self)
    try file.append(
      "\(revocation.device) \(revocation.state.rawValue) \(revocation.at) \(reason)")
  }
}
