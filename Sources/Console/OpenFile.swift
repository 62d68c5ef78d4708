import Glibc

/// An open file, closed at the end of its life.
struct OpenFile: ~Copyable {
  let path: String
  let descriptor: Int32

  init(reading path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
  }

  /// A new file with an unused name beside `path`, readable and writable by its owner alone.
  init(temporaryBeside path: String) throws(FileError) {
    var template = Array("\(path).XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    self.path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { close(descriptor) }

  /// The permission bits.
  func mode() throws(FileError) -> UInt32 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(errno: errno, path: path) }
    return status.st_mode & 0o777
  }

  func read(bytesMax: Int) throws(FileError) -> [UInt8] {
    try readAll(descriptor, path: path, bytesMax: bytesMax)
  }

  /// The bytes are on the disk when this returns.
  func write(_ bytes: [UInt8]) throws(FileError) {
    try writeAll(bytes, to: descriptor, path: path)
    guard fsync(descriptor) == 0 else { throw FileError(errno: errno, path: path) }
  }
}

/// Everything up to the end, from a file or a pipe.
func readAll(_ descriptor: Int32, path: String, bytesMax: Int) throws(FileError) -> [UInt8] {
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = read(descriptor, &piece, piece.count)
    if count == 0 { return bytes }
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError(errno: errno, path: path)
    }
    bytes += piece[..<count]
    guard bytes.count <= bytesMax else { throw .tooLarge(path, bytesMax: bytesMax) }
  }
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError(errno: errno, path: path)
    }
    rest = rest.dropFirst(count)
  }
}

extension FileError {
  init(errno code: Int32, path: String) {
    switch code {
    case ENOENT, ENOTDIR: self = .notFound(path)
    case EACCES, EPERM, EROFS: self = .notPermitted(path)
    case EISDIR: self = .isDirectory(path)
    default: self = .failed(path, reason: String(cString: strerror(code)))
    }
  }
}
