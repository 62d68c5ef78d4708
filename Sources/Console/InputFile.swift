import Glibc

/// What a person hands over to be read in.
public enum InputFile {
  /// A year of a large library has some 10 MB.
  static let bytesMax = 64 << 20

  /// - Parameter path: a file, or `-` for standard input.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    guard path != "-" else { return try readAll(STDIN_FILENO, path: path, bytesMax: bytesMax) }
    return try OpenFile(reading: path).read(bytesMax: bytesMax)
  }
}
