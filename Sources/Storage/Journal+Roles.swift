// Who may write: the ceiling of the device and the roles that the county's register gives to aliases.

internal import Catalogue
public import Replication

extension Journal {
  /// Whoever writes on this agent.
  private func writer(_ alias: String, in scope: Scope) throws -> Writer {
    let device = try meta(.device)?.text.flatMap(DeviceID.init)
    return Writer(
      alias: alias, ceiling: try device.flatMap(ceiling),
      grants: try grants(in: scope).map { $0[alias] ?? [] }, received: nil)
  }

  /// The most that anybody may do on a device; nil while the register does not know it.
  func ceiling(of device: DeviceID) throws -> String? {
    try connection.value(
      """
      SELECT json_extract(fields, '$.ceiling') FROM record
      WHERE scope = 'county' AND type = 'device' AND id = ?1
      """, .id(device))?.text
  }

  /// - Throws: `JournalError.ruleBroken` when nobody called so may write a record of the type here.
  func checkWriter(_ alias: String, of type: String, in scope: Scope) throws {
    guard authority == nil else { return }
    if let objection = catalogue.objection(to: try writer(alias, in: scope), writing: type) {
      throw JournalError.ruleBroken([objection])
    }
  }

  /// Everything anybody was ever given in a scope, by alias; nil while that is nothing. Two spellings of é are one alias
  /// here, as they are for people.
  func grants(in scope: Scope) throws -> [String: [Grant]]? {
    let rows = try connection.rows(
      """
      SELECT json_extract(fields, '$.alias'), json_extract(fields, '$.role'),
        json_extract(fields, '$.since'), json_extract(fields, '$.until')
      FROM record INDEXED BY record_by_role
      WHERE type = 'role' AND json_extract(fields, '$.scope') = ?1 AND scope = 'county'
        AND life <> 'deleted'
      ORDER BY id
      """, .text(scope.name)
    ) { row in
      (
        alias: row[0].text ?? "",
        grant: Grant(
          role: row[1].text ?? "", since: row[2].integer ?? 0, until: row[3].integer)
      )
    }
    guard !rows.isEmpty else { return nil }
    return Dictionary(grouping: rows, by: \.alias).mapValues { $0.map(\.grant) }
  }
}

/// A role that somebody has or had, as the register lists it.
public struct RoleView: Encodable, Sendable {
  public let id: String
  public let alias: String
  /// nil when the register does not say, or says it no more.
  public let name: String?
  public let scope: String
  public let role: String
  /// Milliseconds since 1970.
  public let since: Int64
  public let until: Int64?
}

extension Journal {
  /// - Parameter scope: nil for all.
  public func roles(in scope: Scope?) throws -> [RoleView] {
    try connection.rows(
      """
      SELECT role.id, json_extract(role.fields, '$.alias'),
        (SELECT json_extract(alias.fields, '$.name') FROM record AS alias
          WHERE alias.scope = 'county' AND alias.type = 'alias' AND alias.life <> 'deleted'
            AND json_extract(alias.fields, '$.alias') = json_extract(role.fields, '$.alias')),
        json_extract(role.fields, '$.scope'), json_extract(role.fields, '$.role'),
        json_extract(role.fields, '$.since'), json_extract(role.fields, '$.until')
      FROM record AS role
      WHERE role.scope = 'county' AND role.type = 'role' AND role.life <> 'deleted'
        AND (?1 IS NULL OR json_extract(role.fields, '$.scope') = ?1)
      ORDER BY 4, 2, 5, 6, 1
      """, .text(scope?.name)
    ) { row in
      RoleView(
        id: row[0].text ?? "", alias: row[1].text ?? "", name: row[2].text,
        scope: row[3].text ?? "", role: row[4].text ?? "", since: row[5].integer ?? 0,
        until: row[6].integer)
    }
  }

  /// Gives an alias a role in a scope from now on. A role that it has already stays as it is.
  ///
  /// - Parameters:
  ///   - name: who it is; nil to leave what the register says.
  ///   - author: `at` is the aggregator's clock.
  public func give(
    _ role: String, to alias: String, named name: String?, in scope: Scope, by author: Author
  ) throws {
    guard authority != nil else { throw JournalError.notTheAggregator }
    try connection.transaction {
      var action = [
        try aliasIntent(alias, ["name": name.map { .text($0) }, "ended": .some(.null)])
      ]
      if try !roles(in: scope).contains(where: { $0.isHeld && $0.alias == alias && $0.role == role }
      ) {
        let fields: [String: Value] = [
          "alias": .text(alias), "scope": .text(scope.name), "role": .text(role),
          "since": .integer(author.at),
        ]
        action.append(Intent(.put(fields), type: "role"))
      }
      _ = try save(action, in: .county, by: author)
    }
  }

  /// Ends a role now. What its bearer recorded before, and what arrives from now on, is told apart at the door.
  public func end(_ role: String, of alias: String, in scope: Scope, by author: Author) throws {
    guard authority != nil else { throw JournalError.notTheAggregator }
    try connection.transaction {
      let held = try roles(in: nil).filter { $0.isHeld && $0.alias == alias }
      let ending = held.filter { $0.role == role && $0.scope == scope.name }
      guard !ending.isEmpty else { throw JournalError.noSuchRole(alias: alias, role: role) }
      var action = ending.map { view in
        Intent(
          .put(["until": .integer(author.at)]), type: "role", record: RecordID(view.id))
      }
      if held.count == ending.count {
        action.append(try aliasIntent(alias, ["ended": .integer(author.at)]))
      }
      _ = try save(action, in: .county, by: author)
    }
  }

  /// - Parameter fields: nil for one to leave alone.
  private func aliasIntent(_ alias: String, _ fields: [String: Value?]) throws -> Intent {
    let known = try connection.value(
      """
      SELECT id FROM record WHERE scope = 'county' AND type = 'alias' AND life <> 'deleted'
        AND json_extract(fields, '$.alias') = ?1
      ORDER BY id
      """, .text(alias))?.text.flatMap(RecordID.init)
    let all = fields.merging(["alias": .text(alias)]) { given, _ in given }
    return Intent(.put(all.compactMapValues(\.self)), type: "alias", record: known)
  }
}

extension RoleView {
  var isHeld: Bool { until == nil }
}
