// At the aggregator: the people who may sign in at its pages. What they may do there is the aggregator's table; here is
// who they are, and whether their access holds.

public import Replication

/// Somebody who may sign in at the aggregator's pages.
public struct Person: Equatable, Sendable {
  public let alias: Alias
  /// For other people.
  public var name: String
  /// A code of the catalogue's list `roles`.
  public var role: String
  /// The municipality whose own the person sees; nil for the whole county.
  public var scope: Scope?

  public init(alias: Alias, name: String, role: String, scope: Scope?) {
    self.alias = alias
    self.name = name
    self.role = role
    self.scope = scope
  }
}

/// A person as an administrator sees one.
public struct PersonView: Equatable, Sendable {
  public enum Access: String, Sendable {
    case open
    /// A password has to be set through a link first, unless a proxy vouches for the person.
    case withoutPassword = "without-password"
    case removed
    /// The row comes from an older copy of the database than the last decision about it.
    case outdated
  }

  public let person: Person
  public let access: Access
  /// The last page that was asked for, milliseconds since 1970.
  public let seen: Int64?

  /// The scope's name, `county` for all of them.
  public var reach: String { person.scope?.name ?? Scope.county.name }
}

extension Journal {
  /// Adds a person who cannot sign in with a password yet. Whoever was removed may come back this way.
  public func addPerson(_ person: Person) throws {
    try checkName(person.name, called: "--name")
    try connection.transaction {
      let known = try row(of: person.alias)
      guard known.map({ $0.access == .removed }) ?? true else {
        throw JournalError.personExists(person.alias.text)
      }
      try write(person, password: nil, removed: nil)
    }
  }

  /// Gives a person another name, role or scope. Open sessions end, because they were begun under the old ones.
  ///
  /// - Parameter scope: nil to leave it, `.some(nil)` for the whole county.
  public func changePerson(_ alias: Alias, name: String?, role: String?, scope: Scope??) throws {
    try checkName(name ?? "", called: "--name")
    try connection.transaction {
      let row = try standingRow(of: alias)
      var person = row.person
      person.name = name ?? person.name
      person.role = role ?? person.role
      person.scope = scope ?? person.scope
      // What an old copy of the database says of a password is not believed because somebody changes the role.
      try write(person, password: row.access == .outdated ? nil : row.password, removed: nil)
    }
  }

  /// Ends a person's access at once and for good.
  ///
  /// - Parameter now: milliseconds since 1970.
  public func removePerson(_ alias: Alias, now: Int64) throws {
    try connection.transaction {
      _ = try write(try standingRow(of: alias).person, password: nil, removed: now)
    }
  }

  /// Takes the password back, ends every session, and lets the bearer of `secret` set a new one.
  ///
  /// - Parameters:
  ///   - secret: the hash of what stands in the link.
  ///   - expires: milliseconds since 1970.
  public func issueReset(of alias: Alias, secret: Hash, expires: Int64) throws {
    try connection.transaction {
      let standing = try write(try standingRow(of: alias).person, password: nil, removed: nil)
      try connection.run(
        "INSERT INTO reset (hash, alias, standing, expires) VALUES (?1, ?2, ?3, ?4)",
        .text(secret.description), .text(alias.text), .integer(standing), .integer(expires))
    }
  }

  /// Whose password a link sets; nil when it was used, has expired, or never existed.
  public func person(ofReset secret: Hash, now: Int64) throws -> Person? {
    try connection.snapshot { try rowOfReset(secret, now: now)?.person }
  }

  /// Uses a link up.
  ///
  /// - Parameter password: as crypt(5) writes it.
  /// - Returns: whose it is, nil when the link does not hold.
  public func setPassword(_ password: String, byReset secret: Hash, now: Int64) throws -> Person? {
    try connection.transaction {
      guard let person = try rowOfReset(secret, now: now)?.person else { return nil }
      try write(person, password: password, removed: nil)
      return person
    }
  }

