internal import HTTP
internal import Replication
internal import Storage

extension Door {
  /// What an agent should know before it says anything.
  func greeting(_ request: Request) async throws -> Response {
    let device: EnrolledDevice? =
      if request.headers["Authorization"] != nil { try await knownDevice(of: request) } else { nil }
    let limits: [JSON.Member] = [
      .init("groupBytes", .integer(Int64(Change.groupBytesMax))),
      .init("groupChanges", .integer(Int64(Change.groupChangesMax))),
      .init("lineBytes", .integer(Int64(Change.lineBytesMax))),
      .init("page", .integer(Int64(Journal.answerChangesMax))),
      .init("requestBytes", .integer(Int64(Self.requestBytesMax))),
    ]
    return Self.json([
      .init("aggregator", .text(identity.description)),
      .init("device", device.map(Self.json(of:)) ?? .null), .init("limits", .object(limits)),
      .init("oldestAgent", .text("1.0")), .init("time", .integer(world.now())),
      .init("versions", .array([.text("1")])),
    ])
  }

  private static func json(of device: EnrolledDevice) -> JSON {
    .object([
      .init("id", .text(device.id.description)), .init("name", .text(device.invitation.name)),
      .init("scope", .text(device.invitation.scope.name)),
      .init("status", .text(status(of: device))),
      .init("unit", .text(device.invitation.unit.description)),
    ])
  }

  private static func status(of device: EnrolledDevice) -> String {
    switch device.revocation {
    case nil: "active"
    case .wiping: "wiping"
    case .revoked, .wiped: "revoked"
    }
  }

  /// For whoever asks whether the service is up: no token, no figures of anybody.
  func status(_ request: Request) async throws -> Response {
    let counts = try await journal.scopeCounts()
    return Self.json([
      .init("aggregator", .text(identity.description)),
      .init("changes", .integer(counts.reduce(0) { $0 + $1.changes })),
      .init("name", .text(name)), .init("scopes", .integer(Int64(counts.count))),
      .init("time", .integer(world.now())), .init("version", .text("1.0")),
    ])
  }

  /// Prometheus text format 0.0.4.
  func metrics(_ request: Request) async throws -> Response {
    var text = """
      # HELP bokfink_changes Changes in the log.
      # TYPE bokfink_changes counter
      # HELP bokfink_open_items Questions waiting for a person.
      # TYPE bokfink_open_items gauge
      # HELP bokfink_log_of_writes_bytes Size of the database's write-ahead log.
      # TYPE bokfink_log_of_writes_bytes gauge
      bokfink_log_of_writes_bytes \(await journal.logOfWritesBytes())

      """
    for count in try await journal.scopeCounts() {
      text += "bokfink_changes{scope=\"\(count.scope)\"} \(count.changes)\n"
      text += "bokfink_open_items{scope=\"\(count.scope)\"} \(count.openItems)\n"
    }
    return Response(.ok, type: "text/plain; version=0.0.4; charset=utf-8", Array(text.utf8))
  }
}
