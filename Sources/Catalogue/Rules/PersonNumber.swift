// Swedish personal identity numbers and coordination numbers in running text: (YY)YYMMDD[-+]NNNN with a
// day that exists (plus 60 in a coordination number) and Luhn's check digit. Organisation numbers have
// no such month, and most case numbers fail the check digit.

/// Whether a personal identity number stands in the text, in any usual way of writing it.
func holdsPersonNumber(_ text: String) -> Bool {
  let characters = text.unicodeScalars.map(plain)
  return characters.indices.contains { start in
    (start == 0 || !isWord(characters[start - 1]))
      && [8, 6].contains { personNumber(in: characters, from: start, dateDigits: $0) }
  }
}

/// Whether an e-mail address or a Swedish telephone number stands in the text.
func holdsContactDetails(_ text: String) -> Bool {
  let characters = text.unicodeScalars.map(plain)
  return text.split(whereSeparator: \.isWhitespace).contains(where: isAddress)
    || characters.indices.contains { start in
      (start == 0 || !isWord(characters[start - 1])) && telephone(in: characters, from: start)
    }
}

private func personNumber(in text: [Unicode.Scalar], from start: Int, dateDigits: Int) -> Bool {
  var digits: [Int] = []
  var index = start
  while digits.count < dateDigits, index < text.count, let digit = digitValue(text[index]) {
    digits.append(digit)
    index += 1
  }
  guard digits.count == dateDigits else { return false }
  for separators in [" ", "-+", " "] {
    if index < text.count, separators.unicodeScalars.contains(text[index]) { index += 1 }
  }
  while digits.count < dateDigits + 4, index < text.count, let digit = digitValue(text[index]) {
    digits.append(digit)
    index += 1
  }
  guard digits.count == dateDigits + 4, index == text.count || !isWord(text[index]) else {
    return false
  }
  return isBirthDate(digits.prefix(dateDigits)) && passesLuhn(digits.suffix(10))
}

private func isBirthDate(_ digits: ArraySlice<Int>) -> Bool {
  let number = digits.reduce(0) { $0 * 10 + $1 }
  let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
  let years = digits.count == 8 ? [year] : [1900 + year, 2000 + year]
  return years.contains { year in
    (1800...2199).contains(year)
      && [day, day - 60].contains { CivilDate(year: year, month: month, day: $0) != nil }
  }
}

/// ISO/IEC 7812-1 annex B, over ten digits.
private func passesLuhn(_ digits: ArraySlice<Int>) -> Bool {
  let sum = digits.enumerated().reduce(0) { sum, place in
    let doubled = place.element * (place.offset % 2 == 0 ? 2 : 1)
    return sum + doubled / 10 + doubled % 10
  }
  return sum % 10 == 0
}

private func isAddress(_ word: Substring) -> Bool {
  let halves = word.split(separator: "@", omittingEmptySubsequences: false)
  return halves.count == 2 && !halves[0].isEmpty && halves[1].dropFirst().contains(".")
}

/// 0 or +46, then 8 to 10 more digits in groups.
private func telephone(in text: [Unicode.Scalar], from start: Int) -> Bool {
  let international = text[start...].starts(with: "+46".unicodeScalars)
  guard international || text[start] == "0" else { return false }
  var digits = 0
  for scalar in text[(start + (international ? 3 : 1))...] {
    if digitValue(scalar) != nil {
      digits += 1
    } else if scalar != " " && scalar != "-" {
      break
    }
  }
  return (7...10).contains(digits)
}

/// Full-width digits, unusual dashes and unusual blanks as what they stand for.
private func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0xFF10...0xFF19: Unicode.Scalar(UInt8(scalar.value - 0xFF10) + UInt8(ascii: "0"))
  case 0x2010...0x2015, 0x2212: "-"
  case _ where scalar.properties.isWhitespace: " "
  default: scalar
  }
}

private func digitValue(_ scalar: Unicode.Scalar) -> Int? {
  ("0"..."9").contains(scalar) ? Int(scalar.value - 0x30) : nil
}

private func isWord(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.isAlphabetic || digitValue(scalar) != nil
}
