import Foundation
import Glibc
import Storage
import TestSupport
import Testing

@Suite("A folder that cannot be written is read")
struct ReadOnlyTests {
  @Test func `it is known before anything is tried, and what is there can be seen`() async throws {
    let folder = try FrozenFolder()
    let path = folder.path + "/journal.sqlite"
    let record = try await Journal(path: path, random: seededWords(1)).enter()
    #expect(Journal.refusal(at: path) == nil)

    try folder.freeze()

    let refusal = try #require(Journal.refusal(at: path))
    #expect(refusal == .readOnly(path: folder.path))
    let journal = try Journal(reading: path, refusal: refusal)
    #expect(try await journal.look(at: record)?.life == "alive")
    await #expect(throws: refusal) { try await journal.enter() }
  }
}

/// A folder that can be made one that takes no writes: by its mode, or, for root, whom no mode keeps out, by a file
/// system of its own.
private final class FrozenFolder {
  let path: String
  private let isMounted: Bool

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "frozen-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    isMounted = mount("tmpfs", path, "tmpfs", 0, "size=8m") == 0
  }

  func freeze() throws {
    guard isMounted else {
      return try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
    }
    #expect(mount(nil, path, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
  }

  deinit {
    if isMounted {
      umount2(path, Int32(MNT_DETACH))
    } else {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
    try? FileManager.default.removeItem(atPath: path)
  }
}
