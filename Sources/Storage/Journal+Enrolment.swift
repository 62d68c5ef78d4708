// Who may sync. A device mints its own token; the aggregator stores only the token's hash, in a sealed change of
// `county`, so that an enrolment survives even an aggregator that was put back from a backup.

internal import Catalogue
public import Replication

/// What a one-time code gives to the device that uses it.
public struct Invitation: Equatable, Sendable {
  public let scope: Scope
  /// The org unit of the device.
  public let unit: RecordID
  /// The most any person at the device may do; a code of the catalogue's field `ceiling`.
  public let ceiling: String
  public let name: String

  public init(scope: Scope, unit: RecordID, ceiling: String, name: String) {
    self.scope = scope
    self.unit = unit
    self.ceiling = ceiling
    self.name = name
  }
}

/// A device as the register knows it.
public struct EnrolledDevice: Equatable, Sendable {
  public let id: DeviceID
  public let invitation: Invitation
  /// nil for a device that may sync.
  public let revocation: Revocation.State?

  /// A device syncs its municipality's scope and reads `county`.
  public func mayUse(_ scope: Scope) -> Bool { scope == invitation.scope || scope == .county }
}

/// The sealed change that enrolled a device.
public struct Enrolment: Equatable, Sendable {
  public let line: [UInt8]
  public let receipt: Receipt

  public init(line: [UInt8], receipt: Receipt) {
    self.line = line
    self.receipt = receipt
  }
}

extension Journal {
  /// Stores a one-time code. Only its hash is kept.
  ///
  /// - Parameter expires: milliseconds since 1970.
  public func invite(_ invitation: Invitation, code: Hash, expires: Int64) throws {
    try checkName(invitation.name, called: "--name")
    _ = try connection.transaction {
      try connection.run(
        """
        INSERT INTO code (hash, scope, unit, ceiling, name, expires)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """,
        .text(code.description), .text(invitation.scope.name), .id(invitation.unit),
        .text(invitation.ceiling), .text(invitation.name), .integer(expires))
    }
  }

  /// Uses a code up. The same token gets the same answer again, so a lost answer costs nothing.
  ///
  /// That a code was used stands in a file beside the database as well: an aggregator that is put back from a
  /// backup must not take it a second time.
  ///
  /// A device that was enrolled already and has forgotten it, because its disk was restored, may use a new code; it
  /// gets the enrolment it has.
  ///
  /// - Returns: nil when the code is unknown, expired, or was used with another token.
  public func enrol(
    code: Hash, token: Hash, device: DeviceID, machine: String, now: Int64
  ) throws -> Enrolment? {
    let uses = UsedCodes(besideDatabase: path)
    let before = try uses.token(of: code)
    guard before == nil || before == token else { return nil }
    return try connection.transaction {
      let rows = try connection.rows(
        "SELECT scope, unit, ceiling, name, expires, token FROM code WHERE hash = ?1",
        .text(code.description)
      ) { row in
        (
          invitation: Invitation(row), expires: row[4].integer ?? 0, token: row[5].text
        )
      }
      guard let row = rows.first, let invitation = row.invitation else { return nil }
      if let used = row.token {
        return used == token.description ? try enrolment(of: device, by: token) : nil
      }
      guard now <= row.expires, try isFree(device, token) else { return nil }
      let known = try enrolment(of: device, by: token)
      guard known?.enrols(token, in: invitation.scope) != false else { return nil }
      if before == nil { try uses.note(code, token: token) }
      try connection.run(
        "UPDATE code SET token = ?2 WHERE hash = ?1",
        .text(code.description), .text(token.description))
      if let known { return known }
      try enrol(device, invitation, token: token, machine: machine, now: now)
      return try enrolment(of: device, by: token)
    }
  }

  /// Hashes of tokens stand in the county, where every device reads them: no device may borrow another's, and no token
  /// another device.
  private func isFree(_ device: DeviceID, _ token: Hash) throws -> Bool {
    if let owner = try self.device(token: token) { return owner.id == device }
    return try connection.entries(.county, "device", device.asRecord).isEmpty
  }

