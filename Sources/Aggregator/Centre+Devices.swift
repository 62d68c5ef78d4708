internal import Catalogue
internal import Replication
public import Reports
internal import Storage

extension Centre {
  /// The devices: their last contact, how far their clocks are off, what was decided about them, and from how many
  /// disks at once each one's token was used lately.
  public func devices() async throws -> Listing {
    try Lists.devices(
      try await rows(
        """
        SELECT record.id, json_extract(fields, '$.name'), json_extract(fields, '$.scope'),
          (SELECT json_extract(unit.fields, '$.name') FROM record AS unit
            WHERE unit.scope = 'county' AND unit.type = 'unit'
              AND unit.id = json_extract(record.fields, '$.unit')),
          contact.at, contact.skew,
          CASE coalesce(json_extract(fields, '$.revoked'), 0)
              + 2 * coalesce(json_extract(fields, '$.wiping'), 0)
            WHEN 0 THEN 'active' WHEN 1 THEN 'revoked' WHEN 2 THEN 'wiping' ELSE 'wiped' END,
          json_extract(fields, '$.reason'),
          (SELECT count(*) FROM sighting AS a WHERE a.device = record.id AND a.last > ?1
            AND EXISTS (SELECT 1 FROM sighting AS b
              WHERE b.device = a.device AND b.installation <> a.installation
                AND b.last > ?1 AND a.first <= b.last AND b.first <= a.last))
        FROM record LEFT JOIN contact ON contact.device = record.id
        WHERE scope = 'county' AND type = 'device' AND life <> 'deleted' ORDER BY 3, 2, 1
        """, [.integer(world.now() - Journal.sharedMillisecondsMax)]))
  }

  /// Shuts a device out, or has it erase itself once a verified backup holds everything it has.
  ///
  /// - Parameter name: the device's id, an unambiguous beginning of it, or its name.
  public func revoke(_ name: String, wiping: Bool, reason: String, by: String) async throws {
    guard !reason.isEmpty, !by.isEmpty else { throw CentreError.unexplained }
    let found = try await rows(
      """
      SELECT id FROM record WHERE scope = 'county' AND type = 'device' AND life <> 'deleted'
        AND (id = ?1 OR json_extract(fields, '$.name') = ?1
          OR (length(?1) >= 4 AND substr(id, 1, length(?1)) = ?1))
      """, [.text(name)])
    guard found.count == 1, let device = found[0][0].text.flatMap(DeviceID.init) else {
      throw CentreError.unknownDevice(name)
    }
    let revocation = Revocation(
      device: device, state: wiping ? .wiping : .revoked, at: world.now(), reason: reason)
    try await reporting { [self] in try await journal.revoke(revocation, by: author(by)) }
  }

  /// What an administrator should look at, as sentences.
  func warnings() async throws -> [String] {
    let shared = try await rows(
      """
      SELECT json_extract(fields, '$.name') FROM record
      WHERE scope = 'county' AND type = 'device' AND life <> 'deleted'
        AND EXISTS (SELECT 1 FROM sighting AS a JOIN sighting AS b ON b.device = a.device
          AND b.installation > a.installation
          WHERE a.device = record.id AND a.last > ?1 AND b.last > ?1
            AND a.first <= b.last AND b.first <= a.last)
      ORDER BY 1
      """, [.integer(world.now() - Journal.sharedMillisecondsMax)])
    return shared.map { row in
      "“\(row[0].text ?? "?")” används från två datorer samtidigt. Ge den ena en ny kod med enrol."
    }
  }
}
