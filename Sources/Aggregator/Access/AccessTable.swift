public import HTTP

/// Whom an address is for.
public enum Callers: Equatable, Sendable {
  /// Any program. It is told nothing of anybody.
  case programs
  /// A device with its token: its own scope and `county`.
  case devices
  /// Any person, signed in or not. Nothing of anybody is shown.
  case everybody
  /// A person who has signed in and has one of these roles.
  case people(Set<Role>, Reach)

  /// What of it a person of one municipality is shown. Whoever sees the whole county sees all of it.
  public enum Reach: Equatable, Sendable {
    /// The municipality's own.
    case own
    /// Nothing: it is of the whole county.
    case county
  }
}

/// One line of the table.
public struct AccessEntry: Sendable, CustomStringConvertible {
  public let method: HTTP.Method
  public let pattern: String
  public let callers: Callers
  let bodyBytesMax: Int

  init(_ method: HTTP.Method, _ pattern: String, _ callers: Callers, bodyBytesMax: Int = 0) {
    self.method = method
    self.pattern = pattern
    self.callers = callers
    self.bodyBytesMax = bodyBytesMax
  }

  /// The address without whom it is for.
  public var address: String { "\(method.rawValue) \(pattern)" }

  public var description: String {
    switch callers {
    case .programs, .devices, .everybody: "\(address) | \(callers)"
    case .people(let roles, let reach):
      "\(address) | \(roles == .everyone ? "every role" : roles.sorted().map(\.rawValue).joined(separator: " ")) | \(reach)"
    }
  }

  /// The only way in: a route of the aggregator is made from a line of the table.
  func route(_ answer: @escaping @Sendable (Request) async -> Response) -> Route {
    Route(method, pattern, bodyBytesMax: bodyBytesMax, answer: answer)
  }
}

/// Every address of the aggregator, and whom it is for: the one table. An address is a case of `Service` or of
/// `Sheet`, each case has its line here, and routes are made from these lines alone, so nothing is served by accident.
public enum AccessTable {
  public static var entries: [AccessEntry] {
    Service.allCases.map(\.entry) + Sheet.allCases.map(\.entry)
  }
}

/// What programs ask for: `Door` answers.
public enum Service: CaseIterable, Sendable {
  case greeting, enrolment, exchange, wait, wipe, status, metrics

  public var entry: AccessEntry {
    switch self {
    case .greeting: AccessEntry(.get, "/sync/v1", .programs)
    case .enrolment:
      AccessEntry(.post, "/sync/v1/enrol", .programs, bodyBytesMax: Door.enrolBytesMax)
    case .exchange:
      AccessEntry(
        .post, "/sync/v1/scopes/{scope}/sync", .devices, bodyBytesMax: Door.requestBytesMax)
    case .wait: AccessEntry(.get, "/sync/v1/wait", .devices)
    case .wipe:
      AccessEntry(.post, "/sync/v1/wipe", .devices, bodyBytesMax: Door.requestBytesMax)
    case .status: AccessEntry(.get, "/status", .programs)
    case .metrics: AccessEntry(.get, "/metrics", .programs)
    }
  }
}

/// What people ask for with a browser: `Doorkeeper` lets them in, `Pages` answers.
public enum Sheet: CaseIterable, Sendable {
  case style, signInForm, signIn, signOut, passwordForm, password
  case overview, questions, kbReport, kbReportOfScope, devices, auditLog

  /// A form of ours has a few short fields.
  private static let formBytesMax = 8 * 1024

  public var entry: AccessEntry {
    switch self {
    case .style: AccessEntry(.get, "/bokfink.css", .everybody)
    case .signInForm: AccessEntry(.get, "/logga-in", .everybody)
    case .signIn: AccessEntry(.post, "/logga-in", .everybody, bodyBytesMax: Self.formBytesMax)
    case .passwordForm: AccessEntry(.get, "/losenord", .everybody)
    case .password: AccessEntry(.post, "/losenord", .everybody, bodyBytesMax: Self.formBytesMax)
    case .signOut:
      AccessEntry(
        .post, "/logga-ut", .people(.everyone, .own), bodyBytesMax: Self.formBytesMax)
    case .overview: AccessEntry(.get, "/", .people(.everyone, .own))
    case .questions:
      AccessEntry(
        .get, "/konflikter",
        .people([.registrar, .children, .head, .developer, .statistics, .admin], .own))
    case .kbReport: AccessEntry(.get, "/kb/{year}", .people(.everyone, .county))
    case .kbReportOfScope: AccessEntry(.get, "/kb/{year}/{scope}", .people(.everyone, .own))
    case .devices: AccessEntry(.get, "/enheter", .people([.head, .developer, .admin], .own))
    case .auditLog: AccessEntry(.get, "/revisionslogg", .people([.admin], .county))
    }
  }
}
