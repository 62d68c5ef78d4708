internal import Foundation
internal import Glibc

/// Room on the disk that is kept for what people record when everything else is full: a file beside the database
/// that holds nothing and is let go when SQLite finds no room.
public struct Ballast: Sendable {
  /// Room for some hundred entries and for the log of writes that they go through.
  public static let bytes: Int64 = 8 << 20

  private let path: String

  public init(besideDatabase database: String) {
    path = URL(filePath: database).deletingLastPathComponent().appending(path: "ballast").path
  }

  /// Whether there is room left to let go.
  public var isHeld: Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_size >= Self.bytes
  }

  /// Holds the room, unless it is held or the disk has hardly more than that left.
  public func hold() {
    guard !isHeld, let free = DiskSpace.freeBytes(beside: path), free >= 2 * Self.bytes else {
      return
    }
    let draft = "\(path).new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let isAllocated = posix_fallocate(descriptor, 0, off_t(Self.bytes)) == 0
    close(descriptor)
    guard isAllocated, rename(draft, path) == 0 else {
      unlink(draft)
      return
    }
  }

  /// Gives the room to whoever writes next.
  ///
  /// - Returns: false when none was held.
  func letGo() -> Bool { unlink(path) == 0 }
}

/// What the system says about a disk.
enum DiskSpace {
  /// Bytes this process may still write where the file lies; nil when the system does not say.
  static func freeBytes(beside path: String) -> Int64? {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return nil }
    let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(
      by: UInt64(facts.f_frsize))
    return overflow ? .max : Int64(clamping: bytes)
  }
}

/// The disk of an agent, as its people should know it.
public struct DiskRoom: Equatable, Sendable {
  public let freeBytes: Int64
  /// Nothing is pulled; recording and sending go on.
  public let isLow: Bool
  /// Whether there is still room that only recording may use.
  public let holdsBallast: Bool
}

extension Journal {
  /// With less room than this an agent pulls nothing, unless it was told another figure.
  public static let keepFreeBytes: Int64 = 200 << 20

  /// How much room there is where the database lies. A system that does not say has enough.
  public func diskRoom() throws -> DiskRoom {
    let keepFree = try meta(.keepFree)?.integer ?? Self.keepFreeBytes
    let free = DiskSpace.freeBytes(beside: path) ?? .max
    return DiskRoom(
      freeBytes: free, isLow: free < keepFree, holdsBallast: ballast?.isHeld ?? false)
  }

  /// Holds the ballast again as soon as the disk has room for it.
  public func keepBallast() { ballast?.hold() }
}
