/// A sign of a text as people mean it, whichever of Unicode's digits, dashes and blanks they found: full-width or
/// Arabic digits, the minus of a word processor, the space that does not break.
enum WrittenSign: Equatable {
  case digit(Int)
  case letter(Unicode.Scalar)
  case mark(Mark)
  case blank
  case other

  enum Mark: Equatable {
    case dash, plus, stop, slash, underscore
  }

  var digit: Int? { if case .digit(let digit) = self { digit } else { nil } }
  var isLetter: Bool { if case .letter = self { true } else { false } }

  /// Nil for what is not seen: joiners, soft hyphens, marks on the sign before.
  init?(_ scalar: Unicode.Scalar) {
    if let plain = Self.ascii(scalar) {
      self = plain
      return
    }
    switch scalar.properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark: return nil
    case .dashPunctuation: self = .mark(.dash)
    case .spaceSeparator: self = .blank
    case .decimalNumber, .otherNumber:
      // A fraction, or a number in a circle that is above nine, is no digit.
      let value = scalar.properties.numericValue ?? -1
      self = value >= 0 && value <= 9 && value.rounded() == value ? .digit(Int(value)) : .other
    default: self = Self.lookalikes[scalar] ?? Self.plain(scalar)
    }
  }

  /// Most of what people write, without a look into Unicode's tables; nil for anything else.
  private static func ascii(_ scalar: Unicode.Scalar) -> WrittenSign? {
    switch scalar {
    case "0"..."9": .digit(Int(scalar.value) - 0x30)
    case "A"..."Z": .letter(scalar)
    case "a"..."z": .letter(Unicode.Scalar(UInt8(scalar.value) - 0x20))
    case " ": .blank
    case "-": .mark(.dash)
    case "+", ".", "/", "_", "\t": lookalikes[scalar]
    default: scalar.isASCII ? .other : nil
    }
  }

  private static let lookalikes: [Unicode.Scalar: WrittenSign] = [
    "\t": .blank, "+": .mark(.plus), "\u{FF0B}": .mark(.plus), "\u{FE62}": .mark(.plus),
    "\u{207A}": .mark(.plus), "\u{2795}": .mark(.plus), "\u{2212}": .mark(.dash),
    "\u{207B}": .mark(.dash), "\u{02D7}": .mark(.dash), "\u{2043}": .mark(.dash),
    "\u{2796}": .mark(.dash), ".": .mark(.stop), "\u{FF0E}": .mark(.stop), "/": .mark(.slash),
    "\u{FF0F}": .mark(.slash), "\u{2044}": .mark(.slash), "\u{2215}": .mark(.slash),
    "_": .mark(.underscore),
  ]

  private static func plain(_ scalar: Unicode.Scalar) -> WrittenSign {
    guard scalar.properties.isAlphabetic else { return .other }
    // Full-width letters stand 0xFEE0 above those of ASCII.
    let isWide = (0xFF21...0xFF5A).contains(scalar.value)
    let letter = isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
    return .letter(letter.properties.uppercaseMapping.unicodeScalars.first ?? letter)
  }
}

/// A text as signs, each with the character it stands in.
struct WrittenText {
  let signs: [WrittenSign]
  /// 1-based, as people count.
  let characters: [Int]

  init(_ text: String) {
    var signs: [WrittenSign] = []
    var characters: [Int] = []
    for (index, character) in text.enumerated() {
      for scalar in character.unicodeScalars {
        guard let sign = WrittenSign(scalar) else { continue }
        signs.append(sign)
        characters.append(index + 1)
      }
    }
    self.signs = signs
    self.characters = characters
  }

  /// Whether a row of digits begins at a sign: within one, no number that stands alone does.
  func beginsDigits(_ start: Int) -> Bool {
    signs[start].digit != nil && (start == 0 || signs[start - 1].digit == nil)
  }

  /// Whether one of the words, in capitals, is the nearest before a sign.
  func follows(_ words: [String], at start: Int) -> Bool {
    var end = start
    while end > 0, !signs[end - 1].isLetter { end -= 1 }
    return words.contains { word in
      let letters = word.unicodeScalars.map { WrittenSign.letter($0) }
      guard end >= letters.count else { return false }
      let first = end - letters.count
      return Array(signs[first..<end]) == letters && (first == 0 || !signs[first - 1].isLetter)
    }
  }
}
