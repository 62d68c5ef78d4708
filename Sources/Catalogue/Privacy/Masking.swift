// What people wrote, as it may be handed to somebody who asks for it.

extension Catalogue {
  /// What stands where something was left out.
  public static let masked = "[maskat]"

  /// Whether an answer is in words of people's own: in a field of texts, or in one that this version does not know.
  public func isFreeText(_ answer: Answer, field: String, type: String) -> Bool {
    switch (self.type(type)?[field]?.kind, answer) {
    case (.text, _): true
    case (nil, .text), (nil, .texts): true
    default: false
    }
  }

  /// A text without anybody's personal number, and without e-mail addresses and telephone numbers unless they are asked
  /// for as well.
  public static func masking(_ text: String, contacts: Bool) -> String {
    var text = text
    while let number = PersonNumber(in: text) {
      text = text.masking(number.characters)
    }
    guard !contacts else { return text }
    while let place = telephone(in: text) { text = text.masking(place) }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { isAddress($0) ? Substring(masked) : $0 }.joined(separator: " ")
  }
}

extension String {
  /// - Parameter characters: counted from 1.
  fileprivate func masking(_ characters: ClosedRange<Int>) -> String {
    var all = Array(self)
    all.replaceSubrange(
      (characters.lowerBound - 1)..<min(characters.upperBound, all.count), with: Catalogue.masked)
    return String(all)
  }
}
