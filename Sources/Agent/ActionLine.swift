internal import Catalogue
internal import Replication
internal import Storage

/// One line of an import: an object for one record, or a list of objects for one action on several.
struct ActionLine {
  let intents: [Intent]

  /// - Parameter unit: of the agent, for objects that name none.
  init(_ line: some Sequence<UInt8>, unit: String, today: CivilDate?) throws {
    let json = try LineScanner.scan(Array(line))
    let objects = json.items ?? [json]
    guard !objects.isEmpty else { throw LineError.notAnAction }
    intents = try objects.map { try Self.intent($0, unit: unit, today: today) }
  }

  private static let members: Set<String> = [
    "type", "kind", "record", "fields", "unit", "date", "granularity", "counter",
  ]

  private static func intent(_ json: JSON, unit: String, today: CivilDate?) throws -> Intent {
    guard let type = json["type"]?.text else { throw LineError.notAnAction }
    for member in json.members ?? [] where !members.contains(member.name) {
      throw LineError.unknownMember(member.name)
    }
    let record = try json["record"].map { given in
      guard let id = given.text.flatMap(RecordID.init) else { throw LineError.notAnID("record") }
      return id
    }
    var fields = try fields(json["fields"])
    let key = try key(json, type: type, unit: unit)
    if key == nil, json["kind"]?.text ?? "put" == "put", record == nil, fields["unit"] == nil {
      fields["unit"] = .text(json["unit"]?.text ?? unit)
    }
    return Intent(try deed(json["kind"], fields), type: type, record: record, key: key)
  }

  private static func deed(_ kind: JSON?, _ fields: [String: Value]) throws -> Intent.Deed {
    switch kind?.text ?? "put" {
    case "put": return .put(fields)
    case "del": return .delete
    case "inc":
      return .add(
        try fields.mapValues { value in
          guard case .integer(let amount) = value else { throw LineError.notANumber }
          return amount
        })
    default: throw LineError.unknownKind
    }
  }

  private static func fields(_ json: JSON?) throws -> [String: Value] {
    var fields: [String: Value] = [:]
    for member in json?.members ?? [] {
      guard let value = Value(member.value) else { throw LineError.notAValue(member.name) }
      fields[member.name] = value
    }
    return fields
  }

  /// An object that says when it counts, beside its fields, is about a record with a natural key.
  private static func key(_ json: JSON, type: String, unit: String) throws -> NaturalKey? {
    guard let date = json["date"]?.text else { return nil }
    guard let id = RecordID(json["unit"]?.text ?? unit) else { throw LineError.notAnID("unit") }
    return NaturalKey(
      type: type, unit: id, date: date, granularity: json["granularity"]?.text ?? "day",
      counter: json["counter"]?.text ?? "")
  }
}

/// Why a line of an import is no action.
enum LineError: Error, Equatable, CustomStringConvertible {
  case notAnAction
  case unknownMember(String)
  case unknownKind
  case notAnID(String)
  case notANumber
  case notAValue(String)

  var description: String {
    switch self {
    case .notAnAction: "Each line is a JSON object with “type” and “fields”, or a list of such."
    case .unknownMember(let name):
      "“\(name)” is not understood; fields of the record belong in “fields”."
    case .unknownKind: "“kind” is put, inc or del."
    case .notAnID(let name): "“\(name)” is no id of 22 characters."
    case .notANumber: "An inc adds whole numbers."
    case .notAValue(let name): "“\(name)” is no text, number, true, false, null or list of texts."
    }
  }
}
