/// Whether an e-mail address or a Swedish telephone number stands in the text.
func holdsContactDetails(_ text: String) -> Bool {
  let signs = WrittenText(text).signs
  return text.split(whereSeparator: \.isWhitespace).contains(where: isAddress)
    || signs.indices.contains { isTelephone(signs, from: $0) }
}

private func isAddress(_ word: Substring) -> Bool {
  let halves = word.split(separator: "@", omittingEmptySubsequences: false)
  return halves.count == 2 && !halves[0].isEmpty && halves[1].dropFirst().contains(".")
}

/// 0, +46 or 0046, then 7 to 10 more digits in groups.
private func isTelephone(_ signs: [WrittenSign], from start: Int) -> Bool {
  let before = start > 0 ? signs[start - 1] : .other
  guard before.digit == nil, !before.isLetter else { return false }
  let prefixes: [[WrittenSign]] = [
    [.mark(.plus), .digit(4), .digit(6)], [.digit(0), .digit(0), .digit(4), .digit(6)], [.digit(0)],
  ]
  guard let prefix = prefixes.first(where: { signs[start...].starts(with: $0) }) else {
    return false
  }
  var count = 0
  for sign in signs[(start + prefix.count)...] {
    if sign.digit != nil {
      count += 1
    } else if sign != .blank && sign != .mark(.dash) && sign != .mark(.slash) {
      break
    }
  }
  return (7...10).contains(count)
}
