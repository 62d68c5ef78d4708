// At the aggregator: what is kept for a time, and then erased. How long says the catalogue; figures are never in it.

public import Catalogue
internal import Replication

/// A change of which something has been kept long enough.
public struct Overdue: Encodable, Equatable, Sendable {
  public let scope: String
  public let type: String
  public let record: String
  public let change: String
  /// What goes, sorted.
  public let fields: [String]
  /// The day that the time is counted from.
  public let since: String
  /// Why it goes, in the words of the catalogue.
  public let ground: String
}

extension Journal {
  /// What may go by now, oldest records of each type first as the log has them. What was deleted or set apart is in it:
  /// its lines are there all the same.
  ///
  /// - Parameter progress: told how many records were looked at, of how many.
  public func overdue(on today: CivilDate, progress: (_ done: Int, _ of: Int) -> Void) throws
    -> [Overdue]
  {
    let kept = catalogue.types.filter { !$0.retention.isEmpty }
    let all = try kept.map { ($0, try places(of: $0)) }
    let total = all.reduce(0) { $0 + $1.1.count }
    var (found, done): ([Overdue], Int) = ([], 0)
    for (type, places) in all {
      for (scope, record) in places {
        let entries = try connection.entries(scope, type.name, record)
        for rule in type.retention { found += rule.overdue(entries, scope, type, on: today) }
        done += 1
        progress(done, total)
      }
    }
    return found
  }

  private func places(of type: RecordType) throws -> [(Scope, RecordID)] {
    try connection.rows(
      "SELECT scope, record FROM change WHERE type = ?1 GROUP BY scope, record ORDER BY min(local)",
      .text(type.name)
    ) { row in
      guard let scope = row[0].text.flatMap(Scope.init),
        let record = row[1].text.flatMap(RecordID.init)
      else { throw JournalError.damagedRow("change") }
      return (scope, record)
    }
  }

  /// How many changes are erased in one transaction, so that nobody waits long for the database.
  public static let overdueAtOnceMax = 50

  /// Erases what is overdue, at most `overdueAtOnceMax` at a time. What is broken off can be begun again.
  ///
  /// - Parameters:
  ///   - decision: the one that says that it may go, as the authors will read it.
  ///   - person: who carries it out.
  public func erase(
    _ overdue: some Sequence<Overdue>, decision: String, by person: String, at now: Int64
  ) throws {
    guard authority != nil else { throw JournalError.notTheAggregator }
    try checkName(decision, called: "--decision")
    try checkName(person, called: "--by")
    try connection.transaction {
      try catchUpWithErasures(at: now)
      for (reason, part) in Dictionary(grouping: overdue, by: { "\($0.scope) \($0.ground)" })
        .sorted(by: { $0.key < $1.key })
      {
        guard let scope = Scope(part[0].scope) else { throw JournalError.unknownChange(reason) }
        let targets = try part.compactMap { one -> Target? in
          guard let id = ChangeID(one.change), let entry = try connection.entry(scope, id) else {
            return nil
          }
          return Target(entry: entry, fields: Set(one.fields))
        }
        try erase(
          targets, in: scope, reason: "Gallrat enligt \(decision). \(part[0].ground)", by: person,
          at: now)
      }
    }
  }
}

extension Retention {
  /// A record goes as a whole, when the latest day that anybody ever gave it is long enough ago.
  fileprivate func overdue(
    _ entries: [LogEntry], _ scope: Scope, _ type: RecordType, on today: CivilDate
  ) -> [Overdue] {
    let since = latestDay(in: entries)
    guard let since, isOver(since, on: today) else { return [] }
    return entries.compactMap { entry in
      let change = entry.change
      let names = change.fields.filter { field in
        change.kind == .put && field.value != .null && fields.contains(field.name)
      }.map(\.name)
      guard !names.isEmpty else { return nil }
      return Overdue(
        scope: scope.name, type: type.name, record: change.record.description,
        change: change.id.description, fields: names, since: "\(since)", ground: ground.sv)
    }
  }

  /// nil while nobody has said when it was, and the log does not know either.
  private func latestDay(in entries: [LogEntry]) -> CivilDate? {
    let keyed = after == "date" ? entries.lazy.compactMap(\.change.key).first?.date : nil
    if let day = keyed.flatMap({ CivilDate($0) }) { return day }
    let said = entries.flatMap(\.change.fields).filter { $0.name == after }
    if let latest = said.compactMap({ CivilDate($0.value) }).max() { return latest }
    // What counts from an end has none yet.
    guard after == "date" else { return nil }
    return entries.compactMap(\.receipt?.received).max().flatMap { CivilDate(.integer($0)) }
  }

  private func isOver(_ day: CivilDate, on today: CivilDate) -> Bool {
    (day.year + years, day.month, day.day) <= (today.year, today.month, today.day)
  }
}

extension CivilDate {
  /// A day, or a time in milliseconds since 1970.
  fileprivate init?(_ value: Value) {
    switch value {
    case .text(let text): self.init(text)
    case .integer(let milliseconds):
      self.init(dayNumber: Int(milliseconds.quotientAndRemainder(dividingBy: 86_400_000).quotient))
    case .null, .bool, .texts: return nil
    }
  }
}
