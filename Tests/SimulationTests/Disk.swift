import Catalogue
import Foundation
import Replication
import Storage

/// A node's disk: a database file with the journal and the reader that have it open.
struct Disk: Sendable {
  let path: String
  let journal: Journal
  let reader: Reader

  static let name = "journal.sqlite"

  /// Opens what lies in `folder`, or makes it.
  init(
    folder: URL, catalogue: Catalogue, authority: Journal.Authority?, dice: Dice, lane: Lane
  ) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: Self.name).path
    journal = try Journal(
      path: path, catalogue: catalogue, authority: authority, executor: lane,
      random: { dice.word() })
    reader = try Reader(path: path, executor: lane)
  }
}

/// The files of a disk as they stood at one moment, as a copying program or a power cut leaves them.
struct Image: Sendable {
  let folder: URL

  /// Copies the database with its log of writes, while nobody writes.
  init(of path: String, to folder: URL) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.copyItem(
        atPath: path + suffix, toPath: folder.appending(path: Disk.name + suffix).path)
    }
  }

  /// Copies a file beside the database, when there is one.
  static func copy(_ name: String, besides path: String, to folder: URL) throws {
    let file = URL(filePath: path).deletingLastPathComponent().appending(path: name)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    try FileManager.default.copyItem(at: file, to: folder.appending(path: name))
  }

  /// Another copy, to be opened; the image stays as it is.
  func unpack(to folder: URL) throws {
    _ = try Image(of: self.folder.appending(path: Disk.name).path, to: folder)
  }
}

/// Where the simulation keeps its files: memory when the system has such a disk.
struct Shelf: Sendable {
  let root: URL
  private(set) var count = 0

  init(seed: UInt64) throws {
    let memory = URL(filePath: "/dev/shm")
    let base =
      FileManager.default.isWritableFile(atPath: memory.path)
      ? memory : FileManager.default.temporaryDirectory
    root = base.appending(path: "\(Levers.mark)\(seed)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  mutating func newFolder() -> URL {
    count += 1
    return root.appending(path: "\(count)")
  }

  func clear() { try? FileManager.default.removeItem(at: root) }
}
