import FoundationEssentials
public import Storage

extension Lists {
  private struct Device: Encodable {
    let id: String?
    let name: String?
    let scope: String?
    let unit: String?
    let lastContact: Int64?
    let skewMilliseconds: Int64?
    let status: String
    let reason: String?
    /// Disks that used the token in turns lately: 0, or two and more.
    let disks: Int64

    /// The words of the list.
    var state: String {
      let words = [
        "revoked": "spärrad", "wiping": "raderas", "wiped": "raderad", "active": "aktiv",
      ]
      let said = [words[status], reason].compactMap { $0 }.joined(separator: ": ")
      return disks > 1 ? "\(said), \(disks) datorer med samma nyckel" : said
    }
  }

  /// - Parameter rows: id, name, scope, unit, last contact and clock skew in milliseconds, status, reason, disks.
  public static func devices(_ rows: [[SQLValue]]) throws -> Listing {
    let devices = rows.map { row in
      Device(
        id: row[0].text, name: row[1].text, scope: row[2].text, unit: row[3].text,
        lastContact: row[4].integer, skewMilliseconds: row[5].integer, status: row[6].text ?? "",
        reason: row[7].text, disks: row[8].integer ?? 0)
    }
    return (
      [
        ("id", false), ("namn", false), ("scope", false), ("enhet", false),
        ("senaste kontakt", false), ("klockan före, s", true), ("läge", false),
      ],
      devices.map { device in
        [
          device.id.map { String($0.prefix(8)) } ?? "", device.name ?? "", device.scope ?? "",
          device.unit ?? "",
          device.lastContact.map {
            Date(timeIntervalSince1970: Double($0) / 1000).formatted(.iso8601)
          } ?? "–", device.skewMilliseconds.map { "\($0 / 1000)" } ?? "", device.state,
        ]
      }, try json(devices)
    )
  }

  /// How much each scope holds, and what an administrator should look at.
  public static func status(_ counts: [ScopeCount], warnings: [String]) throws -> Listing {
    struct Status: Encodable {
      let scopes: [ScopeCount]
      let warnings: [String]
    }
    return (
      [("scope", false), ("ändringar", true), ("öppna frågor", true)],
      counts.map { [$0.scope, "\($0.changes)", "\($0.openItems)"] }
        + warnings.map { ["! \($0)", "", ""] }, try json(Status(scopes: counts, warnings: warnings))
    )
  }
}
