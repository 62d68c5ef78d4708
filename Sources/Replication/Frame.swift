internal import Digest

/// Writes framed lines and closes them with their count and hash.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []
  private var count = 0

  mutating func write(_ letter: Character, _ json: JSON) {
    bytes += letter.utf8
    bytes.append(UInt8(ascii: " "))
    json.write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func writeChange(_ line: [UInt8], isStub: Bool) {
    bytes += (isStub ? "s " : "c ").utf8
    bytes += line
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Adds the last line: without it, nothing was said.
  mutating func finish(_ members: [JSON.Member]) {
    let sum = Hash(of: bytes).description
    let closing: [JSON.Member] =
      [.init("count", .integer(Int64(count)))] + members + [.init("sha256", .text(sum))]
    write("z", .object(closing))
  }
}

/// Reads framed lines, as far as they arrived.
struct FrameReader {
  struct Frame {
    let letter: UInt8
    let content: ArraySlice<UInt8>

    func json() throws(FrameError) -> JSON {
      do { return try LineScanner.scan(content) } catch { throw .malformed(error.description) }
    }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var count = 0
  /// What the last line says, once it has been reached and found true.
  private(set) var closing: JSON?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isComplete: Bool { closing != nil }

  mutating func head() throws(FrameError) -> JSON {
    guard let first = try next() else { throw .incomplete }
    guard first.letter == UInt8(ascii: "h") else { throw .malformed("the head line is missing") }
    return try first.json()
  }

  /// The next whole line, nil after the closing line or where the bytes end.
  mutating func next() throws(FrameError) -> Frame? {
    guard !isComplete, let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      return nil
    }
    let line = bytes[position..<end]
    guard line.count >= 2, line[position + 1] == UInt8(ascii: " ") else {
      throw .malformed("a line without its letter")
    }
    let frame = Frame(letter: line[position], content: line[(position + 2)...])
    if frame.letter == UInt8(ascii: "z") {
      try close(try frame.json(), end: end)
      return nil
    }
    position = end + 1
    if frame.letter == UInt8(ascii: "c") || frame.letter == UInt8(ascii: "s") { count += 1 }
    return frame
  }

  private mutating func close(_ json: JSON, end: Int) throws(FrameError) {
    guard json["count"]?.integer == Int64(count) else { throw .wrongCount }
    let sum = Hash(of: Array(bytes[..<position])).description
    guard json["sha256"]?.text == sum else { throw .wrongSum }
    guard end == bytes.count - 1 else { throw .malformed("something after the closing line") }
    closing = json
  }
}

/// Why a message cannot be used.
public enum FrameError: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(String)
  /// It ends before its closing line.
  case incomplete
  case wrongCount
  case wrongSum
  /// A mark does not follow from the lines before it.
  case wrongMark(n: Int64)
  /// A line is not the one its id names.
  case wrongID

  public var description: String {
    switch self {
    case .malformed(let what): "The message cannot be read: \(what)."
    case .incomplete: "The message was cut off."
    case .wrongCount: "The message says another number of changes than it holds."
    case .wrongSum: "The message was altered on its way."
    case .wrongMark(let n): "The log does not add up at arrival \(n)."
    case .wrongID: "A line arrived that its id does not name."
    }
  }
}

extension Receipt {
  public var json: JSON { json(of: nil) }

  public init?(_ json: JSON) {
    guard let read = Self.read(json) else { return nil }
    self = read.receipt
  }

  func json(of change: ChangeID?) -> JSON {
    let id: [JSON.Member] = change.map { [.init("id", .text($0.description))] } ?? []
    return .object(
      [.init("device", .text(device.description))] + id + [
        .init("n", .integer(n)), .init("received", .integer(received)),
        .init("seal", .text(seal.description)),
      ])
  }
}

extension Receipt {
  /// The receipt in `json`, and the change it names, if it names one.
  static func read(_ json: JSON) -> (receipt: Receipt, id: ChangeID?)? {
    guard let device = json["device"]?.text.flatMap(DeviceID.init), let n = json["n"]?.integer,
      let received = json["received"]?.integer, let seal = json["seal"]?.text.flatMap(Hash.init)
    else { return nil }
    let receipt = Receipt(n: n, received: received, device: device, seal: seal)
    return (receipt, json["id"]?.text.flatMap(ChangeID.init))
  }
}
