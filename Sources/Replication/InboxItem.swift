/// A question for a person. It is open exactly while its condition holds; nobody ticks it off.
public struct InboxItem: Hashable, Sendable {
  public enum Kind: String, Sendable {
    /// Fields with more than one newest value.
    case value
    /// Deleted by one, edited by another.
    case editDelete = "edit-delete"
    /// Two records of one thing, of which the hidden one was edited by somebody who did not know.
    case duplicate
    /// A change that reached a closed period.
    case late
    /// A change that breaks a rule nobody could see when it was written.
    case rule
  }

  public let kind: Kind
  public let type: String
  /// The record; for a duplicate both, sorted; for `late` and `rule` the change's record.
  public let records: [RecordID]
  /// The names of the fields in question, sorted.
  public let fields: [String]

  public init(kind: Kind, type: String, records: [RecordID], fields: [String] = []) {
    self.kind = kind
    self.type = type
    self.records = records.sorted()
    self.fields = fields
  }

  /// The same on every node, so that a link to a question works everywhere.
  public func id(in scope: Scope) -> ItemID {
    let subject = records.map { Canonical.Element.text($0.description) }
    return Canonical(
      ["bokfink-item-1", .text(kind.rawValue), .text(scope.name), .text(type)] + subject
    ).id()
  }

  /// The questions a record asks by itself.
  ///
  /// - Parameter asks: whether two values of a field need a person. Where not, the newest is taken and the other
  ///   stays in the history.
  public static func items(
    of fold: Fold, type: String, record: RecordID, asks: (_ field: String) -> Bool
  ) -> [InboxItem] {
    var items: [InboxItem] = []
    let disputed = fold.conflicts.map(\.name).filter(asks)
    if !disputed.isEmpty {
      items.append(InboxItem(kind: .value, type: type, records: [record], fields: disputed))
    }
    if fold.life == .editDelete {
      items.append(InboxItem(kind: .editDelete, type: type, records: [record]))
    }
    return items
  }
}
