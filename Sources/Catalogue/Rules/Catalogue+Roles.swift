// Who may write what: the most that the device is good for, and a role of the person that holds now. The branch asks
// before it saves, the aggregator when a change arrives.

/// Whoever writes, on some device, at some time.
public struct Writer: Sendable {
  public var alias: String
  /// The most that anybody may do on the device; nil where none is known.
  public var ceiling: String?
  /// What the alias may do in the scope; nil while nobody there has been given a role, and the ceiling alone counts.
  public var grants: [Grant]?
  /// When it arrived, milliseconds since 1970 by the aggregator's clock; nil at the keyboard, whose clock may be wrong:
  /// there a role holds until somebody is known to have ended it.
  public var received: Int64?

  public init(alias: String, ceiling: String?, grants: [Grant]?, received: Int64?) {
    self.alias = alias
    self.ceiling = ceiling
    self.grants = grants
    self.received = received
  }
}

/// A role that was given to somebody.
public struct Grant: Hashable, Sendable {
  /// A code of the list `roles`.
  public var role: String
  /// Milliseconds since 1970.
  public var since: Int64
  /// The first moment at which it no longer holds; nil for no end.
  public var until: Int64?

  public init(role: String, since: Int64, until: Int64?) {
    self.role = role
    self.since = since
    self.until = until
  }

  func holds(at time: Int64?) -> Bool {
    guard let time else { return until == nil }
    return since <= time && until.map { time < $0 } ?? true
  }
}

extension Catalogue {
  /// Why somebody may not write a record of a type; nil when they may, or when this version does not know the type.
  public func objection(to writer: Writer, writing type: String) -> Finding? {
    guard let type = self.type(type), let writers = type.writers else { return nil }
    if let ceiling = writer.ceiling, !writers.contains(ceiling) {
      return .hard(
        DoorReason.aboveCeiling.rawValue, nil,
        sv: "På den här datorn går det inte att registrera \(type.labels.sv). Använd en annan.",
        en: "\(type.labels.en) cannot be recorded on this device. Use another.")
    }
    guard let grants = writer.grants else { return nil }
    let fitting = grants.filter { writers.contains($0.role) }
    if fitting.contains(where: { $0.holds(at: writer.received) }) { return nil }
    let hasEnded = fitting.contains { $0.until != nil }
    return .hard(
      (hasEnded ? DoorReason.roleEnded : .noRole).rawValue, nil,
      sv: "\(writer.alias) har ingen roll som får registrera \(type.labels.sv) här. "
        + "Ange rätt alias, eller be regionen om rollen.",
      en: "\(writer.alias) has no role that may record \(type.labels.en) here. "
        + "Give the right alias, or ask the region for the role.")
  }
}
