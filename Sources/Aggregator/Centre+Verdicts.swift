internal import Replication
public import Reports
internal import Storage

extension Centre {
  /// The changes that wait for a person, or every verdict that holds.
  public func verdicts(scope: String?, all: Bool) async throws -> Listing {
    let scope = try scope.map { name in
      guard let scope = Scope(name) else { throw CentreError.unknownScope(name) }
      return scope
    }
    return try Lists.verdicts(try await journal.verdicts(in: scope, isOpen: !all))
  }

  /// Lets a change count that was set apart, with its whole action.
  ///
  /// - Returns: the ids of the changes that were released.
  public func release(_ change: String, reason: String, by person: String) async throws -> [String]
  {
    try await judge(change, .release, reason, person)
  }

  /// Keeps a change out for good, with its whole action.
  ///
  /// - Returns: the ids of the changes that were declined.
  public func decline(_ change: String, reason: String, by person: String) async throws -> [String]
  {
    try await judge(change, .decline, reason, person)
  }

  /// Erases what may be erased of a change, or of every change of a record, for good and everywhere.
  ///
  /// - Parameter fields: only these; all when there are none.
  /// - Returns: the changes and fields that were erased, and sentences about what could not be done yet.
  public func erase(_ name: String, fields: [String], reason: String, by person: String)
    async throws -> (changes: [String], fields: [String], remarks: [String])
  {
    guard !reason.isEmpty, !person.isEmpty else { throw CentreError.unexplained }
    let erased = try await reporting { [self] in
      try await journal.erase(
        name, fields: fields.isEmpty ? nil : fields, reason: reason, by: person, at: world.now())
    }
    return (erased.changes.map(\.description), erased.fields, try await purge())
  }

  private static let purgesMax = 20
  private static let purgeMilliseconds: Int64 = 500

  /// - Returns: what is left for somebody to do.
  func purge() async throws -> [String] {
    var remarks: [String] = []
    for attempt in 1... {
      if (try? await journal.purge()) == true { break }
      guard attempt < Self.purgesMax else {
        remarks = ["Its bytes stand in the file until nobody reads; serve sees to it."]
        break
      }
      try await world.sleep(Self.purgeMilliseconds)
    }
    let left = try await journal.unpurged()
    return remarks + left.map { "\($0) is damaged and still holds it. Remove the folder." }
  }

  private func judge(
    _ change: String, _ judgement: Judgement, _ reason: String, _ person: String
  ) async throws -> [String] {
    guard !reason.isEmpty, !person.isEmpty else { throw CentreError.unexplained }
    return try await reporting { [self] in
      try await journal.judge(
        change, judgement, reason: reason, by: person, at: world.now()
      ).map(\.description)
    }
  }
}