  private func enrol(
    _ device: DeviceID, _ invitation: Invitation, token: Hash, machine: String, now: Int64
  ) throws {
    let fields: [String: Value] = [
      "token_hash": .text(token.description), "scope": .text(invitation.scope.name),
      "unit": .text(invitation.unit.description), "ceiling": .text(invitation.ceiling),
      "name": .text(invitation.name),  // Asserted by the device, and read by every other.
      "machine": .text(PersonNumber(in: machine) == nil ? machine : ""),
    ]
    let intent = Intent(.put(fields), type: "device", record: device.asRecord)
    _ = try save([intent], in: .county, by: Author(by: "", at: now, today: nil))
  }

  /// The change that enrolled a device with this token, as long as the log holds it.
  private func enrolment(of device: DeviceID, by token: Hash) throws -> Enrolment? {
    let said = Change.Field("token_hash", .text(token.description))
    let entries = try connection.entries(.county, "device", device.asRecord)
    return entries.lazy.filter { $0.change.fields.contains(said) }.compactMap { entry in
      entry.receipt.map { Enrolment(line: entry.change.line, receipt: $0) }
    }.first
  }

  /// Takes an enrolment back that this aggregator gave before it was put back from a backup.
  ///
  /// - Returns: false when the seal is not this aggregator's, or the line enrols another token or device.
  public func restore(_ enrolment: Enrolment, token: Hash, device: DeviceID, now: Int64) throws
    -> Bool
  {
    guard let authority else { throw JournalError.notTheAggregator }
    return try connection.transaction {
      guard let change = try? Change(line: enrolment.line), change.type == "device",
        change.record == device.asRecord, enrolment.enrols(token)
      else { return false }
      var admission = Admission(
        connection: connection, catalogue: catalogue, authority: authority,
        erasedFields: erasedFields, scope: .county, device: device, now: now)
      let answers = try admission.admit([.init(line: enrolment.line, receipt: enrolment.receipt)])
      try refold(admission.touched, in: .county)
      guard case .stored? = answers.first else { return false }
      // What came after the backup was made is not undone by an old enrolment.
      if let revocation = try Revocations(besideDatabase: path).current(of: device) {
        try enforce(revocation, by: Author(by: "", at: now, today: nil))
      }
      return true
    }
  }

  /// The device a token belongs to, nil when it belongs to none.
  public func device(token: Hash) throws -> EnrolledDevice? {
    try connection.rows(
      """
      SELECT json_extract(fields, '$.scope'), json_extract(fields, '$.unit'),
        json_extract(fields, '$.ceiling'), json_extract(fields, '$.name'), id,
        json_extract(fields, '$.revoked'), json_extract(fields, '$.wiping')
      FROM record
      WHERE type = 'device' AND json_extract(fields, '$.token_hash') = ?1
        AND scope = 'county' AND life = 'alive'
      """, .text(token.description)
    ) { row -> EnrolledDevice? in
      guard let invitation = Invitation(row), let id = row[4].text.flatMap(DeviceID.init) else {
        return nil
      }
      let said = Revocation.State(isRevoked: row[5].integer == 1, isWiping: row[6].integer == 1)
      let decided = try Revocations(besideDatabase: path).current(of: id)?.state
      return EnrolledDevice(id: id, invitation: invitation, revocation: decided ?? said)
    }.first ?? nil
  }
}

extension DeviceID {
  /// A device is a record of `county`, under its own id.
  var asRecord: RecordID { RecordID(bytes) }
}

extension Invitation {
  /// From the columns scope, unit, ceiling, name.
  fileprivate init?(_ row: Statement) {
    guard let scope = row[0].text.flatMap(Scope.init),
      let unit = row[1].text.flatMap(RecordID.init),
      let ceiling = row[2].text, let name = row[3].text
    else { return nil }
    self.init(scope: scope, unit: unit, ceiling: ceiling, name: name)
  }
}

extension Enrolment {
  /// - Parameter scope: nil for any.
  fileprivate func enrols(_ token: Hash, in scope: Scope? = nil) -> Bool {
    guard let fields = try? Change(line: line).fields else { return false }
    return fields.contains(Change.Field("token_hash", .text(token.description)))
      && (scope.map { fields.contains(Change.Field("scope", .text($0.name))) } ?? true)
  }

  /// As it travels and as an agent keeps it.
  public var json: JSON {
    .object([
      .init("line", .text(String(decoding: line, as: UTF8.self))),
      .init("receipt", receipt.json),
    ])
  }

  public init?(json: JSON?) {
    guard let line = json?["line"]?.text, let receipt = json?["receipt"].flatMap(Receipt.init)
    else { return nil }
    self.init(line: Array(line.utf8), receipt: receipt)
  }
}
