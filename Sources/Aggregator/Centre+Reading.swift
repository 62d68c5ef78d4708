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
  /// - Returns: ids of the changes and of the records.
  public func resolve(_ question: String, _ choice: Choice, by: String) async throws -> (
    saved: [String], records: [String]
  ) {
    try await reporting { [self] in
      let saved = try await journal.resolve(
        question, try await decision(choice, about: question), by: author(by))
      return (saved.changes.map(\.description), saved.records.map(\.description))
    }
  }

  public enum Choice: Sendable {
    case values([(field: String, value: String)])
    case newest, keep, delete, same, distinct
  }

  private func decision(_ choice: Choice, about question: String) async throws -> Decision {
    switch choice {
    case .newest: return .newest
    case .keep: return .keep
    case .delete: return .delete
    case .same: return .same
    case .distinct: return .distinct
    case .values(let words):
      guard
        let type = try await journal.questions().first(where: { $0.id.hasPrefix(question) })?.type
      else { throw CentreError.unknownQuestion(question) }
      var answers: [String: Answer] = [:]
      for word in words {
        guard let field = journal.catalogue.type(type)?[word.field] else {
          throw CentreError.notAValue("A record of type \(type) has no field “\(word.field)”.")
        }
        do { answers[word.field] = try field.parse(word.value, today: world.today()) } catch {
          throw CentreError.notAValue("\(word.field): \(error)")
        }
      }
      return .values(answers)
    }
  }

  /// What the aggregator holds, scope by scope.
  public func status() async throws -> Listing {
    try Lists.status(try await journal.scopeCounts())
  }

  /// Recomputes everything that can be; nothing is changed.
  public func verify(
    progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) async throws -> (ok: Bool, listing: Listing) {
    let found = try await journal.verify(progress: progress)
    var digests: [ScopeDigest] = []
    for scope in try await journal.tips().keys.sorted() {
      digests.append(try await journal.digest(of: scope))
    }
    return (found.isEmpty, try Lists.proof(digests, found))
  }

  public func rebuild(progress: @Sendable (_ done: Int, _ of: Int) -> Void) async throws {
    try await journal.rebuild(progress: progress)
  }
}
