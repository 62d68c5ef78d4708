internal import Foundation

/// A folder for one test, gone when nobody holds it any more.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    let files = FileManager.default
    path = files.temporaryDirectory.appendingPathComponent("bokfink-\(UUID().uuidString)").path
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Copies a database as somebody does who copies a disk: the file and what stands beside it.
  public func copyDatabase(_ name: String, to copy: String) throws {
    for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: file(name + ending)) {
      try? FileManager.default.removeItem(atPath: file(copy + ending))
      try FileManager.default.copyItem(atPath: file(name + ending), toPath: file(copy + ending))
    }
  }
}

extension TemporaryFolder {
  public func write(_ text: String, to name: String) throws {
    try text.write(toFile: file(name), atomically: false, encoding: .utf8)
  }

  public func text(_ name: String) throws -> String {
    try String(contentsOfFile: file(name), encoding: .utf8)
  }
}
