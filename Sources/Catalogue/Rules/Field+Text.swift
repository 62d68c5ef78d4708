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
    if multiline && scalar == "\n" { return false }
    return scalar.properties.generalCategory == .control
  }
}
