/// Takes chunked framing off a body (RFC 9112 §7.1). Extensions are read and ignored, trailer fields
/// are checked and dropped (§7.1.1, §7.1.2); both are bounded.
struct ChunkedDecoder: Sendable {
  private enum Place {
    case sizeStart
    case size
    case blankAfterSize
    case chunkExtension
    case sizeLineFeed
    case data
    case dataReturn
    case dataLineFeed
    case trailerLine
    case end
  }

  /// Leading zeros are lawful, but not without end.
  static let sizeDigitsMax = 16
  /// Over all chunks of a body.
  static let extensionBytesMax = 4096
  static let trailerBytesMax = 4096

  private let bytesMax: Int
  private var place = Place.sizeStart
  private var left = 0
  private var sizeDigits = 0
  private var extensionBytes = 0
  private var trailerBytes = 0
  private var trailerLine: [UInt8] = []
  private(set) var body: [UInt8] = []

  /// - Parameter bytesMax: how large the body may become.
  init(bytesMax: Int) { self.bytesMax = bytesMax }

  var isAtEnd: Bool { place == .end }

  /// Reads until the body ends or the input does, and returns how many bytes were used.
  mutating func decode(_ input: ArraySlice<UInt8>) throws(Refusal) -> Int {
    var index = input.startIndex
    while index < input.endIndex && place != .end {
      if place == .data {
        let end = min(index + left, input.endIndex)
        body.append(contentsOf: input[index..<end])
        left -= end - index
        index = end
        if left == 0 { place = .dataReturn }
      } else {
        try read(input[index])
        index += 1
      }
    }
    return index - input.startIndex
  }

  private mutating func read(_ byte: UInt8) throws(Refusal) {
    switch place {
    case .sizeStart, .size: try readSize(byte)
    case .blankAfterSize, .chunkExtension: try readExtension(byte)
    case .sizeLineFeed:
      try expect(.lineFeed, byte)
      sizeDigits = 0
      place = left == 0 ? .trailerLine : .data
    case .dataReturn:
      try expect(.carriageReturn, byte)
      place = .dataLineFeed
    case .dataLineFeed:
      try expect(.lineFeed, byte)
      place = .sizeStart
    case .trailerLine: try readTrailer(byte)
    case .data, .end: break
    }
  }

  private func expect(_ expected: UInt8, _ byte: UInt8) throws(Refusal) {
    guard byte == expected else { throw .chunk }
  }

  private mutating func readSize(_ byte: UInt8) throws(Refusal) {
    if let digit = byte.hexValue {
      // `left` stays far below overflow: it is compared with the limit after every digit.
      left = left * 16 + Int(digit)
      place = .size
      guard left <= bytesMax - body.count else { throw .contentTooLarge(bytesMax: bytesMax) }
      sizeDigits += 1
      guard sizeDigits <= Self.sizeDigitsMax else { throw .chunk }
      return
    }
    guard place == .size else { throw .chunk }
    switch byte {
    case .carriageReturn: place = .sizeLineFeed
    case UInt8(ascii: ";"): place = .chunkExtension
    case .space, .tab: place = .blankAfterSize
    default: throw .chunk
    }
  }

  /// Blanks may stand before the semicolon and nowhere else after the size (RFC 9112 §7.1.1).
  private mutating func readExtension(_ byte: UInt8) throws(Refusal) {
    extensionBytes += 1
    guard extensionBytes <= Self.extensionBytesMax else { throw .chunk }
    switch byte {
    case .carriageReturn where place == .chunkExtension: place = .sizeLineFeed
    case UInt8(ascii: ";"): place = .chunkExtension
    default:
      let isAllowed = place == .chunkExtension ? byte.isFieldContent : byte.isBlank
      guard isAllowed else { throw .chunk }
    }
  }

  private mutating func readTrailer(_ byte: UInt8) throws(Refusal) {
    trailerBytes += 1
    guard trailerBytes <= Self.trailerBytesMax else { throw .headTooLarge }
    guard byte == .lineFeed else {
      trailerLine.append(byte)
      return
    }
    guard trailerLine.popLast() == .carriageReturn else { throw .lineEnding }
    if trailerLine.isEmpty {
      place = .end
    } else {
      _ = try Headers.Field(line: trailerLine[...])
      trailerLine.removeAll()
    }
  }
}
