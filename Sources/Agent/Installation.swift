internal import Foundation
internal import Glibc
internal import Synchronization

/// The folder of an agent on this machine: a copy of the disk is another installation of the same device.
struct Installation: Sendable {
  let folder: String
  /// Differs between a database and its copy: the machine's id, the file's inode, and a random file beside it.
  let fingerprint: String

  init(folder: String, random: () -> UInt64) throws {
    self.folder = folder
    let mark = "\(folder)/installation"
    if !FileManager.default.fileExists(atPath: mark) {
      let word = String(random(), radix: 36) + String(random(), radix: 36)
      try Data("\(word)\n".utf8).write(to: URL(filePath: mark), options: .atomic)
    }
    let beside = try String(contentsOfFile: mark, encoding: .utf8)
    fingerprint = Self.fingerprint(folder, beside: beside)
  }

  /// A folder that cannot be written: what is read there needs no fingerprint to be right.
  init(reading folder: String) {
    self.folder = folder
    fingerprint = Self.fingerprint(folder, beside: "")
  }

  private static func fingerprint(_ folder: String, beside: String) -> String {
    let machine = (try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)) ?? ""
    var facts = stat()
    let inode = stat("\(folder)/\(Branch.databaseName)", &facts) == 0 ? facts.st_ino : 0
    return [machine, "\(inode)", beside].map { $0.filter { !$0.isWhitespace } }
      .joined(separator: ".")
  }

  /// One process of an agent talks to the aggregator at a time.
  ///
  /// - Returns: what gives the turn back; nil while another process has it.
  func takeTurn() -> (@Sendable () -> Void)? {
    let descriptor = open("\(folder)/sync.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return { close(descriptor) }
  }
}
