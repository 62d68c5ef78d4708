/// One line of the change log: what one person (or the aggregator) did to one record, never altered.
///
/// The line is kept byte for byte, members this version does not know included.
public struct Change: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// Sets fields.
    case put
    /// Adds to integer fields.
    case inc
    /// Removes the record as its author saw it.
    case del
    /// A decision of the aggregator about one change of the record.
    case verdict
    /// Closes a period; written by the aggregator.
    case lock
  }

  public struct Field: Sendable, Equatable {
    public let name: String
    public let value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The place of a change in its action.
  public struct Group: Hashable, Sendable {
    public let id: GroupID
    public let index: Int
    public let count: Int

    public init(id: GroupID, index: Int, count: Int) {
      self.id = id
      self.index = index
      self.count = count
    }
  }

  public let id: ChangeID
  /// The bytes the id is the hash of, without the line feed; of a change of which something was erased, its stub.
  public let line: [UInt8]
  /// nil for a kind that a later version added.
  public let kind: Kind?
  public let type: String
  public let record: RecordID
  /// The newest changes of the same record that the author had before this one.
  public let seen: [ChangeID]
  /// Sorted by name.
  public let fields: [Field]
  /// The author's raw clock, milliseconds since 1970. Shown and used to break ties, never for causality.
  public let at: Int64
  /// The author's alias, as the device asserts it.
  public let by: String
  /// The version of the catalogue the author wrote with.
  public let catalogue: String
  public let group: Group?
  public let key: NaturalKey?
  /// The row of clicks an `inc` was sealed from.
  public let tally: TallyID?
  /// What a verdict says, nil for every other kind.
  public let verdict: Verdict?
  /// The fields that were erased, sorted; the line is a stub then.
  public let erased: [String]

  public static let lineBytesMax = 64 * 1024
  public static let seenMax = 64
  public static let fieldsMax = 200
  public static let recordChangesMax = 4_096
  public static let groupChangesMax = 200
  public static let groupBytesMax = 256 * 1024

  public static func == (left: Change, right: Change) -> Bool { left.id == right.id }

  /// Lower-case words of at most 40 characters: types, granularities.
  static func isWord(_ text: String) -> Bool {
    let letters = text.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 95
    }
    return letters && (1...40).contains(text.utf8.count)
  }
}

extension Change {
  /// Reads a line.
  ///
  /// - Throws: `Refusal.malformed` when it is not a change, or another case for the rule it breaks by itself.
  public init(line: [UInt8]) throws(Refusal) {
    guard line.count <= Self.lineBytesMax else { throw .tooLong }
    let members = try Members(of: line)
    guard members.json["erased"] == nil else { throw .malformed("Only stubs say “erased”.") }
    _ = try members.id("nonce") as ID<Change>
    try self.init(line, members, id: ChangeID(Hash(of: line).bytes), erased: [])
  }

  /// Reads what is left of a change after an erasure. Its id is no longer the hash of its bytes: whoever reads a stub
  /// from elsewhere needs the aggregator's seal on it.
  public init(stub line: [UInt8], of id: ChangeID) throws(Refusal) {
    guard line.count <= Self.stubBytesMax else { throw .tooLong }
    let members = try Members(of: line)
    try self.init(line, members, id: id, erased: try members.names("erased"))
    let nulled = fields.filter { $0.value == .null }.map(\.name)
    guard kind == .put, Set(erased).isSubset(of: nulled), line == Self.stub(members.json) else {
      throw .malformed("It is no stub.")
    }
  }

  private init(_ line: [UInt8], _ members: Members, id: ChangeID, erased: [String])
    throws(Refusal)
  {
    self.line = line
    self.id = id
    self.erased = erased
    kind = Kind(rawValue: try members.text("kind"))
    type = try members.word("type")
    record = try members.id("record")
    seen = try members.ids("seen", max: Self.seenMax)
    at = try members.integer("at")
    by = try members.text("by")
    catalogue = try members.text("catalogue")
    group = try members.group()
    key = try members.key()
    fields = try members.fields(of: kind)
    tally = kind == .inc ? try members.optionalID("tally") : nil
    verdict = kind == .verdict ? try members.verdict() : nil
    if let key, key.record != record || !sameBytes(key.type, type) { throw .keyMismatch }
  }
}

/// The members of a line, read one by one with a sentence for what is wrong.
private struct Members {
  let json: JSON

