public import Replication
public import Storage

/// What syncing has to tell. Only the executable knows how a log line looks, and no value of a field stands here.
public enum SyncEvent: Equatable, Sendable {
  case exchanged(Scope, pushed: Int, Applied)
  case rolledBack(Scope, to: Int64)
  case enrolled(Scope)
  case failed(Scope?, SyncFailure)
  /// The disk is nearly full: nothing is pulled until there is room.
  case pullingRests(freeBytes: Int64)
}

/// Why an exchange did not work out. Recording goes on in every case.
public enum SyncFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// This agent has no aggregator, or no code for it yet.
  case notEnrolled
  case unreachable(String)
  /// The aggregator's certificate is not valid at this computer's time, in milliseconds since 1970.
  case wrongTime(String, clock: Int64)
  /// No secure connection, for another reason.
  case untrusted(String)
  /// Something answered that is not the aggregator, for example the log-in page of a guest network.
  case impostor
  /// Another aggregator than the one this agent belongs to.
  case stranger
  /// The code is for another municipality than the entries that are here.
  case elsewhere(home: String, code: String)
  case cut(String)
  case garbled(String)
  case told(Problem, wait: Int64?)
  /// The agent's own database, folder or disk stood in the way.
  case stuck(String)

  public var description: String {
    switch self {
    case .notEnrolled:
      "This agent is not enrolled. Run init again with --aggregator and --code-file."
    case .unreachable(let why):
      "The aggregator cannot be reached (\(why)). Everything is saved here and sent later."
    case .wrongTime(let why, let clock):
      "Datorns klocka visar \(Branch.clockText(clock)). Ställ den rätt om det är fel; är det rätt, säg till "
        + "regionen att intyget har gått ut. (This computer's clock says so; at that time the aggregator's "
        + "certificate is not valid: \(why).) Everything is saved here and sent later."
    case .untrusted(let why):
      "No secure connection to the aggregator (\(why)): this computer does not know who vouches for it. Is this "
        + "a guest network, or is the address wrong? Everything is saved here and sent later."
    case .impostor:
      "Something else than the aggregator answered; is this a guest network with a log-in page? "
        + "Everything is saved here and sent later."
    case .stranger:
      "Another aggregator answered than the one this agent belongs to. Check the address."
    case .elsewhere(let home, let code):
      "The code is for \(code), but this folder holds entries of \(home). Make another folder, or ask for a "
        + "code of \(home)."
    case .cut(let why): "The connection was cut (\(why)). What arrived is kept; the rest follows."
    case .garbled(let why): "The answer could not be used. \(why) It is asked for again."
    case .told(.tooManyRequests, let wait):
      "The aggregator has had enough of this branch for now. Everything is saved here and sent "
        + (wait.map { "in \(($0 + 59_999) / 60_000) min." } ?? "later.")
    case .told(let problem, _): problem.description
    case .stuck(let why): "Syncing stopped here (\(why)) It is tried again."
    }
  }

  /// What the pacer makes of it.
  func paced(progressed: Bool) -> Pacer.Failure {
    switch self {
    case .told(let problem, let wait): .told(problem.retry, wait: wait)
    case .notEnrolled, .stranger, .elsewhere: .told(.afterPerson, wait: nil)
    case .unreachable, .wrongTime, .untrusted, .impostor, .stuck: .offline
    case .cut, .garbled: .interrupted(progressed: progressed)
    }
  }
}
