internal import Replication
public import Reports
internal import Storage

extension Centre {
  /// Who may record where.
  ///
  /// - Parameter scope: nil for all.
  public func roles(scope: String?) async throws -> Listing {
    var known: Scope?
    if let scope { known = try await knownScope(scope) }
    return try Lists.roles(try await journal.roles(in: known))
  }

  /// Gives an alias a role in a municipality. From the first one on, only who has a role records there.
  ///
  /// - Parameters:
  ///   - role: a code of the catalogue.
  ///   - name: who it is; nil to leave what the register says.
  public func giveRole(
    _ role: String, to alias: String, named name: String?, scope: String, by: String
  ) async throws {
    let scope = try await knownScope(scope)
    try await reporting { [self] in
      try await journal.give(role, to: alias, named: name, in: scope, by: author(by))
    }
  }

  /// Ends a role now. What arrives later is set apart until a person decides.
  public func endRole(_ role: String, of alias: String, scope: String, by: String) async throws {
    let scope = try await knownScope(scope)
    try await reporting { [self] in
      try await journal.end(role, of: alias, in: scope, by: author(by))
    }
  }

  private func knownScope(_ name: String) async throws -> Scope {
    guard let scope = Scope(name), try await !units(scope: name).rows.isEmpty else {
      throw CentreError.unknownScope(name)
    }
    return scope
  }
}
