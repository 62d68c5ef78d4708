/// Whether an e-mail address or a Swedish telephone number stands in the text.
func holdsContactDetails(_ text: String) -> Bool {
  text.split(whereSeparator: \.isWhitespace).contains(where: isAddress)
    || telephone(in: text) != nil
}

/// The characters of the first Swedish telephone number in a text, counted from 1.
func telephone(in text: String) -> ClosedRange<Int>? {
  let written = WrittenText(text)
  for start in written.signs.indices {
    guard let end = telephoneEnd(written.signs, from: start) else { continue }
    return written.characters[start]...written.characters[end - 1]
  }
  return nil
}

func isAddress(_ word: Substring) -> Bool {
  let halves = word.split(separator: "@", omittingEmptySubsequences: false)
  return halves.count == 2 && !halves[0].isEmpty && halves[1].dropFirst().contains(".")
}

/// 0, +46 or 0046, then 7 to 10 more digits in groups.
private func telephoneEnd(_ signs: [WrittenSign], from start: Int) -> Int? {
  let before = start > 0 ? signs[start - 1] : .other
  guard before.digit == nil, !before.isLetter else { return nil }
  let prefixes: [[WrittenSign]] = [
    [.mark(.plus), .digit(4), .digit(6)], [.digit(0), .digit(0), .digit(4), .digit(6)], [.digit(0)],
  ]
  guard let prefix = prefixes.first(where: { signs[start...].starts(with: $0) }) else {
    return nil
  }
  var count = 0
  var end = start
  for (place, sign) in zip(signs.indices, signs).dropFirst(start + prefix.count) {
    if sign.digit != nil {
      count += 1
      end = place + 1
    } else if sign != .blank && sign != .mark(.dash) && sign != .mark(.slash) {
      break
    }
  }
  return (7...10).contains(count) ? end : nil
}
