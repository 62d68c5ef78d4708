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
    return findings + privacyFindings(text)
  }

  private func isRefused(_ scalar: Unicode.Scalar, multiline: Bool) -> Bool {
    if multiline && scalar == "\n" { return false }
    return scalar.properties.generalCategory == .control
  }

  /// Nobody's personal number has a place in the statistics, and contact details seldom do.
  private func privacyFindings(_ text: String) -> [Finding] {
    if holdsPersonNumber(text) {
      return [
        .hard(
          "personal-number", name,
          sv: "\(labels.sv) ser ut att innehålla ett personnummer. Ta bort det.",
          en: "\(labels.en) seems to hold a personal identity number. Remove it.")
      ]
    }
    if holdsContactDetails(text) {
      return [
        .soft(
          "contact-details", name,
          sv: "\(labels.sv) ser ut att innehålla e-post eller telefonnummer. Behövs det?",
          en: "\(labels.en) seems to hold an e-mail address or a telephone number. Is it needed?")
      ]
    }
    return []
  }
}
