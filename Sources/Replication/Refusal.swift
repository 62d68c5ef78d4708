/// Why a change cannot be stored by anyone. It leaves the graph of its author for the list of entries that
/// need a person; nothing else waits for it.
public enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(String)
  case tooLong
  /// `seen` names a change of another record.
  case foreignSeen
  case recordFull
  /// Another change of the same action was refused or is missing.
  case group
  /// The action is complete, or holds another line in this place.
  case groupClosed
  case unknownKind
  /// `record` is not the hash of `key`.
  case keyMismatch
  /// Only the aggregator writes verdicts, locks and the scope `county`.
  case aggregatorOnly
  /// The line says something else than the receipt it came with.
  case unsealed
  /// Somebody's personal number stands where no erasure reaches: in the author's name, in a counter's.
  case personalNumber

  /// The word on the wire.
  public var code: String {
    switch self {
    case .malformed: "malformed"
    case .tooLong: "too-long"
    case .foreignSeen: "foreign-seen"
    case .recordFull: "record-full"
    case .group: "group"
    case .groupClosed: "group-closed"
    case .unknownKind: "unknown-kind"
    case .keyMismatch: "key-mismatch"
    case .aggregatorOnly: "aggregator-only"
    case .unsealed: "unsealed"
    case .personalNumber: "personal-number"
    }
  }

  public var description: String {
    switch self {
    case .malformed(let why): "The line is not a change. \(why)"
    case .tooLong: "The line is longer than \(Change.lineBytesMax / 1024) KiB. Shorten the text."
    case .foreignSeen: "The change builds on a change of another record."
    case .recordFull:
      "The record holds \(Change.recordChangesMax) changes and takes no more. Tell the region."
    case .group: "Another part of the same action could not be stored."
    case .groupClosed: "The action was stored already with other contents."
    case .unknownKind: "The aggregator does not know this kind of change; it has to be upgraded."
    case .keyMismatch: "The record's id does not belong to its key."
    case .aggregatorOnly: "Only the aggregator may write this."
    case .personalNumber:
      "A personal identity number stands in the name of the author or of a counter. Record it again without."
    case .unsealed: "The aggregator's seal on the change is missing or wrong."
    }
  }
}
