extension Catalogue {
  /// Most characters in the id of a counter.
  static let counterCharactersMax = 40

  func keyFindings(_ entry: Entry, _ type: RecordType, _ context: Context) -> [Finding] {
    switch (type.key, entry.key) {
    case (nil, nil): []
    case (nil, .some): [keyNotAllowed(type)]
    case (.some, nil): [keyMissing(type)]
    case (let shape?, let key?):
      shapeFindings(key, entry.type, shape) + (entry.isNew ? overlap(key, context) : [])
    }
  }

  private func shapeFindings(_ key: KeyParts, _ type: String, _ shape: KeyShape) -> [Finding] {
    var findings: [Finding] = []
    if !sameBytes(key.type, type) { findings.append(keyOfAnotherType(key, type)) }
    if !shape.granularities.contains(where: { sameBytes($0, key.granularity) }) {
      findings.append(badGranularity(key, shape))
    } else if sameBytes(key.granularity, "week"), let date = CivilDate(key.date),
      date.weekday != 1
    {
      findings.append(notMonday(date))
    }
    if key.counter.count > Self.counterCharactersMax
      || key.counter.unicodeScalars.contains(where: \.isOfControl)
    {
      findings.append(badCounter)
    }
    return findings
  }

  /// A day and its week at one counter would count the same people twice.
  private func overlap(_ key: KeyParts, _ context: Context) -> [Finding] {
    guard let days = key.days else { return [] }
    let other = context.counted.first { counted in
      counted != key && sameBytes(counted.type, key.type) && sameBytes(counted.unit, key.unit)
        && sameBytes(counted.counter, key.counter)
        && !sameBytes(counted.granularity, key.granularity)
        && counted.days?.overlaps(days) ?? false
    }
    guard let other else { return [] }
    return [alreadyCounted(other)]
  }

  private func alreadyCounted(_ other: KeyParts) -> Finding {
    let isWeek = sameBytes(other.granularity, "week")
    let (sv, en) = isWeek ? ("veckan från", "the week from") : ("dagen", "the day")
    return .hard(
      "overlap", "granularity",
      sv: "Räkneverket har redan \(sv) \(other.date). Ta bort den först, eller räkna likadant.",
      en: "The counter already has \(en) \(other.date). Delete that first, or count alike.")
  }

  private func keyNotAllowed(_ type: RecordType) -> Finding {
    .hard(
      "key-not-allowed", nil,
      sv: "\(type.labels.sv) har ingen nyckel av enhet, datum och räkneverk. Utelämna den.",
      en: "\(type.labels.en) has no key of unit, date and counter. Leave it out.")
  }

  private func keyMissing(_ type: RecordType) -> Finding {
    .hard(
      "key-missing", nil,
      sv: "\(type.labels.sv) behöver enhet, datum och om det gäller en dag eller en vecka.",
      en: "\(type.labels.en) needs a unit, a date, and whether it is for a day or a week.")
  }

  private func keyOfAnotherType(_ key: KeyParts, _ type: String) -> Finding {
    .hard(
      "key-of-another-type", nil,
      sv: "Nyckeln hör till \(key.type), inte till \(type).",
      en: "The key belongs to \(key.type), not to \(type).")
  }

  private func badGranularity(_ key: KeyParts, _ shape: KeyShape) -> Finding {
    let allowed = shape.granularities.joined(separator: ", ")
    return .hard(
      "bad-granularity", "granularity",
      sv: "”\(key.granularity)” går inte att räkna per. Välj bland \(allowed).",
      en: "It cannot be counted per “\(key.granularity)”. Choose among \(allowed).")
  }

  private func notMonday(_ date: CivilDate) -> Finding {
    .hard(
      "week-not-monday", "date",
      sv: "En vecka anges med sin måndag: \(date.monday) i stället för \(date).",
      en: "A week is named by its Monday: \(date.monday) instead of \(date).")
  }

  private var badCounter: Finding {
    .hard(
      "bad-counter", "counter",
      sv: "Räkneverkets namn får ha högst \(Self.counterCharactersMax) tecken och inga styrtecken.",
      en:
        "A counter's name may have at most \(Self.counterCharactersMax) characters, none of control."
    )
  }
}
