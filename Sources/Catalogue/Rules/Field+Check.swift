import Digest

extension Field {
  /// What is wrong with one answer by itself.
  ///
  /// - Parameter date: the day the entry is about; nil skips the question whether a choice held then.
  func findings(_ answer: Answer, on date: CivilDate?) -> [Finding] {
    switch (kind, answer) {
    case (.integer(let range), .integer(let number)): outOfRange(number, range)
    case (.text(let most, let multiline), .text(let text)):
      textFindings(text, charactersMax: most, multiline: multiline)
    case (.date, .text(let text)): CivilDate(text) == nil ? [badDate(text)] : []
    case (.flag, .bool), (.unit, .text): []
    case (.choice(let choices), .text(let code)): choiceFindings([code], choices, on: date)
    case (.choices(let choices), .texts(let codes)):
      tooMany(codes) + choiceFindings(codes, choices, on: date)
    case (.ids, .texts(let ids)): tooMany(ids) + ids.filter { !Self.isID($0) }.map(badID)
    default: [wrongKind]
    }
  }

  func badDate(_ text: String) -> Finding {
    .hard(
      "bad-date", name,
      sv: "\(text) är inget datum som finns. Skriv åååå-mm-dd, till exempel 2026-03-02.",
      en: "\(text) is no date that exists. Write yyyy-mm-dd, for example 2026-03-02.")
  }

  func noSuchChoice(_ code: String, among choices: [Choice]) -> Finding {
    let codes = choices.map(\.code).joined(separator: ", ")
    return .hard(
      "no-such-choice", name,
      sv: "\(labels.sv): \(code) finns inte att välja. Välj bland \(codes).",
      en: "\(labels.en): \(code) cannot be chosen. Choose among \(codes).")
  }

  var wrongKind: Finding {
    let expected = kind.expected
    return .hard(
      "wrong-kind", name,
      sv: "\(labels.sv) ska vara \(expected.sv).",
      en: "\(labels.en) has to be \(expected.en).")
  }

  private func outOfRange(_ number: Int64, _ range: ClosedRange<Int64>) -> [Finding] {
    if range.contains(number) { return [] }
    return [
      .hard(
        "out-of-range", name,
        sv: "\(labels.sv) ska vara mellan \(range.lowerBound) och \(range.upperBound).",
        en: "\(labels.en) has to be between \(range.lowerBound) and \(range.upperBound).")
    ]
  }

  private func choiceFindings(
    _ codes: [String], _ choices: [Choice], on date: CivilDate?
  ) -> [Finding] {
    codes.compactMap { code in
      guard let choice = choices.first(where: { sameBytes($0.code, code) }) else {
        return noSuchChoice(code, among: choices)
      }
      guard let date, !choice.holds(on: date) else { return nil }
      let first = choice.firstDay.map { "\($0)" } ?? "–"
      return .hard(
        "not-in-force", name,
        sv: "”\(choice.labels.sv)” gäller inte \(date), först från \(first). Välj något annat.",
        en: "“\(choice.labels.en)” does not hold on \(date), only from \(first). Choose another.")
    }
  }

  private func tooMany(_ listed: [String]) -> [Finding] {
    if listed.count <= Self.listedMax { return [] }
    return [
      .hard(
        "too-many", name,
        sv: "\(labels.sv) får ha högst \(Self.listedMax) värden.",
        en: "\(labels.en) may have at most \(Self.listedMax) values.")
    ]
  }

  private func badID(_ id: String) -> Finding {
    .hard(
      "bad-id", name,
      sv: "\(labels.sv): \(id) är inget id. Ett id har 22 tecken; kopiera det från posten.",
      en: "\(labels.en): \(id) is no id. An id has 22 characters; copy it from the record.")
  }

  private static func isID(_ text: String) -> Bool {
    Base64URL.decode(text)?.count == 16
  }
}

extension Field.Kind {
  /// The noun phrase of “has to be …”.
  fileprivate var expected: Text {
    switch self {
    case .integer: Text(sv: "ett heltal", en: "a whole number")
    case .text: Text(sv: "en text", en: "a text")
    case .date: Text(sv: "ett datum, åååå-mm-dd", en: "a date, yyyy-mm-dd")
    case .flag: Text(sv: "ja eller nej", en: "yes or no")
    case .choice: Text(sv: "ett av valen i listan", en: "one of the choices in the list")
    case .choices: Text(sv: "en lista med val", en: "a list of choices")
    case .unit: Text(sv: "ett bibliotek", en: "a library")
    case .ids: Text(sv: "en lista med id", en: "a list of ids")
    }
  }
}
