internal import Foundation
internal import Glibc

/// A lock that other processes see, on a file of its own. It is given back when nobody holds this value any more,
/// and by the system when the process ends, however it ends.
public final class FolderLock: Sendable {
  public enum Kind: Sendable {
    /// Nobody else has it.
    case exclusive
    /// Nobody has it exclusively.
    case shared
  }

  private let descriptor: Int32

  /// Where no file can be made, nobody else can make one either: then there is nothing to hold.
  ///
  /// - Returns: nil when another process is in the way.
  public init?(_ path: String, _ kind: Kind) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let operation = kind == .exclusive ? LOCK_EX : LOCK_SH
    guard flock(descriptor, operation | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
  }

  /// The lock of a whole folder: shared by everybody who uses its database, exclusive for who puts another one there.
  public convenience init?(besideDatabase path: String, _ kind: Kind) {
    self.init(
      URL(filePath: path).deletingLastPathComponent().appending(path: "folder.lock").path, kind)
  }

  /// - Returns: false when somebody else has it, too; then it is shared with them.
  public func becomeExclusive() -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    // Linux gives the old lock back before it asks for the new one.
    flock(descriptor, LOCK_SH | LOCK_NB)
    return false
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
