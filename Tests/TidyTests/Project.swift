import Foundation

/// The project as it lies on the disk. What does not exist yet is an empty list, not a mistake.
enum Project {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL

  /// Swift files of the programs.
  static let sources = files(under: "Sources", named: ".swift")

  static let tests = files(under: "Tests", named: ".swift")

  /// What people run from a shell: every file directly in `Tools` that is not a library.
  static let tools = files(under: "Tools", named: "").filter {
    $0.split(separator: "/").count == 2 && !$0.contains(".")
  }

  /// Swift, Python and shell, wherever it stands.
  static let code =
    sources + tests + tools
    + ["Sources", "Tests", "Tools"].flatMap { files(under: $0, named: ".py") }

  /// Every text file of the project.
  static let everything =
    ["Package.swift", "README.md", ".ci/run"].filter(exists)
    + ["Sources", "Tests", "Tools", "Protocol"].flatMap { files(under: $0, named: "") }

  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// The directories in `Sources` or `Tests`.
  static func targets(in folder: String) -> [String] {
    let paths = files(under: folder, named: ".swift")
    return Set(paths.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
      .sorted()
  }

  private static func files(under folder: String, named ending: String) -> [String] {
    guard let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    else { return [] }
    return names.compactMap { $0 as? String }
      .filter { $0.hasSuffix(ending) && !$0.contains("__pycache__") && !$0.hasSuffix(".db") }
      .map { "\(folder)/\($0)" }
      .filter { !isDirectory($0) }
      .sorted()
  }

  private static func isDirectory(_ path: String) -> Bool {
    (try? root.appending(path: path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
  }
}
