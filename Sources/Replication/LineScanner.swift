// RFC 8259, minus what two implementations could read differently: duplicate members, fractions, exponents,
// −0, integers beyond 2^53 − 1, lone surrogates, U+0000, more than eight levels. Foundation's decoder takes
// `1.0`, `1e2`, trailing commas and the first of two equal members; an id over bytes cannot afford that.

/// Reads one JSON text from bytes.
public struct LineScanner {
  public static let depthMax = 8

  /// Up to so many members, comparing names is quicker than hashing them.
  private static let fewMembers = 16

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  public static func scan(_ bytes: [UInt8]) throws(ScanError) -> JSON {
    try scan(bytes[...])
  }

  public static func scan(_ bytes: ArraySlice<UInt8>) throws(ScanError) -> JSON {
    try bytes.withUnsafeBufferPointer { buffer throws(ScanError) in
      var scanner = LineScanner(buffer)
      let json = try scanner.value()
      scanner.skipWhitespace()
      if scanner.position < buffer.count { throw scanner.error(.trailing) }
      return json
    }
  }

  private mutating func value() throws(ScanError) -> JSON {
    skipWhitespace()
    guard let first = peek else { throw error(.unfinished) }
    switch first {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: throw error(.unexpected)
    }
  }

  private mutating func object() throws(ScanError) -> JSON {
    try enter()
    var members: [JSON.Member] = []
    var names: Set<[UInt8]> = []
    if try closes(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipWhitespace()
      guard peek == UInt8(ascii: "\"") else { throw error(.unexpected) }
      let name = try string()
      if members.count == Self.fewMembers { names = Set(members.map { Array($0.name.utf8) }) }
      let isNew =
        members.count < Self.fewMembers
        ? !members.contains { sameBytes($0.name, name) }
        : names.insert(Array(name.utf8)).inserted
      guard isNew else { throw error(.duplicateMember) }
      skipWhitespace()
      guard take(UInt8(ascii: ":")) else { throw error(.unexpected) }
      members.append(JSON.Member(name, try value()))
    } while try continues(until: UInt8(ascii: "}"))
    return .object(members)
  }

  private mutating func array() throws(ScanError) -> JSON {
    try enter()
    var items: [JSON] = []
    if try closes(UInt8(ascii: "]")) { return .array([]) }
    repeat { items.append(try value()) } while try continues(until: UInt8(ascii: "]"))
    return .array(items)
  }

  private mutating func enter() throws(ScanError) {
    depth += 1
    position += 1
    guard depth <= Self.depthMax else { throw error(.tooDeep) }
  }

  /// True when the container ends at once.
  private mutating func closes(_ end: UInt8) throws(ScanError) -> Bool {
    skipWhitespace()
    guard take(end) else { return false }
    depth -= 1
    return true
  }

  private mutating func continues(until end: UInt8) throws(ScanError) -> Bool {
    skipWhitespace()
    if take(UInt8(ascii: ",")) { return true }
    guard take(end) else { throw error(peek == nil ? .unfinished : .unexpected) }
    depth -= 1
    return false
  }

  private mutating func integer() throws(ScanError) -> Int64 {
    let negative = take(UInt8(ascii: "-"))
    let start = position
    var number: Int64 = 0
    while let digit = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      number = number * 10 + Int64(digit - UInt8(ascii: "0"))
      guard number <= Value.integerMax else { throw error(.tooLarge) }
      position += 1
    }
    let count = position - start
    let leadingZero = count > 1 && bytes[start] == UInt8(ascii: "0")
    guard count > 0, !leadingZero, !(negative && number == 0) else { throw error(.badNumber) }
    switch peek {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw error(.badNumber)
    default: return negative ? -number : number
    }
  }

  private mutating func literal(_ word: String, _ json: JSON) throws(ScanError) -> JSON {
    for byte in word.utf8 {
      guard take(byte) else { throw error(peek == nil ? .unfinished : .unexpected) }
    }
    return json
  }
}

// MARK: - Strings

extension LineScanner {
  private mutating func string() throws(ScanError) -> String {
    position += 1
    let start = position
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      position += 1
    }
    if peek == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(UnsafeBufferPointer(rebasing: bytes[start..<position]))
    }
    return try escapedString(from: start)
  }

  private mutating func escapedString(from start: Int) throws(ScanError) -> String {
    var unescaped = Array(bytes[start..<position])
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        return try unescaped.withUnsafeBufferPointer { buffer throws(ScanError) in
          try text(buffer)
        }
      case UInt8(ascii: "\\"): unescaped += String(try escape()).utf8
      case 0..<0x20: throw error(.controlCharacter)
      default: unescaped.append(byte)
      }
    }
    throw error(.unfinished)
  }

  private func text(_ buffer: UnsafeBufferPointer<UInt8>) throws(ScanError) -> String {
    guard let text = String(validating: buffer, as: UTF8.self) else { throw error(.notUTF8) }
    return text
  }

  private mutating func escape() throws(ScanError) -> Unicode.Scalar {
    guard let byte = peek else { throw error(.unfinished) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw error(.unexpected)
    }
  }

  private mutating func unicodeEscape() throws(ScanError) -> Unicode.Scalar {
    let first = try fourHexDigits()
    if first == 0 { throw error(.controlCharacter) }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u"))
    else { throw error(.loneSurrogate) }
    let second = try fourHexDigits()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error(.loneSurrogate) }
    return scalar
  }

  private mutating func fourHexDigits() throws(ScanError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        byte < 0x80
      else { throw error(peek == nil ? .unfinished : .unexpected) }
      number = number << 4 | UInt32(digit)
      position += 1
    }
    return number
  }
}

// MARK: - Bytes

extension LineScanner {
  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  private func error(_ reason: ScanError.Reason) -> ScanError {
    ScanError(reason: reason, offset: position)
  }
}

/// Why bytes are not a line, and where.
public struct ScanError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case unfinished = "the text ends too early"
    case unexpected = "something else was expected here"
    case trailing = "there is more after the end"
    case duplicateMember = "a member is there twice"
    case badNumber = "only whole numbers, without exponent or leading zero"
    case tooLarge = "a number is beyond 2^53 − 1"
    case controlCharacter = "a control character stands in a text"
    case loneSurrogate = "half of a surrogate pair"
    case notUTF8 = "the bytes are not UTF-8"
    case tooDeep = "more than eight levels"
  }

  public let reason: Reason
  /// In bytes from the start.
  public let offset: Int

  public var description: String { "Byte \(offset): \(reason.rawValue)." }
}
