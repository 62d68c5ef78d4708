internal import Catalogue
internal import Replication
public import Reports
internal import Storage

extension Centre {
  public func inbox() async throws -> Listing { try Lists.inbox(try await journal.questions()) }

  /// KB's questionnaire for a year: every municipality and the county, or one municipality.
  public func kbReport(year: Int, scope: String?) async throws -> KBReport.Forms {
    if let scope, try await units(scope: scope).rows.isEmpty {
      throw CentreError.unknownScope(scope)
    }
    return try await KBReport(year: year, scope: scope, catalogue: journal.catalogue, rows: rows)
      .forms()
  }

  /// Answers an open question of any scope.
  ///
  /// - Parameters:
  ///   - words: one of `newest`, `keep`, `delete`, `same`, `distinct`, or none.
  ///   - values: then the values, field by field.
  /// - Returns: ids of the changes and of the records.
  public func resolve(
    _ question: String, words: [String], values: [(field: String, value: String)], by: String
  ) async throws -> (saved: [String], records: [String]) {
    try await reporting { [self] in
      let decision = try Decision(words: words, typed: values)
      let saved = try await journal.resolve(question, decision, by: author(by))
      return (saved.changes.map(\.description), saved.records.map(\.description))
    }
  }

  /// What the aggregator holds, scope by scope, and what an administrator should look at.
  public func status() async throws -> Listing {
    try Lists.status(try await journal.scopeCounts(), warnings: try await warnings())
  }

  /// Recomputes everything that can be; nothing is changed.
  public func verify(
    progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) async throws -> (ok: Bool, listing: Listing) {
    let found = try await journal.verify(progress: progress)
    guard !DamageMark(of: journal.path).noteAgain(found) else {
      return (false, try Lists.proof([], found))
    }
    var digests: [ScopeDigest] = []
    for scope in try await journal.tips().keys.sorted() {
      digests.append(try await journal.digest(of: scope))
    }
    return (found.isEmpty, try Lists.proof(digests, found))
  }

  public func rebuild(progress: @Sendable (_ done: Int, _ of: Int) -> Void) async throws {
    try await reporting { [journal, world] in
      try await journal.rebuild(progress: progress) {
        // Long enough for another command to notice that the database is free.
        try await world.sleep(5)
      }
    }
  }
}
