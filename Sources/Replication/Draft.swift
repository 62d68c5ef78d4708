/// A change that has no line yet: what its author wants, and what the device adds.
public struct Draft: Sendable {
  public var kind: Change.Kind
  public var type: String
  public var record: RecordID
  public var key: NaturalKey?
  public var seen: [ChangeID]
  public var fields: [Change.Field]
  public var tally: TallyID?
  public var verdict: Verdict?

  public init(
    kind: Change.Kind, type: String, record: RecordID, key: NaturalKey? = nil, seen: [ChangeID],
    fields: [Change.Field] = [], tally: TallyID? = nil, verdict: Verdict? = nil
  ) {
    self.kind = kind
    self.type = type
    self.record = record
    self.key = key
    self.seen = seen
    self.fields = fields
    self.tally = tally
    self.verdict = verdict
  }

  /// Who writes, when, and with which catalogue; the same for every change of an action.
  public struct Author: Sendable {
    public var by: String
    public var at: Int64
    public var catalogue: String

    public init(by: String, at: Int64, catalogue: String) {
      self.by = by
      self.at = at
      self.catalogue = catalogue
    }
  }

  /// The finished change, with 128 random bits so that the same words said twice are two changes.
  ///
  /// - Throws: `Refusal`, when the draft breaks a rule that every change must keep.
  public func change(
    by author: Author, group: Change.Group?, using random: inout some RandomNumberGenerator
  ) throws(Refusal) -> Change {
    var members: [JSON.Member] = [
      .init("at", .integer(author.at)), .init("by", .text(author.by)),
      .init("catalogue", .text(author.catalogue)),
    ]
    if let verdict { members.append(.init("facet", .text(verdict.status.facet.rawValue))) }
    if kind == .put || kind == .inc {
      let sorted = fields.sorted { precedes($0.name, $1.name) }
      members.append(.init("fields", .object(sorted.map { .init($0.name, $0.value.json) })))
    } else if let erasure = verdict?.erasure {
      members.append(.init("fields", .array(erasure.fields.map { .text($0) })))
    }
    if let group {
      let place: [JSON] = [
        .text(group.id.description), .integer(Int64(group.index)), .integer(Int64(group.count)),
      ]
      members.append(.init("group", .array(place)))
    }
    if let key { members.append(.init("key", key.json)) }
    members.append(.init("kind", .text(kind.rawValue)))
    members.append(.init("nonce", .text(ID<Change>(using: &random).description)))
    if let person = verdict?.person { members.append(.init("person", .text(person))) }
    if let verdict { members.append(.init("reason", .text(verdict.reason))) }
    members.append(.init("record", .text(record.description)))
    if let seal = verdict?.erasure?.seal {
      members.append(.init("seal", .text(seal.description)))
    }
    members.append(.init("seen", .array(seen.sorted().map { .text($0.description) })))
    if let verdict {
      members.append(.init("status", .text(verdict.status.rawValue)))
      members.append(.init("target", .text(verdict.target.description)))
    }
    if let tally { members.append(.init("tally", .text(tally.description))) }
    members.append(.init("type", .text(type)))
    return try Change(line: JSON.object(members).bytes)
  }
}
