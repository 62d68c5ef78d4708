internal import HTTP
internal import Replication
internal import Storage

extension Door {
  /// One exchange: push and pull in one round trip.
  func sync(_ request: Request, from device: EnrolledDevice?) async throws -> Response {
    guard let device else { throw Refused(.authFailed, detail: "The request carries no token.") }
    guard let scope = request.parameters["scope"].flatMap(Scope.init), device.mayUse(scope) else {
      throw Refused(
        .wrongScope, detail: Replication.Problem.wrongScope.description, device: device.id)
    }
    guard request.headers["Content-Type"] == ExchangeRequest.mediaType else {
      throw Refused(.malformed, detail: "Content-Type must be \(ExchangeRequest.mediaType).")
    }
    let exchange: ExchangeRequest
    do { exchange = try ExchangeRequest(bytes: request.body) } catch {
      throw Refused(.malformed, detail: error.description)
    }
    let now = world.now()
    // It may send what it holds, and learns nothing more.
    guard device.revocation != .wiping || exchange.page == 0 else {
      throw Refused(.wiping, detail: Replication.Problem.wiping.description, device: device.id)
    }
    try await journal.noteContact(
      device.id, deviceClock: exchange.now, from: Self.installation(of: request), now: now)
    switch try await journal.exchange(exchange, in: scope, from: device.id, now: now) {
    case .rolledBack(let mark):
      return Response(.ok, type: ExchangeRequest.mediaType, RolledBack(to: mark).bytes)
    case .reply(let reply):
      if !reply.acknowledgements.isEmpty { bell.ring() }
      return Response(.ok, type: ExchangeRequest.mediaType, reply.bytes)
    }
  }

  /// The device whose token the request carries, as long as the token is good for something.
  func device(of request: Request) async throws -> EnrolledDevice {
    let device = try await knownDevice(of: request)
    guard device.revocation == nil || device.revocation == .wiping else {
      throw Refused(
        .revoked, detail: Replication.Problem.revoked.description, device: device.id)
    }
    return device
  }

  /// Which of several disks with one token speaks, when it says so.
  static func installation(of request: Request) -> String? {
    request.headers["Bokfink-Installation"].flatMap(ID<Device>.init)?.description
  }

  /// The device whose token the request carries, whatever was decided about it.
  func knownDevice(of request: Request) async throws -> EnrolledDevice {
    // Of two, nobody could say which one was meant.
    let given = request.headers.all("Authorization")
    let parts = given.count == 1 ? given[0].split(separator: " ") : []
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw Refused(.authFailed, detail: "The request carries no token.")
    }
    guard let device = try await journal.device(token: Hash(of: Array(parts[1].utf8))) else {
      throw Refused(.authFailed, detail: Replication.Problem.authFailed.description)
    }
    return device
  }

  /// Enrols a device by a one-time code, or by the sealed line of an enrolment this aggregator has lost.
  func enrol(_ request: Request) async throws -> Response {
    guard let json = try? LineScanner.scan(request.body),
      let device = json["device"]?.text.flatMap(DeviceID.init),
      let token = json["tokenHash"]?.text.flatMap(Hash.init),
      json["code"] != nil || json["enrolment"] != nil
    else {
      throw Refused(
        .malformed,
        detail: "An enrolment names device, tokenHash, and a code or a sealed enrolment.")
    }
    let now = world.now()
    let enrolment: Enrolment?
    if let code = json["code"]?.text {
      do {
        enrolment = try await journal.enrol(
          code: Hash(of: Array(code.utf8)), token: token, device: device,
          machine: json["machine"]?.text ?? "", now: now)
      } catch JournalError.ruleBroken {
        throw Refused(.malformed, detail: "The name of the machine is too long, or no name.")
      }
      guard enrolment != nil else {
        throw Refused(.enrolCodeUsed, detail: Replication.Problem.enrolCodeUsed.description)
      }
    } else {
      enrolment = Enrolment(json: json["enrolment"])
      guard let enrolment,
        try await journal.restore(enrolment, token: token, device: device, now: now)
      else { throw Refused(.authFailed, detail: Replication.Problem.authFailed.description) }
    }
    bell.ring()
    if let installation = Self.installation(of: request) {
      try await journal.settle(installation, as: device)
    }
    guard let enrolled = try await journal.device(token: token), let enrolment else {
      throw Refused(.authFailed, detail: Replication.Problem.authFailed.description)
    }
    return Self.json([
      .init("aggregator", .text(identity.description)),
      .init("ceiling", .text(enrolled.invitation.ceiling)), .init("enrolment", enrolment.json),
      .init("scope", .text(enrolled.invitation.scope.name)),
      .init("unit", .text(enrolled.invitation.unit.description)),
    ])
  }
}
