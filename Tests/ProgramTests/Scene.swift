import Foundation
import Glibc
import Synchronization

/// A folder for one test, and every process it starts. Nothing of either is left, whichever way the test ends.
final class Scene: Sendable {
  let folder: String
  private let children = Mutex<[Child]>([])
  private let disks = Mutex<[String]>([])

  /// More tests with processes at once would only wait for each other's disk.
  private static let gate = Gate(places: 4)

  private init() throws {
    var template = Array(
      "\(FileManager.default.temporaryDirectory.path)/bokfink.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Unexpected(description: "no temporary folder: \(String(cString: strerror(errno)))")
    }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func run(_ body: (Scene) async throws -> Void) async throws {
    await gate.enter()
    let result: Result<Void, any Error>
    do {
      let scene = try Scene()
      do { result = .success(try await body(scene)) } catch { result = .failure(error) }
      await scene.clear()
    } catch { result = .failure(error) }
    await gate.leave()
    try result.get()
  }

  func add(_ child: Child) { children.withLock { $0.append(child) } }

  private func clear() async {
    for child in children.withLock({ $0 }) {
      child.send(SIGKILL)
      _ = await child.end()
    }
    for disk in disks.withLock({ $0 }) { umount2(disk, Int32(MNT_DETACH)) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A path in the folder.
  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// A disk of its own in the folder, in memory. Only root may have one.
  ///
  /// - Returns: its path; nil for anybody else.
  func disk(_ name: String, mebibytes: Int) throws -> String? {
    let path = path(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m") == 0 else { return nil }
    disks.withLock { $0.append(path) }
    return path
  }

  /// From now on nothing can be written in a folder of a disk that `disk` made, or, where there is none, of the scene.
  func freeze(_ path: String) throws {
    let flags = UInt(MS_REMOUNT | MS_RDONLY)
    if disks.withLock({ $0.contains(path) }) {
      guard mount(nil, path, nil, flags, nil) == 0 else {
        throw Unexpected(description: String(cString: strerror(errno)))
      }
    } else {
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
    }
  }

  func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    return path(name)
  }
}

/// A few places; whoever finds none waits for one.
private actor Gate {
  private var places: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  func enter() async {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
  }
}
