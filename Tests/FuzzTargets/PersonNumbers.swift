import Catalogue

extension FuzzTarget {
  static let personNumber = FuzzTarget(
    "person-number",
    "A number that names a person is found in any text, however it is written, and where it stands."
  ) { input throws(Broken) in
    var feed = Feed(input)
    let number = writtenNumber(&feed)
    let text = String(decoding: feed.rest, as: UTF8.self)
    try checkPlace(in: text)
    let half = text.prefix(text.count / 2)
    let around = "\(half) \(number) \(text.dropFirst(half.count))"
    try expect(PersonNumber(in: around) != nil, "“\(number)” is not found in “\(around)”")
    try checkPlace(in: around)
  }
}

/// A line before a text moves what is found by one, and finds nothing else.
private func checkPlace(in text: String) throws(Broken) {
  guard let found = PersonNumber(in: text) else {
    return try expect(PersonNumber(in: "\n\(text)") == nil, "found only on a second line")
  }
  let moved = PersonNumber(in: "\n\(text)")?.characters
  let place = found.characters
  try expect(place.lowerBound >= 1 && place.upperBound <= text.count, "it stands at \(place)")
  let expected = (place.lowerBound + 1)...(place.upperBound + 1)
  try expect(moved == expected, "a line before it moves it oddly")
}

/// A valid number, as one of many people might write it.
private func writtenNumber(_ feed: inout Feed) -> String {
  let year = 1930 + Int(feed.byte() % 82)
  let (month, day) = (1 + Int(feed.byte() % 12), 1 + Int(feed.byte() % 28))
  let style = feed.byte()
  let dayWritten = style & 1 == 0 ? day : day + 60
  let serial = Int(feed.byte()) * 3 + 1
  let nine = [year % 100, month, dayWritten].map(twoDigits).joined() + threeDigits(serial)
  let ten = nine + checkDigit(of: nine)
  let century = style & 2 == 0 ? "" : "\(year / 100)"
  let dash = ["-", "\u{2212}", "+", "\u{2010}"][Int(style >> 2 & 3)]
  let plain = century + ten.prefix(6) + dash + ten.suffix(4)
  return style & 16 == 0 ? plain : String(String.UnicodeScalarView(plain.unicodeScalars.map(wide)))
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

private func threeDigits(_ number: Int) -> String {
  number < 100 ? "0" + twoDigits(number) : "\(number)"
}

private func checkDigit(of nine: String) -> String {
  let sum = nine.utf8.enumerated().reduce(0) { sum, place in
    let doubled = Int(place.element - 0x30) * (place.offset % 2 == 0 ? 2 : 1)
    return sum + doubled / 10 + doubled % 10
  }
  return "\((10 - sum % 10) % 10)"
}

/// Full-width digits, as some keyboards write them.
private func wide(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  guard ("0"..."9").contains(scalar) else { return scalar }
  return Unicode.Scalar(scalar.value - 0x30 + 0xFF10) ?? scalar
}
