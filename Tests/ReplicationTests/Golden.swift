import Foundation
import Replication
import Testing

/// The files of `Protocol/`, which `Tools/vectors` writes from the specification without this code.
enum Golden {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  static func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: "Protocol/fixtures/\(name)")))
  }

  /// The cases that a vector file lists under `member`; the files are strict JSON themselves.
  static func cases(_ file: String, _ member: String) throws -> [JSON] {
    try #require(try vectors(file)[member]?.items)
  }

  static func vectors(_ file: String) throws -> JSON {
    let bytes = try Data(contentsOf: root.appending(path: "Protocol/vectors/\(file)"))
    return try LineScanner.scan(Array(bytes))
  }

  /// Runs `Tools/vectors --check`; the exit status and what it said.
  static func check() throws -> (status: Int32, said: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = root.appending(path: "Tools/vectors")
    process.arguments = ["--check"]
    process.standardError = output
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }
}

extension JSON {
  func text(_ name: String) throws -> String {
    try #require(self[name]?.text, "“\(name)” is no text")
  }
  func integer(_ name: String) throws -> Int64 { try #require(self[name]?.integer) }
  func items(_ name: String) throws -> [JSON] { try #require(self[name]?.items) }
  func line(_ name: String) throws -> [UInt8] { Array(try text(name).utf8) }

  func id<Subject>(_ name: String) throws -> ID<Subject> { try #require(ID(try text(name))) }
  func hash(_ name: String) throws -> Hash { try #require(Hash(try text(name))) }
  func scope(_ name: String) throws -> Scope { try #require(Scope(try text(name))) }

  func hex(_ name: String) throws -> [UInt8] {
    let digits = Array(try text(name))
    return try stride(from: 0, to: digits.count, by: 2).map { start in
      try #require(UInt8(String(digits[start..<start + 2]), radix: 16))
    }
  }
}
