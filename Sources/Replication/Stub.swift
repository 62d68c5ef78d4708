// What is left of a change when a part of it is erased: the line without its nonce, with null for what was erased. Id,
// graph and the chain of arrivals stay as they are, and nothing older comes back, because null is a value like any
// other. Without the nonce nobody can try out what the text may have been until the id fits.

extension Change {
  private static let stubBeginning = Array("{\"erased\":".utf8)

  /// Control characters take three times the room in the one spelling a stub has.
  public static let stubBytesMax = 4 * lineBytesMax

  /// No line begins like this: “erased” stands in stubs alone.
  public static func isStub(_ line: [UInt8]) -> Bool { line.starts(with: stubBeginning) }

  /// Reads what a node holds under an id: the line, or its stub.
  public init(held line: [UInt8], as id: ChangeID) throws(Refusal) {
    if Self.isStub(line) { try self.init(stub: line, of: id) } else { try self.init(line: line) }
  }

  public var isStub: Bool { !erased.isEmpty }

  /// What the seal of a stub covers beside the receipt; empty for a whole line.
  public var stubHash: String { Self.stubHash(of: line) }

  public static func stubHash(of line: [UInt8]) -> String {
    isStub(line) ? Hash(of: line).description : ""
  }

  /// Whether a node may hold these bytes under an id. Of a stub only the seal can tell more.
  public static func isHeld(_ line: [UInt8], as id: ChangeID) -> Bool {
    isStub(line)
      ? (try? Change(stub: line, of: id)) != nil : ChangeID(Hash(of: line).bytes) == id
  }

  /// What stands in the line beside the values of fields and the ids of other things: no erasure reaches it.
  public var textsBesideFields: [String] {
    guard let members = (try? LineScanner.scan(line))?.members else { return [] }
    let ids = ["nonce", "record", "seen", "group", "tally", "target"]
    return members.flatMap { member -> [String] in
      if ids.contains(member.name) { return [] }
      guard sameBytes(member.name, "fields"), kind == .put || kind == .inc else {
        return [member.name] + member.value.texts
      }
      let amounts = kind == .inc ? member.value.texts : []
      return (member.value.members ?? []).map(\.name) + amounts
    }
  }

  /// What is left when these fields are erased as well; the change itself when it has none of them. Everybody who
  /// erases the same gets the same bytes.
  public func erasing(_ names: Set<String>) throws(Refusal) -> Change {
    let present = fields.map(\.name).filter(names.contains)
    let all = Set(erased).union(present)
    guard kind == .put, all != Set(erased) else { return self }
    let json: JSON
    do { json = try LineScanner.scan(line) } catch { throw .malformed(error.description) }
    let rest = (json.members ?? []).filter { !sameBytes($0.name, "erased") }.map { member in
      guard sameBytes(member.name, "fields") else { return member }
      let fields = (member.value.members ?? []).map {
        all.contains($0.name) ? JSON.Member($0.name, .null) : $0
      }
      return JSON.Member("fields", .object(fields))
    }
    let names = all.sorted(by: precedes).map { JSON.text($0) }
    return try Change(
      stub: Self.stub(.object([JSON.Member("erased", .array(names))] + rest)), of: id)
  }

  /// The one spelling of a stub: “erased” first, the others by name, no white space.
  static func stub(_ json: JSON) -> [UInt8] {
    let members = json.members ?? []
    let others = members.filter { !sameBytes($0.name, "erased") && !sameBytes($0.name, "nonce") }
    let erased = members.filter { sameBytes($0.name, "erased") }
    let sorted = others.sorted { precedes($0.name, $1.name) }
    return JSON.object(erased + sorted.map(sortingFields)).bytes
  }

  private static func sortingFields(_ member: JSON.Member) -> JSON.Member {
    guard sameBytes(member.name, "fields"), let fields = member.value.members else {
      return member
    }
    return JSON.Member("fields", .object(fields.sorted { precedes($0.name, $1.name) }))
  }
}

extension JSON {
  /// Every text and every number in it, names of members included.
  fileprivate var texts: [String] {
    switch self {
    case .null, .bool: []
    case .integer(let number): ["\(number)"]
    case .text(let text): [text]
    case .array(let items): items.flatMap(\.texts)
    case .object(let members): members.flatMap { [$0.name] + $0.value.texts }
    }
  }
}
