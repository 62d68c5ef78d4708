// Swedish personal identity numbers (personnummer), coordination numbers (samordningsnummer) and interim numbers in
// running text. Sources: 18 and 18 a §§ folkbokföringslagen (1991:481); Skatteverket, SKV 704 and SKV 707; the
// specification of personnummer.dev, version 3.1, for interim numbers.

/// Where a number stands that names a person. Which number it is, is kept nowhere.
public struct PersonNumber: Equatable, Sendable {
  /// The characters it takes, counted from 1.
  public let characters: ClosedRange<Int>
  /// False for what may as well be something else: a date with a count after it, a row of five counts.
  public let isCertain: Bool

  /// The first certain number in a text, else the first that may be one; nil when there is none.
  public init?(in text: String) {
    guard text.utf8.count >= Self.digitsMin else { return nil }
    let written = WrittenText(text)
    let found = written.signs.indices.lazy.filter(written.beginsDigits)
      .flatMap { start in
        [12, 10].compactMap { NumberReading(written, from: start, digits: $0)?.number }
      }
    guard let first = found.first(where: \.isCertain) ?? found.first else { return nil }
    self = first
  }

  init(characters: ClosedRange<Int>, isCertain: Bool) {
    self.characters = characters
    self.isCertain = isCertain
  }

  private static let digitsMin = 10
}

/// Ten or twelve digits as they stand in a text, and what was put between them.
private struct NumberReading {
  private let text: WrittenText
  private let start: Int
  /// After the last digit.
  private var end: Int
  private var digits: [Int] = []
  private var breaks: [Int: Break] = [:]
  private var isInterim = false

  /// What stands between two digits; without a mark it is blanks alone.
  private struct Break: Equatable {
    let mark: WrittenSign.Mark?
  }

  /// Letters of interim numbers; for the check digit each counts as 1.
  private static let interimLetters = Set("TRSUWXJKLMNP".unicodeScalars)
  /// How many blanks may stand on either side of a mark.
  private static let blanksMax = 3
  /// The first year that the county counts anything in.
  private static let firstYearOfCounts = 2012

  init?(_ text: WrittenText, from start: Int, digits count: Int) {
    self.text = text
    self.start = start
    end = start
    guard readDigits(count) else { return nil }
  }

  private mutating func readDigits(_ count: Int) -> Bool {
    while digits.count < count {
      if !digits.isEmpty, let gap = readBreak() { breaks[digits.count] = gap }
      guard end < text.signs.count else { return false }
      switch text.signs[end] {
      case .digit(let digit): digits.append(digit)
      case .letter(let letter)
      where digits.count == count - 4 && Self.interimLetters.contains(letter):
        digits.append(1)
        isInterim = true
      default: return false
      }
      end += 1
    }
    return true
  }

  private mutating func readBreak() -> Break? {
    let first = end
    skipBlanks()
    guard end < text.signs.count, case .mark(let mark) = text.signs[end] else {
      return end > first ? Break(mark: nil) : nil
    }
    end += 1
    // A stop before a blank ends a sentence.
    if mark != .stop { skipBlanks() }
    return Break(mark: mark)
  }

  private mutating func skipBlanks() {
    var count = 0
    while count < Self.blanksMax, end < text.signs.count, text.signs[end] == .blank {
      end += 1
      count += 1
    }
  }
}

extension NumberReading {
  var number: PersonNumber? {
    guard isBirthDate, hasSerial, passesLuhn, standsAlone, let isCertain = isWrittenLikeOne,
      !isAnnouncedAsAnother
    else { return nil }
    return PersonNumber(
      characters: text.characters[start]...text.characters[end - 1], isCertain: isCertain)
  }

  private var century: Int { digits.count - 10 }
  private var year: Int { digits[..<(century + 2)].reduce(0) { $0 * 10 + $1 } }
  /// Between the date and the last four.
  private var middle: Break? { breaks[century + 6] }
  private var hasDash: Bool { middle?.mark == .dash || middle?.mark == .plus }

  /// In a coordination number the day is 60 more; day and month may be unknown there.
  private var isBirthDate: Bool {
    let month = digits[century + 2] * 10 + digits[century + 3]
    let day = digits[century + 4] * 10 + digits[century + 5]
    let years = century == 2 ? [year] : [1900 + year, 2000 + year]
    guard (century == 0) || (1800...2099).contains(year) else { return false }
    if day >= 60, month == 0 || day == 60 { return month <= 12 && day <= 91 }
    return years.contains { year in
      [day, day - 60].contains { CivilDate(year: year, month: month, day: $0) != nil }
    }
  }

  /// Serial numbers are 001 to 999.
  private var hasSerial: Bool { digits.suffix(4).dropLast() != [0, 0, 0] }

  /// ISO/IEC 7812-1 annex B, over the last ten.
  private var passesLuhn: Bool {
    let sum = digits.suffix(10).enumerated().reduce(0) { sum, place in
      let doubled = place.element * (place.offset % 2 == 0 ? 2 : 1)
      return sum + doubled / 10 + doubled % 10
    }
    return sum % 10 == 0
  }

  /// A part of a longer number, or of an id, is no number by itself.
  private var standsAlone: Bool {
    let before = start > 0 ? text.signs[start - 1] : .other
    let after = end < text.signs.count ? text.signs[end] : .other
    guard before.digit == nil, after.digit == nil else { return false }
    return hasDash || (!before.isLetter && !after.isLetter)
  }

  /// What people put between the digits, and where: nil for what nobody would.
  private var isWrittenLikeOne: Bool? {
    let places = [2, 4, 6, 8, 9].map { century + $0 } + (century == 2 ? [2] : [])
    guard Set(breaks.keys).isSubset(of: places) else { return nil }
    if isInterim, middle != nil, !hasDash { return nil }
    guard century == 0 || breaks[2]?.mark == nil else { return nil }
    // Year, month and day are divided alike, or not at all: 0510-11 22 33 is a telephone.
    guard breaks[century + 2] == breaks[century + 4] else { return nil }
    let inside = [breaks[century + 8], breaks[century + 9]].compactMap(\.self)
    guard inside.allSatisfy({ $0.mark == nil }), inside.isEmpty || middle != nil else { return nil }
    guard let divided = breaks[century + 2] else { return true }
    if divided.mark == nil { return !(century == 0 && middle?.mark == nil && !inside.isEmpty) }
    return middle == nil ? nil : hasDash || !mayBeDateWithCount
  }

  private var mayBeDateWithCount: Bool {
    century == 2
      ? year >= Self.firstYearOfCounts : (Self.firstYearOfCounts - 2000...49).contains(year)
  }

  /// A bare row of ten digits says what it is by the word before it.
  private var isAnnouncedAsAnother: Bool {
    guard century == 0, breaks.isEmpty else { return false }
    let isTelephone = digits[0] == 0 && text.follows(Self.telephoneWords, at: start)
    return isTelephone || (isBookNumber && text.follows(["ISBN"], at: start))
  }

  private static let telephoneWords = [
    "TEL", "TELEFON", "TELEFONNUMMER", "TFN", "MOBIL", "MOBILNUMMER", "RING", "SMS", "SWISH",
  ]

  /// ISO 2108:1992, the check digit of ISBN-10.
  private var isBookNumber: Bool {
    let sum = digits.enumerated().reduce(0) { $0 + $1.element * (10 - $1.offset) }
    return sum % 11 == 0
  }
}
