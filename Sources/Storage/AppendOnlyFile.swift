internal import Foundation
internal import Glibc

/// Lines of text that are only ever added to, in a file beside the database that no restore of the database touches.
struct AppendOnlyFile {
  let path: String

  init(_ name: String, besideDatabase database: String) {
    path = URL(filePath: database).deletingLastPathComponent().appending(path: name).path
  }

  /// Without a line that a power cut broke off.
  func lines() throws -> [Substring] { try lines(after: 0).lines }

  /// What was added since a place in the file, and the place after it. A file that is shorter than that is another one
  /// and read from its beginning.
  func lines(after place: Int64) throws -> (lines: [Substring], end: Int64) {
    guard FileManager.default.fileExists(atPath: path) else { return ([], 0) }
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    let size = Int64(try file.seekToEnd())
    guard size != place else { return ([], place) }
    let start = size < place ? 0 : place
    try file.seek(toOffset: UInt64(start))
    let bytes = try file.readToEnd() ?? Data()
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? Data()
    return (
      String(decoding: whole, as: UTF8.self).split(separator: "\n"), start + Int64(whole.count)
    )
  }

  func append(_ line: String) throws { try append([line]) }

  /// Durable when it returns; when it throws, nothing was added.
  func append(_ lines: [String]) throws {
    let isNew = !FileManager.default.fileExists(atPath: path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    let before = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 10
    if before > 0, pread(descriptor, &last, 1, before - 1) != 1 { throw failure }
    // What a power cut broke off is left as it is, on a line of its own.
    let text = (last == 10 ? "" : "\n") + lines.map { $0 + "\n" }.joined()
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      let failure = failure
      ftruncate(descriptor, before)
      throw failure
    }
    if isNew { try DurableFile.synchroniseFolder(of: path) }
  }

  private var failure: JournalError { .fileFailed(path, reason: String(cString: strerror(errno))) }
}

/// What a file needs to have the same name after a power cut.
enum DurableFile {
  /// Gives a file that is complete its final name, and waits until the disk knows.
  static func rename(_ draft: String, to path: String) throws {
    try synchronise(draft)
    guard Glibc.rename(draft, path) == 0 else { throw failure(draft) }
    try synchroniseFolder(of: path)
  }

  static func synchroniseFolder(of path: String) throws {
    try synchronise(URL(filePath: path).deletingLastPathComponent().path)
  }

  /// Waits until the disk knows a file, or the names in a folder.
  static func synchronise(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> JournalError {
    .fileFailed(path, reason: String(cString: strerror(errno)))
  }
}
