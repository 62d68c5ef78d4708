public import Catalogue
public import Replication

/// Why the journal did not do what it was asked. Nothing was changed.
public enum JournalError: Error, Equatable, CustomStringConvertible {
  case damagedRow(_ table: String)
  /// The database was found damaged; it is only read any more.
  case inSafeMode(finding: String)
  /// The folder or its disk cannot be written; the database is only read.
  case readOnly(path: String)
  /// What was to be written beside the database.
  case fileFailed(_ path: String, reason: String)
  /// Another account of this computer owns the database.
  case notPermitted(_ path: String)
  case fromTheFuture(version: Int64)
  /// Hard rules of the catalogue that the entry breaks.
  case ruleBroken([Finding])
  case unknownRecord(String)
  case alreadyDeleted(String)
  /// The form was drawn from changes that this node does not hold.
  case unknownHeads
  case actionTooLarge(changes: Int)
  case refused(Refusal)
  case notTheAggregator
  /// This agent is about to erase itself.
  case beingErased
  case unknownPerson(String)
  case personExists(String)
  case unknownItem(String)
  case unknownChange(String)
  case noSuchRole(alias: String, role: String)
  /// A verdict is about what somebody recorded, not about another decision or the register.
  case notAnEntry(String)
  /// Others wrote so much while this was read that it gave way.
  case overtaken
  case nothingToErase(String)
  /// A field that a figure is made of, or that ties records together.
  case notErasable(String)
  /// A question was answered in a way that does not fit its kind, or leaves a field open.
  case unanswered(String)

  public var description: String {
    switch self {
    case .damagedRow(let table):
      "A row in “\(table)” cannot be read. Run verify, and restore the database from a backup."
    case .notPermitted(let path):
      "This account may not use \(path). Run the command as the account that owns the folder, for example "
        + "with sudo -u bokfink."
    case .inSafeMode(let finding):
      "The database is damaged (\(finding)), so nothing is recorded or synced here any more. Save every line "
        + "that can be read with export --out FILE, then put a backup back with restore."
    case .readOnly(let path):
      "\(path) can only be read: the folder is another account's, or its disk takes no writes. Nothing was "
        + "saved. Looking and exporting work."
    case .fileFailed(let path, let reason): "\(path) cannot be written: \(reason)."
    case .fromTheFuture(let version):
      "A newer version of Bokfink has written this database (schema \(version)). Upgrade Bokfink."
    case .ruleBroken(let findings):
      findings.map { "\($0)" }.joined(separator: "\n")
    case .unknownRecord(let id): "There is no record \(id) here. Look it up with list."
    case .alreadyDeleted(let id): "The record \(id) is deleted already."
    case .unknownHeads: "The form was drawn from another database. Draw it again with show."
    case .actionTooLarge(let changes):
      "One action holds at most \(Change.groupChangesMax) changes and 256 KiB, not \(changes). "
        + "Split it."
    case .refused(let refusal): refusal.description
    case .beingErased:
      "The region has this agent erase itself; nothing is recorded here any more. Record it on another computer."
    case .notTheAggregator: "Only an aggregator can do this."
    case .unknownPerson(let alias):
      "Nobody signs in as “\(alias)”. List everybody with people list."
    case .personExists(let alias):
      "Somebody signs in as “\(alias)” already. Use people change or people reset, or another name."
    case .unknownItem(let id): "There is no open question \(id). List them with inbox."
    case .noSuchRole(let alias, let role):
      "\(alias) has no role \(role) there. List the roles with role list."
    case .unknownChange(let id):
      "There is no change \(id), or several begin so. List them with verdicts or show."
    case .notAnEntry(let id):
      "The change \(id) is no entry of a branch. Only these are released or declined."
    case .overtaken:
      "So much was written meanwhile that this was given up. Try again when less is going on."
    case .nothingToErase(let id):
      "Nothing in \(id) can be erased: figures, keys and deletes stay, and what is erased is gone already."
    case .notErasable(let field):
      "The field \(field) is part of a figure or ties records together, and is never erased."
    case .unanswered(let why): why
    }
  }
}
