import Glibc

/// A file that a person asked for, for its owner alone. What was in it before is gone.
public struct OutputFile: Sendable {
  private let path: String
  private let descriptor: Int32

  public init(_ path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
  }

  public func write(_ bytes: [UInt8]) throws(FileError) {
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Afterwards the bytes are on the disk, if the file is on one, and nothing can be written any more.
  public func close() throws(FileError) {
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw FileError(errno: errno, path: path)
    }
  }
}
