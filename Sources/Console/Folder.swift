import Glibc

/// Makes a folder that only its owner can look into, and those above it that are missing. One that is there stays
/// as it is.
public func makeFolder(_ path: String) throws(FileError) {
  if mkdir(path, 0o700) == 0 { return }
  switch errno {
  case EEXIST: guard isFolder(path) else { throw .isFile(path) }
  case ENOTDIR: throw .isFile(path)
  case ENOENT:
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw .notFound(path)
    }
    try makeFolder(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw FileError(errno: errno, path: path)
    }
  case let code: throw FileError(errno: code, path: path)
  }
}

/// Whether there is something under this name, as far as this account may know.
public func exists(_ path: String) throws(FileError) -> Bool {
  if access(path, F_OK) == 0 { return true }
  guard errno != ENOENT, errno != ENOTDIR else { return false }
  throw FileError(errno: errno, path: path)
}

private func isFolder(_ path: String) -> Bool {
  var facts = stat()
  return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
}
