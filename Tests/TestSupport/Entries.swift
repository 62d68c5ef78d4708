public import Catalogue
public import Replication
public import Storage

// What people at Molkom write down.

extension Bench {
  public static func author(_ by: String = "anl", at: Int64 = noon) -> Author {
    Author(by: by, at: at, today: today)
  }

  /// A story hour with twelve children.
  public static let storyHour: [String: Value] = [
    "unit": .text(molkom.description), "date": .text("2026-03-03"), "category": .text("102"),
    "children_primary": .bool(true), "participants_children": .integer(12),
    "participants_children_method": .text("counted"),
  ]

  /// - Parameter fields: what differs from the story hour.
  public static func activity(
    _ fields: [String: Value] = [:], record: RecordID? = nil
  ) -> Intent {
    Intent(
      .put(storyHour.merging(fields) { _, new in new }), type: "activity", record: record)
  }

  public static func edit(
    _ record: RecordID, _ fields: [String: Value], seen: [ChangeID]? = nil
  ) -> Intent {
    Intent(.put(fields), type: "activity", record: record, seen: seen)
  }

  public static func delete(_ record: RecordID, seen: [ChangeID]? = nil) -> Intent {
    Intent(.delete, type: "activity", record: record, seen: seen)
  }

  public static func door(
    _ date: String = "2026-03-03", unit: RecordID = molkom, counter: String = ""
  ) -> NaturalKey {
    NaturalKey(type: "visit", unit: unit, date: date, granularity: "day", counter: counter)
  }

  public static func visits(_ count: Int64, on key: NaturalKey = door()) -> Intent {
    Intent(
      .put(["count": .integer(count), "method": .text("reading")]), type: "visit", key: key)
  }
}

extension Journal {
  /// Records a new activity and returns its id.
  public func enter(_ fields: [String: Value] = [:], by: String = "anl") throws -> RecordID {
    let saved = try record(
      [Bench.activity(fields)], in: Bench.karlstad, by: Bench.author(by))
    return saved.records[0]
  }

  /// Records so many activities at once.
  public func enter(_ count: Int) throws {
    _ = try record(
      all: (0..<count).map { _ in [Bench.activity()] }, in: Bench.karlstad, by: Bench.author())
  }

  public func edit(
    _ record: RecordID, _ fields: [String: Value], seen: [ChangeID]? = nil, by: String = "anl"
  ) throws {
    try self.record(
      [Bench.edit(record, fields, seen: seen)], in: Bench.karlstad, by: Bench.author(by))
  }

  public func delete(_ record: RecordID, seen: [ChangeID]? = nil, by: String = "anl") throws {
    try self.record(
      [Bench.delete(record, seen: seen)], in: Bench.karlstad, by: Bench.author(by))
  }

  public func ask(_ sql: String) async throws -> [[SQLValue]] {
    try await Reader(path: path).rows(sql)
  }

  /// Every row of the derived tables, as text.
  public func derived() async throws -> [String] {
    var rows: [String] = []
    for table in ["record", "item", "link", "verdict"] {
      rows += try await ask("SELECT * FROM \(table) ORDER BY 1, 2, 3, 4").map { "\(table) \($0)" }
    }
    return rows
  }

  /// What people are shown of a record; nil when that is nothing.
  public func look(at record: RecordID) throws -> RecordView? {
    try view(record.description).flatMap { $0.life == "absent" ? nil : $0 }
  }
}

extension RecordView {
  /// The value that is shown.
  public subscript(field: String) -> Answer? { fields.first { $0.name == field }?.value }

  /// Every value that somebody holds to be the newest.
  public func values(of field: String) -> [Answer] {
    guard let field = fields.first(where: { $0.name == field }) else { return [] }
    return field.candidates?.map(\.value) ?? [field.value]
  }

  /// What a form that is drawn from this view names as seen.
  public var drawn: [ChangeID] { heads.compactMap(ChangeID.init) }
}
