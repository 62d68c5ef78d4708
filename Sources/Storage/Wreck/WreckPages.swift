// The file format of SQLite as https://www.sqlite.org/fileformat2.html has it, as far as whole rows need it.

internal import Foundation

/// The pages of a database as they were when somebody last wrote, read without SQLite: the file, and over it what is
/// committed in its log of writes. Any byte may be wrong.
struct WreckPages {
  private let database: FileHandle
  private let log: FileHandle?
  /// Where in the log of writes the newest version of a page stands.
  private var newer: [Int: UInt64] = [:]
  let size: Int
  /// Bytes of a page that rows may use.
  let usable: Int
  let count: Int
  /// Pages that were given back: what stands on them was deleted.
  private(set) var free: Set<Int> = []

  init(path: String) throws {
    database = try FileHandle(forReadingFrom: URL(filePath: path))
    log = try? FileHandle(forReadingFrom: URL(filePath: path + "-wal"))
    let head = try Self.read(database, at: 0, count: 100)
    let header = try log.map { try Self.read($0, at: 0, count: 32) } ?? []
    let isHead = head.starts(with: Array("SQLite format 3\0".utf8))
    // A page of 64 KiB is written as 1.
    let sizes = [isHead ? Self.number(head, 16, 2) : 0, Self.number(header, 8, 4)]
    size =
      sizes.map { $0 == 1 ? 65_536 : $0 }
      .first { $0.nonzeroBitCount == 1 && (512...65_536).contains($0) } ?? 4096
    usable = size - (isHead && head.count > 20 ? Int(head[20]) : 0)
    let end = try database.seekToEnd()
    newer = try Self.committed(log, header: header, size: size)
    count = max(Int(clamping: end) / size, newer.keys.max() ?? 0)
    free = freed()
  }

  /// A page by its number from 1 on; empty when it cannot be read.
  func page(_ number: Int) -> [UInt8] {
    let page: [UInt8]?
    if let log, let place = newer[number] {
      page = try? Self.read(log, at: place, count: size)
    } else {
      page = try? Self.read(database, at: UInt64(number - 1) * UInt64(size), count: size)
    }
    return page.flatMap { $0.count == size ? $0 : nil } ?? []
  }

  /// The newest committed frame of every page. A frame whose number or page is wrong does no harm: rows prove
  /// themselves.
  private static func committed(_ log: FileHandle?, header: [UInt8], size: Int) throws
    -> [Int: UInt64]
  {
    guard let log, header.count == 32 else { return [:] }
    let salts = header[16..<24]
    var committed: [Int: UInt64] = [:]
    var open: [Int: UInt64] = [:]
    var place: UInt64 = 32
    while true {
      let frame = try read(log, at: place, count: 24)
      // What follows is left over from before the log was begun anew.
      guard frame.count == 24, frame[8..<16] == salts else { return committed }
      open[number(frame, 0, 4)] = place + 24
      if number(frame, 4, 4) != 0 {
        committed.merge(open) { $1 }
        open = [:]
      }
      place += 24 + UInt64(size)
    }
  }

  private func freed() -> Set<Int> {
    var free: Set<Int> = []
    var trunk = Self.number(page(1), 32, 4)
    while trunk > 0, trunk <= count, free.insert(trunk).inserted {
      let page = page(trunk)
      let leaves = min(Self.number(page, 4, 4), usable / 4 - 2)
      for index in 0..<max(0, leaves) { free.insert(Self.number(page, 8 + 4 * index, 4)) }
      trunk = Self.number(page, 0, 4)
    }
    return free
  }

  private static func read(_ file: FileHandle, at place: UInt64, count: Int) throws -> [UInt8] {
    try file.seek(toOffset: place)
    return try file.read(upToCount: count).map(Array.init) ?? []
  }

  /// A big-endian number; 0 where there are no such bytes.
  static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    guard start >= 0, start + count <= bytes.count else { return 0 }
    return bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
  }
}
