import Foundation

extension Field {
  /// What a person typed, as an answer. Nothing typed empties the field. Texts are put in Unicode
  /// normal form C here, at the keyboard, and nowhere else.
  ///
  /// - Parameter today: what ”idag” and ”igår” count from; nil refuses those words.
  public func parse(_ typed: String, today: CivilDate?) throws(Finding) -> Answer {
    let text = typed.precomposedStringWithCanonicalMapping
    let word = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if word.isEmpty { return .null }
    // Before any sentence repeats what was typed.
    if let number = PersonNumber(in: text), number.isCertain {
      throw .personNumber(number, name, labels)
    }
    switch kind {
    case .text: return .text(text)
    case .unit: return .text(word)
    case .integer: return .integer(try integer(word))
    case .flag: return .bool(try flag(word))
    case .date: return .text("\(try date(word, today: today))")
    case .choice(let choices): return .text(try code(word, among: choices))
    case .ids: return .texts(words(word))
    case .choices(let choices):
      var codes: [String] = []
      for word in words(word) { codes.append(try code(word, among: choices)) }
      return .texts(codes)
    }
  }

  /// `1 200` and `1200` are the same number; `1,5` and `12 st` are none.
  private func integer(_ word: String) throws(Finding) -> Int64 {
    guard let number = Int64(word.filter { !$0.isWhitespace }) else { throw wrongKind }
    return number
  }

  private func flag(_ word: String) throws(Finding) -> Bool {
    switch word.lowercased() {
    case "ja", "j", "yes", "y", "true": return true
    case "nej", "n", "no", "false": return false
    default: throw wrongKind
    }
  }

  private func date(_ word: String, today: CivilDate?) throws(Finding) -> CivilDate {
    let daysBack: Int? =
      switch word.lowercased() {
      case "idag", "i dag", "today": 0
      case "igår", "i går", "yesterday": 1
      default: nil
      }
    let date = daysBack.map { today?.adding(days: -$0) } ?? CivilDate(word)
    guard let date else { throw badDate(word) }
    return date
  }

  /// The choice's code, or its label in either language.
  private func code(_ word: String, among choices: [Choice]) throws(Finding) -> String {
    let named = choices.first { sameBytes($0.code, word) }
    let labelled = choices.first { choice in
      Language.allCases.contains { choice.labels[$0].lowercased() == word.lowercased() }
    }
    guard let choice = named ?? labelled else { throw noSuchChoice(word, among: choices) }
    return choice.code
  }

  private func words(_ text: String) -> [String] {
    text.split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
