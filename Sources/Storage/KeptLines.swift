internal import Glibc

/// A file of lines beside the database that only ever grows, and that no restore of the database touches: what was
/// taken back stays taken back.
struct KeptLines {
  private let path: String
  private let folder: String

  init(_ name: String, besideDatabase database: String) {
    folder = database.lastIndex(of: "/").map { String(database[...$0]) } ?? "./"
    path = folder + name
  }

  /// The words of every line. A line that a power cut left half is read as far as it goes; nothing was promised yet
  /// when it was written.
  func all() throws(SystemError) -> [[Substring]] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return [] }
    guard descriptor >= 0 else { throw SystemError(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError(path) }
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ")
    }
  }

  /// Durable when it returns.
  func append(_ line: String) throws(SystemError) {
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError(path) }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var last = UInt8(ascii: "\n")
    if size > 0 { pread(descriptor, &last, 1, size - 1) }
    // A line of its own, also after one that a power cut left half.
    let start = last == UInt8(ascii: "\n") ? "" : "\n"
    let bytes = Array("\(start)\(line)\n".utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw SystemError(path)
    }
    // Else a new file may have no name after a power cut.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw SystemError(folder) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw SystemError(folder) }
  }
}

/// What the system said about a file.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  public let code: Int32
  public let path: String

  fileprivate init(_ path: String) {
    code = errno
    self.path = path
  }

  public var description: String {
    "\(path) cannot be read or written: \(String(cString: strerror(code)))."
  }
}