  init(of line: [UInt8]) throws(Refusal) {
    guard !line.contains(UInt8(ascii: "\n")) else { throw .malformed("It is more than one line.") }
    do { json = try LineScanner.scan(line) } catch { throw .malformed(error.description) }
  }

  func text(_ name: String) throws(Refusal) -> String {
    guard let text = json[name]?.text else { throw .malformed("“\(name)” is no text.") }
    return text
  }

  func word(_ name: String) throws(Refusal) -> String {
    let word = try text(name)
    guard Change.isWord(word) else { throw .malformed("“\(name)” is no word of a–z, 0–9 and _.") }
    return word
  }

  func integer(_ name: String) throws(Refusal) -> Int64 {
    guard let number = json[name]?.integer else { throw .malformed("“\(name)” is no number.") }
    return number
  }

  func id<Subject>(_ name: String) throws(Refusal) -> ID<Subject> {
    guard let id = ID<Subject>(try text(name)) else { throw .malformed("“\(name)” is no id.") }
    return id
  }

  func optionalID<Subject>(_ name: String) throws(Refusal) -> ID<Subject>? {
    json[name] == nil ? nil : try id(name)
  }

  func ids<Subject>(_ name: String, max: Int) throws(Refusal) -> [ID<Subject>] {
    guard let items = json[name]?.items else { throw .malformed("“\(name)” is no list.") }
    guard items.count <= max else { throw .malformed("“\(name)” holds more than \(max) ids.") }
    let ids = items.compactMap { $0.text.flatMap(ID<Subject>.init) }
    guard ids.count == items.count, Set(ids).count == ids.count else {
      throw .malformed("“\(name)” holds something that is no id, or one twice.")
    }
    return ids
  }

  /// Words, sorted, at least one.
  func names(_ name: String) throws(Refusal) -> [String] {
    let names = (json[name]?.items ?? []).compactMap(\.text).filter(Change.isWord)
    guard !names.isEmpty, names.count == json[name]?.items?.count,
      zip(names, names.dropFirst()).allSatisfy({ precedes($0, $1) })
    else { throw .malformed("“\(name)” is no sorted list of words.") }
    return names
  }

  func group() throws(Refusal) -> Change.Group? {
    guard let json = json["group"] else { return nil }
    guard let items = json.items, items.count == 3, let id = items[0].text.flatMap(GroupID.init),
      let index = items[1].integer, let count = items[2].integer,
      (1...Int64(Change.groupChangesMax)).contains(count), (0..<count).contains(index)
    else { throw .malformed("“group” is not [id, index, count].") }
    return Change.Group(id: id, index: Int(index), count: Int(count))
  }

  func key() throws(Refusal) -> NaturalKey? {
    guard let json = json["key"] else { return nil }
    guard let key = NaturalKey(json) else { throw .malformed("“key” is no natural key.") }
    return key
  }

  func fields(of kind: Change.Kind?) throws(Refusal) -> [Change.Field] {
    guard kind == .put || kind == .inc else { return [] }
    guard let members = json["fields"]?.members, members.count <= Change.fieldsMax else {
      throw .malformed("“fields” is no object of at most \(Change.fieldsMax) members.")
    }
    var fields: [Change.Field] = []
    for member in members {
      guard Change.isWord(member.name), let value = Value(member.value) else {
        // Reasons are logged, and a name may be anything.
        throw .malformed("A field has a name or a value that cannot be kept.")
      }
      if kind == .inc, value.json.integer == nil {
        throw .malformed("An inc adds whole numbers alone.")
      }
      fields.append(Change.Field(member.name, value))
    }
    return fields.sorted { precedes($0.name, $1.name) }
  }

  func verdict() throws(Refusal) -> Verdict {
    guard let status = Verdict.Status(rawValue: try text("status")),
      sameBytes(status.facet.rawValue, try text("facet"))
    else { throw .malformed("“facet” and “status” are not a verdict.") }
    return Verdict(
      target: try id("target"), status: status, reason: try text("reason"),
      person: json["person"] == nil ? nil : try text("person"),
      erasure: status == .erased ? try erasure() : nil)
  }

  private func erasure() throws(Refusal) -> Verdict.Erasure {
    guard let seal = Hash(try text("seal")) else { throw .malformed("“seal” is no hash.") }
    return Verdict.Erasure(fields: try names("fields"), seal: seal)
  }
}
