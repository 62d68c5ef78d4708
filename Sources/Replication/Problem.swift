/// Why a whole request was turned down, as RFC 9457 `application/problem+json`. This table is the only one:
/// the aggregator maps a case to a status, the agent maps the code back.
public enum Problem: String, Error, CaseIterable, Sendable, CustomStringConvertible {
  case malformed
  case authFailed = "auth-failed"
  case revoked
  case wiping
  case wrongScope = "wrong-scope"
  case enrolCodeUsed = "enrol-code-used"
  case tooLarge = "too-large"
  case upgradeRequired = "upgrade-required"
  case tooManyRequests = "too-many-requests"
  case unavailable
  case diskFull = "disk-full"

  public static let mediaType = "application/problem+json"

  public var status: Int {
    switch self {
    case .malformed: 400
    case .authFailed: 401
    case .revoked, .wiping, .wrongScope, .enrolCodeUsed: 403
    case .tooLarge: 413
    case .upgradeRequired: 426
    case .tooManyRequests: 429
    case .unavailable: 503
    case .diskFull: 507
    }
  }

  /// What the code means for trying again.
  public enum Retry: Equatable, Sendable {
    /// The same request may succeed later.
    case later
    /// A smaller request may succeed now.
    case smaller
    /// Only a person can change the answer; the agent asks seldom and goes on recording.
    case afterPerson
  }

  public var retry: Retry {
    switch self {
    case .tooManyRequests, .unavailable, .diskFull: .later
    case .tooLarge: .smaller
    case .malformed, .authFailed, .revoked, .wiping, .wrongScope, .enrolCodeUsed, .upgradeRequired:
      .afterPerson
    }
  }

  public var description: String {
    switch self {
    case .malformed: "The aggregator could not read the request."
    case .authFailed:
      "The aggregator does not know this device. Ask for a new code and run init again."
    case .revoked:
      "This device has been revoked. What was recorded is still here; export it and ask for a new code."
    case .wiping: "This device is being wiped on the aggregator's order."
    case .wrongScope: "This device does not belong to that municipality."
    case .enrolCodeUsed:
      "The code was used already, has expired, or never existed. Ask for a new one."
    case .tooLarge: "The request is too large."
    case .upgradeRequired: "This version is too old for the aggregator. Upgrade Bokfink."
    case .tooManyRequests: "The aggregator asks for fewer requests."
    case .unavailable: "The aggregator cannot answer right now."
    case .diskFull: "The aggregator's disk is full. Tell the region; recording goes on here."
    }
  }

  public func body(detail: String) -> [UInt8] {
    JSON.object([
      .init("code", .text(rawValue)), .init("detail", .text(detail)),
      .init("status", .integer(Int64(status))), .init("title", .text(description)),
      .init("type", .text("about:blank")),
    ]).bytes
  }

  public init?(body: [UInt8]) {
    guard let json = try? LineScanner.scan(body), let code = json["code"]?.text else { return nil }
    self.init(rawValue: code)
  }
}
