import Glibc

/// Codes, tokens and keys: in files of their owner alone, never on a command line, where every user
/// of the computer can see them.
public enum SecretFile {
  static let bytesMax = 4096

  /// The secret without the white space around it.
  ///
  /// - Parameter path: a file with mode 0600 or less, or `-` for standard input.
  public static func read(_ path: String) throws(FileError) -> String {
    guard path != "-" else {
      let bytes = try readAll(STDIN_FILENO, path: path, bytesMax: bytesMax)
      return try secret(in: bytes, from: path)
    }
    let file = try OpenFile(reading: path)
    let mode = try file.mode()
    guard mode & 0o077 == 0 else { throw .openToOthers(path, mode: mode) }
    return try secret(in: file.read(bytesMax: bytesMax), from: path)
  }

  /// Afterwards the file holds the secret and a line feed with mode 0600, also after a power cut; if
  /// this throws, what was there before is untouched.
  public static func write(_ secret: String, to path: String) throws(FileError) {
    let file = try OpenFile(temporaryBeside: path)
    do throws(FileError) {
      try file.write(Array("\(secret)\n".utf8))
      guard rename(file.path, path) == 0 else { throw FileError(errno: errno, path: path) }
    } catch {
      unlink(file.path)
      throw error
    }
    try synchroniseDirectory(of: path)
  }

  private static func secret(in bytes: [UInt8], from path: String) throws(FileError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(path) }
    let space: (Character) -> Bool = { $0.isWhitespace }
    let trimmed = String(text.drop(while: space).reversed().drop(while: space).reversed())
    guard !trimmed.isEmpty else { throw .empty(path) }
    return trimmed
  }

  /// Without this a renamed file may have its old name again after a power cut.
  private static func synchroniseDirectory(of path: String) throws(FileError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let directory = try OpenFile(reading: folder)
    guard fsync(directory.descriptor) == 0 else { throw FileError(errno: errno, path: folder) }
  }
}
