/// A file that cannot be read or written, said so that the person at the keyboard can do something.
public enum FileError: Error, Equatable, CustomStringConvertible {
  case notFound(String)
  case notPermitted(String)
  case isDirectory(String)
  /// A folder was to be there, or in it.
  case isFile(String)
  case tooLarge(String, bytesMax: Int)
  case notText(String)
  case empty(String)
  /// A secret that more than its owner may read; `mode` is its permission bits.
  case openToOthers(String, mode: UInt32)
  case failed(String, reason: String)

  public var description: String {
    switch self {
    case .notFound(let path):
      "There is no file “\(visible(path))”. Check the name."
    case .notPermitted(let path):
      "This account may not use “\(visible(path))”. Ask whoever looks after the computer."
    case .isDirectory(let path):
      "“\(visible(path))” is a directory. Name a file in it."
    case .isFile(let path):
      "“\(visible(path))” is a file, or lies in one. Name a folder."
    case .tooLarge(let path, let bytesMax):
      "“\(visible(path))” is larger than \(bytesMax) bytes, so it is not the right file."
    case .notText(let path):
      "“\(visible(path))” is not text in UTF-8. Save it as UTF-8 and try again."
    case .empty(let path):
      "There is nothing in “\(visible(path))”."
    case .openToOthers(let path, let mode):
      "“\(visible(path))” holds a secret, but others on this computer can use it "
        + "(mode 0\(String(mode, radix: 8))). Run “chmod 600 \(visible(path))” and try again."
    case .failed(let path, let reason):
      "“\(visible(path))” could not be read or written: \(reason)."
    }
  }

  public var status: ExitStatus {
    switch self {
    case .notFound, .isDirectory, .isFile: .noInput
    case .notPermitted, .openToOthers: .noPermission
    case .tooLarge, .notText, .empty: .data
    case .failed: .inputOutput
    }
  }
}
