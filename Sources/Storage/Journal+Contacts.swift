// At the aggregator: when and from where devices were heard of.

public import Replication

extension Journal {
  /// Notes that a device was heard of, how far its clock is from this one, and from which installation it spoke.
  ///
  /// - Parameter installation: nil of an agent that does not say.
  public func noteContact(
    _ device: DeviceID, deviceClock: Int64, from installation: String? = nil, now: Int64
  ) throws {
    try connection.transaction {
      try connection.run(
        """
        INSERT INTO contact (device, at, skew) VALUES (?1, ?2, ?3)
        ON CONFLICT (device) DO UPDATE SET at = excluded.at, skew = excluded.skew
        """,
        .id(device), .integer(now), .integer(deviceClock - now))
      guard let installation else { return }
      try connection.run(
        """
        INSERT INTO sighting (device, installation, first, last) VALUES (?1, ?2, ?3, ?3)
        ON CONFLICT (device, installation) DO UPDATE SET last = excluded.last
        """, .id(device), .text(installation), .integer(now))
    }
  }

  /// An installation that has become another device speaks for the first one no more.
  public func settle(_ installation: String, as device: DeviceID) throws {
    _ = try connection.transaction {
      try connection.run(
        "DELETE FROM sighting WHERE installation = ?1 AND device <> ?2", .text(installation),
        .id(device))
    }
  }

  /// Two installations that used one token in turns were both at work lately.
  public static let sharedMillisecondsMax: Int64 = 7 * 86_400_000
}
