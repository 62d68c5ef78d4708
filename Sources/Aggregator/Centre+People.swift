internal import Catalogue
internal import Foundation
internal import HTTP
internal import Replication
public import Reports
internal import Storage

extension Centre {
  /// How long a link to set a password can be used.
  static let linkMillisecondsMax: Int64 = 3 * 86_400_000

  public func people() async throws -> Listing {
    try Lists.people(try await journal.people())
  }

  /// Lets somebody sign in at the pages.
  ///
  /// - Parameters:
  ///   - scope: a municipality's code, `sjukhus`, or `county` for all of them.
  /// - Returns: the link with which the person sets a password, once.
  public func addPerson(_ alias: String, name: String?, role: String, scope: String, at url: String)
    async throws -> String
  {
    let alias = try checked(alias)
    let person = Person(
      alias: alias, name: name ?? alias.text, role: try checked(role: role),
      scope: try await checked(scope: scope))
    return try await reporting { [self] in
      try await journal.addPerson(person)
      return try await link(for: alias, at: url)
    }
  }

  /// Gives somebody another name, role or scope; nil leaves it. Whoever is signed in must do so again.
  public func changePerson(_ alias: String, name: String?, role: String?, scope: String?)
    async throws
  {
    let alias = try checked(alias)
    let role = try role.map(checked(role:))
    let reach: Scope??
    if let scope { reach = .some(try await checked(scope: scope)) } else { reach = nil }
    try await reporting { [self, reach] in
      try await journal.changePerson(alias, name: name, role: role, scope: reach)
    }
  }

  /// Ends somebody's access at once. The name stays taken.
  public func removePerson(_ alias: String) async throws {
    let alias = try checked(alias)
    try await reporting { [self] in try await journal.removePerson(alias, now: world.now()) }
  }

  /// Takes somebody's password back and signs them out everywhere.
  ///
  /// - Returns: the link with which the person sets another, once.
  public func resetPerson(_ alias: String, at url: String) async throws -> String {
    let alias = try checked(alias)
    return try await reporting { [self] in try await link(for: alias, at: url) }
  }

  /// - Parameter url: where the aggregator is heard when no public address is set.
  private func link(for alias: Alias, at url: String) async throws -> String {
    let secret = Secret.minted(random: world.random)
    try await journal.issueReset(
      of: alias, secret: Secret.hash(secret),
      expires: world.now() + Self.linkMillisecondsMax)
    return "\(try await site().address ?? url)/losenord?kod=\(secret)"
  }

  private func checked(_ alias: String) throws -> Alias {
    guard let alias = Alias(alias) else { throw CentreError.badAlias(alias) }
    return alias
  }

  private func checked(role: String) throws -> String {
    guard Role(rawValue: role) != nil else { throw CentreError.unknownRole(role) }
    return role
  }

  private func checked(scope: String) async throws -> Scope? {
    if scope == Scope.county.name { return nil }
    guard let known = Scope(scope), try await !units(scope: scope).rows.isEmpty else {
      throw CentreError.unknownScope(scope)
    }
    return known
  }

  // MARK: - Where the pages are

  /// Sets the address under which browsers reach the pages.
  public func setSite(_ address: String) async throws {
    guard let site = Site(address)?.address else { throw CentreError.badSite(address) }
    try await journal.setMeta([.site: .text(site)])
  }

  func site() async throws -> Site {
    try await journal.meta(.site)?.text.flatMap(Site.init) ?? .loopback
  }

  // MARK: - What was done

  /// Writes an administrative act into the audit log, which only grows.
  ///
  /// - Parameters:
  ///   - by: who says to do it.
  ///   - origin: at which terminal.
  ///   - about: whom or what; never a value of a field.
  public func note(_ act: String, by: String, origin: String, about: String, outcome: String)
    async throws
  {
    try await reporting { [self] in
      try await journal.note(
        AuditEntry(
          at: world.now(), actor: by, origin: origin, act: act, about: about, outcome: outcome))
    }
  }

  /// - Parameters:
  ///   - since: the first day, `YYYY-MM-DD`; nil for everything.
  ///   - newest: how many of the newest lines; nil for all.
  public func auditLog(since: String?, newest: Int? = nil) async throws -> Listing {
    var start: Int64?
    if let since {
      guard let day = CivilDate(since), let midnight = World.midnight(of: day) else {
        throw CentreError.badDay(since)
      }
      start = midnight
    }
    return try Lists.audit(try await journal.auditLog(since: start, newest: newest))
  }
}
