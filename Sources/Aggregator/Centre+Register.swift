internal import Catalogue
internal import Replication
public import Reports
internal import Storage

extension Centre {
  /// The org units, of one scope or of all.
  public func units(scope: String?) async throws -> Listing {
    try await Lists.units(rows, scope: scope)
  }

  /// Adds org units, and changes those that are known by scope and name.
  ///
  /// - Parameter text: CSV with a heading line; the columns scope, municipality, name, kind, sigel, valid_from,
  ///   valid_to in any order.
  /// - Returns: how many units the file names.
  public func importUnits(_ text: String, by: String) async throws -> Int {
    let table = try UnitTable(text)
    let known = try await units(scope: nil).rows.reduce(into: [String: String]()) { known, row in
      known["\(row[1])/\(row[3])"] = row[0]
    }
    var chance = Chance(word: world.random)
    let actions = table.units.map { unit -> [Intent] in
      let id =
        known["\(unit.scope)/\(unit.name)"].flatMap(RecordID.init) ?? RecordID(using: &chance)
      return [Intent(.put(unit.answers.mapValues { Value($0) }), type: "unit", record: id)]
    }
    do {
      _ = try await journal.record(all: actions, in: .county, by: author(by))
    } catch let error as ActionError {
      throw CentreError.badLine(number: error.index + 2, why: "\(error)")
    }
    return actions.count
  }

  /// How long a one-time code can be used.
  static let codeMillisecondsMax: Int64 = 14 * 86_400_000

  /// Makes a one-time code for a new device of a unit. Only its hash is kept here.
  ///
  /// - Parameters:
  ///   - unit: an id, a name, or Kommun/Namn.
  ///   - name: what the region calls the device.
  public func invite(unit name: String, device: String?) async throws -> String {
    let found = try await units(scope: nil).rows.filter { row in
      row[0] == name || row[3] == name || "\(row[2])/\(row[3])" == name
    }
    guard found.count <= 1 else { throw CentreError.ambiguousUnit(name) }
    guard let row = found.first, let unit = RecordID(row[0]), let scope = Scope(row[1]) else {
      throw CentreError.unknownUnit(name)
    }
    var chance = Chance(word: world.random)
    let code = ID<Device>(using: &chance).description
    try await journal.invite(
      Invitation(scope: scope, unit: unit, ceiling: "registrar", name: device ?? row[3]),
      code: Hash(of: Array(code.utf8)), expires: world.now() + Self.codeMillisecondsMax)
    return code
  }
}

/// The org units of a CSV file.
struct UnitTable {
  struct Row {
    let scope: String
    let name: String
    let answers: [String: Answer]
  }

  let units: [Row]

  private static let columns = [
    "scope", "municipality", "name", "kind", "sigel", "valid_from", "valid_to",
  ]

  init(_ text: String) throws {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.first?.hasPrefix("\u{FEFF}") == true { lines[0].removeFirst() }
    let head = (lines.first ?? "").split(separator: ",").map { $0.trimmingBlanks }
    for column in ["scope", "name", "kind", "valid_from"] where !head.contains(column) {
      throw CentreError.badLine(number: 1, why: "The column “\(column)” is missing.")
    }
    if let stray = head.first(where: { !Self.columns.contains($0) }) {
      throw CentreError.badLine(number: 1, why: "The column “\(stray)” is not known.")
    }
    units = try lines.enumerated().dropFirst().compactMap { index, line in
      if line.trimmingBlanks.isEmpty { return nil }
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingBlanks
      }
      guard cells.count == head.count else {
        throw CentreError.badLine(
          number: index + 1, why: "It has \(cells.count) columns instead of \(head.count).")
      }
      let row = Dictionary(zip(head, cells), uniquingKeysWith: { first, _ in first })
      guard let scope = row["scope"], Scope(scope) != nil, let name = row["name"], !name.isEmpty
      else {
        throw CentreError.badLine(number: index + 1, why: "It needs a scope and a name.")
      }
      let answers = row.filter { !$0.value.isEmpty }.mapValues { Answer.text($0) }
      return Row(scope: scope, name: name, answers: answers)
    }
  }
}

extension StringProtocol {
  fileprivate var trimmingBlanks: String {
    let inner = drop { $0 == " " || $0 == "\t" }
    return String(inner.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
