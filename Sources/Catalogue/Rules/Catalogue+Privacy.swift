// Nobody's personal number has a place in the statistics, and contact details seldom do.

extension Catalogue {
  /// What names a person anywhere in an entry, whatever kind of field it stands in.
  func privacyFindings(_ entry: Entry, _ type: RecordType) -> [Finding] {
    let answers = entry.answers.keys.sorted().flatMap { name -> [Finding] in
      let label = type[name]?.labels ?? Text(sv: name, en: name)
      return (entry.answers[name]?.texts ?? []).flatMap { findings($0, name, label) }
    }
    let counter = Text(sv: "Räkneverkets namn", en: "The counter's name")
    return answers + (entry.key.map { findings($0.counter, "counter", counter) } ?? [])
  }

  private func findings(_ text: String, _ field: String, _ label: Text) -> [Finding] {
    if let number = PersonNumber(in: text) { return [.personNumber(number, field, label)] }
    guard holdsContactDetails(text) else { return [] }
    return [
      .soft(
        "contact-details", field,
        sv: "\(label.sv) ser ut att innehålla e-post eller telefonnummer. Behövs det?",
        en: "\(label.en) seems to hold an e-mail address or a telephone number. Is it needed?")
    ]
  }
}

extension Finding {
  /// The reason why a text of whatever origin cannot be kept; nil when it can.
  ///
  /// - Parameter name: what the text is called where it was typed, for example “--name”.
  static func personNumber(in text: String, called name: String) -> Finding? {
    guard let number = PersonNumber(in: text), number.isCertain else { return nil }
    return personNumber(number, nil, Text(sv: name, en: name))
  }

  /// Says where the number stands, never which it is.
  static func personNumber(_ number: PersonNumber, _ field: String?, _ label: Text) -> Finding {
    let (first, last) = (number.characters.lowerBound, number.characters.upperBound)
    guard number.isCertain else {
      return .soft(
        "personal-number-like", field,
        sv: "\(label.sv), tecken \(first)–\(last): är det ett personnummer? Ta i så fall bort det.",
        en: "\(label.en), characters \(first)–\(last): a personal identity number? Then remove it.")
    }
    return .hard(
      "personal-number", field,
      sv: "\(label.sv) innehåller ett personnummer, tecken \(first)–\(last). Ta bort det. "
        + "Ett telefonnummer skrivs med bindestreck.",
      en: "\(label.en) holds a personal identity number, characters \(first)–\(last). Remove it. "
        + "Write a telephone number with a hyphen.")
  }
}

extension Answer {
  /// Everything in the answer that can be read as text.
  var texts: [String] {
    switch self {
    case .null, .bool: []
    case .integer(let number): ["\(number)"]
    case .text(let text): [text]
    case .texts(let texts): texts
    }
  }

  /// Whether a personal number stands in it, beyond doubt.
  public var namesAPerson: Bool {
    texts.contains { PersonNumber(in: $0)?.isCertain == true }
  }
}
