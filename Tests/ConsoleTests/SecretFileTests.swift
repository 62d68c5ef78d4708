import Console
import Foundation
import Testing

@Suite("A secret stays with its owner")
final class SecretFileTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// A file with these bytes and this mode; its path.
  private func file(_ bytes: [UInt8], mode: Int = 0o600) throws -> String {
    let path = path("code")
    try Data(bytes).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  @Test func `what is written is read again, and only the owner can`() throws {
    try SecretFile.write("ABCD-1234", to: path("token"))

    #expect(try SecretFile.read(path("token")) == "ABCD-1234")
    #expect(try mode(of: path("token")) == 0o600)
    #expect(try String(contentsOfFile: path("token"), encoding: .utf8) == "ABCD-1234\n")
  }

  @Test func `a new secret replaces the old one and its mode, and leaves nothing beside it`() throws
  {
    let path = try file(Array("old".utf8), mode: 0o644)

    try SecretFile.write("new", to: path)

    #expect(try SecretFile.read(path) == "new")
    #expect(try mode(of: path) == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["code"])
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o601, 0o666])
  func `a file that others may use is refused`(mode: Int) throws {
    let path = try file(Array("code".utf8), mode: mode)

    let error = #expect(throws: FileError.self) { try SecretFile.read(path) }

    #expect(error == .openToOthers(path, mode: UInt32(mode)))
    #expect(error?.status == .noPermission)
    #expect(
      error?.description == "“\(path)” holds a secret, but others on this computer can use it "
        + "(mode 0\(String(mode, radix: 8))). Run “chmod 600 \(path)” and try again.")
  }

  @Test(arguments: [0o600, 0o400, 0o700])
  func `a file of its owner alone is read`(mode: Int) throws {
    #expect(try SecretFile.read(file(Array(" code \r\n".utf8), mode: mode)) == "code")
  }

  @Test func `a pipe is read to its end`() throws {
    let path = path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let writer = Thread { try? Data("from a pipe\n".utf8).write(to: URL(filePath: path)) }
    writer.start()

    #expect(try SecretFile.read(path) == "from a pipe")
  }

  @Test func `an empty file, bytes that are no text and a whole book are refused`() throws {
    let path = path("code")

    #expect(throws: FileError.empty(path)) { try SecretFile.read(self.file([0x20, 0x0a])) }
    #expect(throws: FileError.notText(path)) { try SecretFile.read(self.file([0xff])) }
    #expect(throws: FileError.tooLarge(path, bytesMax: 4096)) {
      try SecretFile.read(self.file([UInt8](repeating: 0x61, count: 4097)))
    }
  }

  @Test func `what is not there is named`() {
    let missing = path("no/such")

    #expect(throws: FileError.notFound(missing)) { try SecretFile.read(missing) }
    #expect(throws: FileError.notFound(missing)) { try SecretFile.write("x", to: missing) }
  }

  @Test func `a directory is no file`() throws {
    let inner = folder.appending(path: "inner")
    try FileManager.default.createDirectory(
      at: inner, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])

    #expect(throws: FileError.isDirectory(inner.path)) { try SecretFile.read(inner.path) }
    #expect(throws: FileError.isDirectory(inner.path)) {
      try SecretFile.write("x", to: inner.path)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["inner"])
  }
}
