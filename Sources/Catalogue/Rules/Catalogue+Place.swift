// When and where: the date and the unit of an entry, be they fields or parts of its key.

extension Catalogue {
  /// Nothing is recorded from before the first year that the county has figures for.
  static let firstDay = CivilDate(year: 2012, month: 1, day: 1)!

  static let daysBackMax = 400

  func dateFindings(_ entry: Entry, _ type: RecordType, _ context: Context) -> [Finding] {
    let isWritten = entry.key != nil ? entry.isNew : entry.answers["date"] != nil
    guard isWritten else { return [] }
    guard let date = entry.date else { return entry.key.map { [badKeyDate($0)] } ?? [] }
    if date < Self.firstDay {
      return [
        .hard(
          "date-too-early", "date",
          sv: "\(date) är före \(Self.firstDay). Kontrollera året.",
          en: "\(date) is before \(Self.firstDay). Check the year.")
      ]
    }
    return context.today.map { far(date, from: $0) } ?? []
  }

  /// An edit that leaves the unit alone is only asked whether the unit existed on the new date.
  func unitFindings(_ entry: Entry, _ type: RecordType, _ context: Context) -> [Finding] {
    guard type.place == .municipality, let id = entry.unit else { return [] }
    let isWritten = entry.isNew || entry.answers["unit"] != nil
    guard isWritten || entry.answers["date"] != nil else { return [] }
    guard let unit = context.unit(id) else { return isWritten ? [unknown(id)] : [] }
    if isWritten, !sameBytes(unit.scope, context.scope) { return [elsewhere(unit)] }
    guard let date = entry.date, !unit.exists(on: date) else { return [] }
    return [closed(unit, on: date)]
  }

  private func far(_ date: CivilDate, from today: CivilDate) -> [Finding] {
    let daysBack = today.dayNumber - date.dayNumber
    if daysBack < 0 {
      return [
        .soft(
          "date-ahead", "date",
          sv: "\(date) har inte varit än. Stämmer datumet?",
          en: "\(date) has not been yet. Is the date right?")
      ]
    }
    if daysBack > Self.daysBackMax {
      return [
        .soft(
          "date-long-ago", "date",
          sv: "\(date) är mer än \(Self.daysBackMax) dagar sedan. Stämmer året?",
          en: "\(date) is more than \(Self.daysBackMax) days ago. Is the year right?")
      ]
    }
    return []
  }

  private func badKeyDate(_ key: KeyParts) -> Finding {
    .hard(
      "bad-date", "date",
      sv: "\(key.date) är inget datum som finns. Skriv åååå-mm-dd, till exempel 2026-03-02.",
      en: "\(key.date) is no date that exists. Write yyyy-mm-dd, for example 2026-03-02.")
  }

  private func unknown(_ id: String) -> Finding {
    .hard(
      "unit-unknown", "unit",
      sv: "Biblioteket \(id) finns inte i registret. Välj ett ur listan.",
      en: "The library \(id) is not in the register. Choose one from the list.")
  }

  private func elsewhere(_ unit: UnitFacts) -> Finding {
    .hard(
      "unit-elsewhere", "unit",
      sv: "\(unit.name) hör till en annan kommun. Välj ett av era egna bibliotek.",
      en: "\(unit.name) belongs to another municipality. Choose one of your own libraries.")
  }

  private func closed(_ unit: UnitFacts, on date: CivilDate) -> Finding {
    let until = unit.validTo.map { "\($0)" } ?? ""
    return .hard(
      "unit-not-valid", "unit",
      sv: "\(unit.name) fanns inte \(date), bara \(unit.validFrom)–\(until). Rätta något.",
      en: "\(unit.name) did not exist on \(date), only \(unit.validFrom)–\(until). Mend either.")
  }
}

extension Entry {
  /// The unit it happened at, by key or field.
  fileprivate var unit: String? {
    if let key { return key.unit }
    if case .text(let unit)? = self["unit"] { return unit }
    return nil
  }
}
