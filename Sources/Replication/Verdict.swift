/// A decision about one change, written by the aggregator into the record of that change.
public struct Verdict: Sendable, Equatable {
  public enum Facet: String, Sendable {
    /// Whether the change may count at all.
    case door
    /// Whether a late change counts in a closed period.
    case period
    /// That fields of the change were removed for good.
    case erased
  }

  /// Ordered from the mildest to the strictest: among competitors of the same rank the strictest holds.
  public enum Status: String, Sendable, CaseIterable, Comparable {
    case released, quarantined, declined, accepted, withdrawn, erased

    public var facet: Facet {
      switch self {
      case .released, .quarantined, .declined: .door
      case .accepted, .withdrawn: .period
      case .erased: .erased
      }
    }

    public static func < (left: Status, right: Status) -> Bool {
      left.strictness < right.strictness
    }
    private var strictness: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  public let target: ChangeID
  public let status: Status
  public let reason: String
  /// Who decided, nil when the program did.
  public let person: String?
  /// What an erasure erases; nil for every other verdict.
  public let erasure: Erasure?

  /// Which fields of the target are gone, and the aggregator's seal on what is left: with it every node that makes the
  /// stub can show it to an aggregator that was put back from a backup.
  public struct Erasure: Sendable, Equatable {
    /// Sorted.
    public let fields: [String]
    public let seal: Hash

    public init(fields: [String], seal: Hash) {
      self.fields = fields
      self.seal = seal
    }
  }

  public init(
    target: ChangeID, status: Status, reason: String, person: String?, erasure: Erasure? = nil
  ) {
    self.target = target
    self.status = status
    self.reason = reason
    self.person = person
    self.erasure = erasure
  }
}
