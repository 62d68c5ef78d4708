internal import HTTP
internal import Replication
internal import Storage

extension Door {
  /// A device that is to erase itself hands over what nobody could store, asks whether a verified backup holds the rest,
  /// and says at last that it is done. Then its token is good for nothing any more.
  func wipe(_ request: Request, from device: EnrolledDevice?) async throws -> Response {
    guard let device else { throw Refused(.authFailed, detail: "The request carries no token.") }
    let isOrdered = device.revocation == .wiping
    guard let json = try? LineScanner.scan(request.body), let isErased = json["erased"]?.flag else {
      throw Refused(.malformed, detail: "Wiping says whether the device is erased.")
    }
    if isErased {
      guard isOrdered else {
        throw Refused(.malformed, detail: "This device is not to erase itself.")
      }
      try await journal.revoke(
        Revocation(device: device.id, state: .wiped, at: world.now(), reason: "wiped"),
        by: Author(by: "", at: world.now(), today: world.today()))
      bell.ring()
      return Self.json([.init("erase", .bool(true))])
    }
    guard let held = Self.holdings(json["held"]), let lines = Self.setAside(json["aside"]),
      let nonce = json["nonce"]?.text, nonce.utf8.count <= Self.nonceBytesMax
    else { throw Refused(.malformed, detail: "Wiping names aside, held and a nonce.") }
    // It heard an order that was meant for another.
    guard isOrdered else { return Self.answer(nonce, isOrdered: false, erase: false) }
    try await journal.rescue(lines, of: device.id, in: device.invitation.scope)
    // Without its own scope it is no question yet.
    var isSafe = held.contains { $0.scope == device.invitation.scope }
    for end in held where isSafe { isSafe = try await isSafeWithout(end) }
    return Self.answer(nonce, isOrdered: true, erase: isSafe)
  }

  private static let nonceBytesMax = 64

  private typealias Holding = (scope: Scope, last: Int64, told: Mark)

  private func isSafeWithout(_ held: Holding) async throws -> Bool {
    // An aggregator that has gone back since it told that mark may have lost what it once backed up.
    guard try await journal.isKnown(held.told, in: held.scope) else { return false }
    return try await journal.backedUp(held.scope) >= held.last
  }

  /// What a device holds of each scope; nil for anything else.
  private static func holdings(_ json: JSON?) -> [Holding]? {
    guard case .object(let members)? = json else { return nil }
    let held = members.compactMap { member -> Holding? in
      guard let parts = member.value.items, parts.count == 2, let last = parts[0].integer,
        let told = Mark(parts[1]), let scope = Scope(member.name)
      else { return nil }
      return (scope, last, told)
    }
    return held.count == members.count ? held : nil
  }

  /// With the nonce of the question, for whoever asked another one must not obey it.
  private static func answer(_ nonce: String, isOrdered: Bool, erase: Bool) -> Response {
    json([
      .init("erase", .bool(erase)), .init("nonce", .text(nonce)),
      .init("ordered", .bool(isOrdered)),
    ])
  }

  /// Lines with the codes why they were set aside; nil when one of them is something else.
  private static func setAside(_ json: JSON?) -> [(code: String, line: [UInt8])]? {
    guard let entries = json?.items else { return nil }
    let lines = entries.compactMap { entry -> (code: String, line: [UInt8])? in
      guard let parts = entry.items, parts.count == 2, let code = parts[0].text,
        let line = parts[1].text
      else { return nil }
      return (code, Array(line.utf8))
    }
    return lines.count == entries.count ? lines : nil
  }
}
