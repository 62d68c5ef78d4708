extension Field {
  func textFindings(_ text: String, charactersMax most: Int, multiline: Bool) -> [Finding] {
    var findings: [Finding] = []
    if text.count > most {
      findings.append(
        .hard(
          "text-too-long", name,
          sv: "\(labels.sv) får ha högst \(most) tecken. Korta texten.",
          en: "\(labels.en) may have at most \(most) characters. Shorten it."))
    }
    if text.unicodeScalars.contains(where: { isRefused($0, multiline: multiline) }) {
      findings.append(
        .hard(
          "control-character", name,
          sv: multiline
            ? "\(labels.sv) innehåller ett styrtecken, till exempel tabb. Ta bort det."
            : "\(labels.sv) innehåller en radbrytning eller ett styrtecken. Ta bort det.",
          en: multiline
            ? "\(labels.en) holds a control character, such as a tab. Remove it."
            : "\(labels.en) holds a line break or a control character. Remove it."))
    }
    return findings
  }

  private func isRefused(_ scalar: Unicode.Scalar, multiline: Bool) -> Bool {
    scalar.isOfControl && !(multiline && scalar == "\n")
  }
}

extension Finding {
  private static let wordsCharactersMax = 2_000

  /// The reason why a name, or the reason for a decision, cannot be kept; nil when it can.
  ///
  /// - Parameter name: what the text is called where it was typed, for example “--name”.
  public static func unfit(_ text: String, called name: String) -> Finding? {
    if let finding = personNumber(in: text, called: name) { return finding }
    if text.unicodeScalars.contains(where: \.isOfControl) {
      return .hard(
        "control-character", nil,
        sv: "\(name) innehåller en radbrytning eller ett styrtecken. Ta bort det.",
        en: "\(name) holds a line break or a control character. Remove it.")
    }
    guard text.count > wordsCharactersMax else { return nil }
    return .hard(
      "text-too-long", nil,
      sv: "\(name) får ha högst \(wordsCharactersMax) tecken. Korta texten.",
      en: "\(name) may have at most \(wordsCharactersMax) characters. Shorten it.")
  }
}

extension Unicode.Scalar {
  /// Whether it does something to the text around it: moves a cursor, ends a line, or turns the direction of writing, so
  /// that others read another text than was typed (UTR 36 §2.5).
  public var isOfControl: Bool {
    switch self {
    case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{2028}", "\u{2029}": true
    default: properties.generalCategory == .control
    }
  }
}
