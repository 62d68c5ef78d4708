internal import Catalogue
internal import Foundation
internal import Replication
public import Reports
internal import Storage

extension Branch {
  var rows: Rows {
    { [reader] sql, bindings in try await reader.rows(sql, bindings) }
  }

  /// The units of the register, or of the built-in one while the register has not arrived.
  func units() async throws -> [OrgUnit] {
    let found = try await rows(
      "SELECT id, fields FROM record WHERE scope = 'county' AND type = 'unit' AND life <> 'deleted' ORDER BY id",
      [])
    let units = found.compactMap { row -> OrgUnit? in
      guard let id = row[0].text, let text = row[1].text,
        let answers = try? JSONDecoder().decode([String: Answer].self, from: Data(text.utf8)),
        let facts = UnitFacts(answers)
      else { return nil }
      return OrgUnit(id: id, facts: facts)
    }
    return units.isEmpty ? OrgUnit.builtIn : units
  }

  /// - Parameters: the type, and the first and last day, each nil for no bound.
  public func list(type: String?, from: String?, to: String?) async throws -> Listing {
    try await Lists.records(
      rows, type: type, from: try from.map { try day($0).description },
      to: try to.map { try day($0).description })
  }

  public func show(_ record: String) async throws -> Listing {
    try await reporting { [self] in try Lists.record(try await view(record)) }
  }

  /// What may be written in an entry.
  ///
  /// - Parameters: the type, nil for all; the language of the labels, nil for Swedish.
  public func fields(of type: String?, language: String?) throws -> Listing {
    if let type, journal.catalogue.type(type)?.place != .municipality {
      throw BranchError.unknownType(type)
    }
    return try Lists.fields(
      journal.catalogue, type: type, language: language.flatMap(Language.init) ?? .sv)
  }

  public func inbox() async throws -> Listing { try Lists.inbox(try await journal.questions()) }

  /// KB's questionnaire for a year, as this agent knows it.
  public func kbReport(year: Int) async throws -> KBReport.Forms {
    try await KBReport(
      year: year, scope: try await home().scope.name, catalogue: journal.catalogue, rows: rows
    ).forms()
  }

  /// Where this agent stands.
  public func status() async throws -> Status {
    let standing = try await journal.standing()
    let tips = try await journal.tips()
    let room = try await journal.diskRoom()
    return Status(
      scope: try await journal.meta(.scope)?.text, unit: try await journal.meta(.unit)?.text,
      device: try await journal.meta(.device)?.text,
      aggregator: try await journal.meta(.aggregatorURL)?.text,
      enrolled: try await journal.meta(.enrolment) != nil, saved: standing.saved,
      acknowledged: standing.acknowledged, waiting: standing.waiting, aside: standing.aside,
      openItems: standing.openItems, apart: standing.apart, openClicks: standing.openClicks,
      skewMilliseconds: try await journal.meta(.skew)?.integer,
      lastContact: try await journal.meta(.lastContact)?.integer,
      lastProblem: try await journal.meta(.lastProblem)?.text,
      freeBytes: room.isLow ? room.freeBytes : nil, isDiskLow: room.isLow,
      holdsBallast: room.holdsBallast,
      scopes: tips.keys.sorted().compactMap { scope in
        tips[scope].map { Status.Position(scope: scope.name, n: $0.n, h: $0.h.description) }
      })
  }

  public struct Status: Encodable, Sendable {
    public let scope: String?
    public let unit: String?
    public let device: String?
    public let aggregator: String?
    public let enrolled: Bool
    /// Changes recorded on this installation.
    public let saved: Int64
    public let acknowledged: Int64
    public let waiting: Int64
    public let aside: Int64
    public let openItems: Int64
    /// Of these, entries that the region has set apart.
    public let apart: Int64
    public let openClicks: Int64
    /// How far this computer's clock was ahead at the last contact.
    public let skewMilliseconds: Int64?
    /// Milliseconds since 1970, by this computer's clock.
    public let lastContact: Int64?
    public let lastProblem: String?

    /// The aggregator has had enough of this branch for now.
    var isAskedToWait: Bool { lastProblem == Problem.tooManyRequests.rawValue }
    /// On the disk of the agent's folder, when that is little.
    public let freeBytes: Int64?
    /// Nothing is pulled until there is more room; recording and sending go on.
    public let isDiskLow: Bool
    /// Whether there is still room that only recording may use.
    public let holdsBallast: Bool
    public let scopes: [Position]

    public struct Position: Encodable, Sendable {
      public let scope: String
      public let n: Int64
      public let h: String
    }

    /// Clocks further apart than this are worth a warning.
    public static let skewMillisecondsMax: Int64 = 5 * 60_000
  }

  /// Answers an open question.
  ///
  /// - Parameters:
  ///   - words: one of `newest`, `keep`, `delete`, `same`, `distinct`, or none.
  ///   - values: then the values, field by field.
  public func resolve(
    _ question: String, words: [String], values: [(field: String, value: String)], by: String
  ) async throws -> Receipt {
    try await reporting { [self] in
      let decision = try Decision(words: words, typed: values)
      return Receipt(line: 1, try await journal.resolve(question, decision, by: author(by)))
    }
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

  public func export(_ write: @Sendable (_ bytes: [UInt8]) throws -> Void) async throws {
    try await journal.export(write)
  }
}