  /// Somebody who may sign in; nil for everybody else.
  ///
  /// - Returns: with the hash of the password, when one is set.
  public func member(_ alias: Alias) throws -> (person: Person, password: String?)? {
    try connection.snapshot {
      guard let row = try row(of: alias), row.isMember else { return nil }
      return (row.person, row.password)
    }
  }

  public func people() throws -> [PersonView] {
    try connection.snapshot {
      let aliases = try connection.rows("SELECT alias FROM person ORDER BY alias") {
        $0[0].text.flatMap(Alias.init)
      }
      return try aliases.compactMap { $0 }.compactMap { alias in
        try row(of: alias).map {
          PersonView(
            person: $0.person, access: $0.access,
            seen: try connection.value(
              "SELECT max(seen) FROM session WHERE alias = ?1", .text(alias.text))?.integer)
        }
      }
    }
  }
}

// MARK: - Rows

/// What the database says of a person, and whether that can be believed.
struct PersonRow {
  let person: Person
  let password: String?
  let standing: Int64
  let access: PersonView.Access

  var isMember: Bool { access == .open || access == .withoutPassword }
}

extension Journal {
  private var standings: Standings { Standings(besideDatabase: path) }

  func row(of alias: Alias) throws -> PersonRow? {
    let least = try standings.least(of: alias)
    return try connection.rows(
      "SELECT name, role, scope, password, standing, removed FROM person WHERE alias = ?1",
      .text(alias.text)
    ) { row in
      let standing = row[4].integer ?? 0
      let access: PersonView.Access =
        switch (row[5], row[3]) {
        case (.null, _) where standing < least: .outdated
        case (.null, .null): .withoutPassword
        case (.null, _): .open
        default: .removed
        }
      // An unreadable scope must not become the whole county.
      let scope = row[2].text.flatMap(Scope.init)
      guard row[2] == .null || scope != nil else { throw JournalError.damagedRow("person") }
      return PersonRow(
        person: Person(
          alias: alias, name: row[0].text ?? "", role: row[1].text ?? "", scope: scope),
        password: row[3].text, standing: standing, access: access)
    }.first
  }

  /// The row of a person who has not been removed.
  private func standingRow(of alias: Alias) throws -> PersonRow {
    guard let row = try row(of: alias), row.access != .removed else {
      throw JournalError.unknownPerson(alias.text)
    }
    return row
  }

  private func rowOfReset(_ secret: Hash, now: Int64) throws -> PersonRow? {
    let found = try connection.rows(
      "SELECT alias, standing FROM reset WHERE hash = ?1 AND expires >= ?2",
      .text(secret.description), .integer(now)
    ) { row in (alias: row[0].text.flatMap(Alias.init), standing: row[1].integer) }
    guard let found = found.first, let alias = found.alias, let row = try row(of: alias),
      row.isMember, row.standing == found.standing
    else { return nil }
    return row
  }

  /// Writes a person under a new standing, which ends every session and every link.
  @discardableResult
  private func write(_ person: Person, password: String?, removed: Int64?) throws -> Int64 {
    let known = try connection.value(
      "SELECT standing FROM person WHERE alias = ?1", .text(person.alias.text))
    let standing = max(known?.integer ?? 0, try standings.least(of: person.alias)) + 1
    // First the file: when the transaction fails after it, the person is shut out, not let in.
    try standings.note(person.alias, standing)
    try connection.run(
      """
      INSERT INTO person (alias, name, role, scope, password, standing, removed)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (alias) DO UPDATE SET name = excluded.name, role = excluded.role,
        scope = excluded.scope, password = excluded.password, standing = excluded.standing,
        removed = excluded.removed
      """,
      .text(person.alias.text), .text(person.name), .text(person.role), .text(person.scope?.name),
      .text(password), .integer(standing), .integer(removed))
    try connection.run("DELETE FROM session WHERE alias = ?1", .text(person.alias.text))
    try connection.run("DELETE FROM reset WHERE alias = ?1", .text(person.alias.text))
    return standing
  }
}
