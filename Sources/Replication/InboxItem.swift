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
  /// What `late` and `rule` are about, nil for the other kinds.
  public let change: ChangeID?
  /// The names of the fields in question, sorted.
  public let fields: [String]

  public init(
    kind: Kind, type: String, records: [RecordID], change: ChangeID? = nil, fields: [String] = []
  ) {
    self.kind = kind
    self.type = type
    self.records = records.sorted()
    self.change = change
    self.fields = fields
  }

  /// The same on every node, so that a link to a question works everywhere. Two changes of one record are two
  /// questions.
  public func id(in scope: Scope) -> ItemID {
    let named = change.map { [$0.description] } ?? records.map(\.description)
    let subject = named.map { Canonical.Element.text($0) }
    return Canonical(
      ["bokfink-item-1", .text(kind.rawValue), .text(scope.name), .text(type)] + subject
    ).id()
  }

  /// The questions that the door's verdicts ask: what was set apart and still says something.
  public static func rules(of fold: Fold, type: String, record: RecordID) -> [InboxItem] {
    fold.apart.map { apart in
      InboxItem(
        kind: .rule, type: type, records: [record], change: apart.change, fields: apart.fields)
    }
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
