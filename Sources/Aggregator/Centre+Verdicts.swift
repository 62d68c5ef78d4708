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
