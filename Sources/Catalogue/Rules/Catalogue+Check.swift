// The only place that decides what may be recorded. The branch asks before it saves, the aggregator
// again at the door.

extension Catalogue {
  /// What there is to say about an entry, the hard findings first; empty when nothing is.
  public func check(_ entry: Entry, context: Context) -> [Finding] {
    guard let type = type(entry.type) else {
      return [
        .hard(
          "unknown-type", nil,
          sv: "Det går inte att registrera något av typen \(entry.type). Uppdatera Bokfink.",
          en: "Nothing of the type \(entry.type) can be recorded. Update Bokfink.")
      ]
    }
    let privacy = privacyFindings(entry, type)
    let named = Set(privacy.filter { $0.severity == .hard }.map(\.field))
    let others =
      placeFindings(type, context) + keyFindings(entry, type, context)
      + fieldFindings(entry, type) + dateFindings(entry, type, context)
      + unitFindings(entry, type, context) + type.rules.compactMap { $0.finding(in: entry) }
    // What else is wrong with a number that names a person is not said: sentences repeat what was typed.
    let findings = privacy + others.filter { $0.field == nil || !named.contains($0.field) }
    return findings.filter { $0.severity == .hard } + findings.filter { $0.severity == .soft }
  }

  private func placeFindings(_ type: RecordType, _ context: Context) -> [Finding] {
    let isCounty = sameBytes(context.scope, "county")
    switch type.place {
    case .county where !isCounty:
      return [
        .hard(
          "wrong-place", nil,
          sv: "\(type.labels.sv) registreras av regionen, inte av biblioteken.",
          en: "\(type.labels.en) is recorded by the region, not by the libraries.")
      ]
    case .municipality where isCounty:
      return [
        .hard(
          "wrong-place", nil,
          sv: "\(type.labels.sv) registreras av biblioteken, inte av regionen.",
          en: "\(type.labels.en) is recorded by the libraries, not by the region.")
      ]
    default: return []
    }
  }

  /// Every written answer by itself, and every required field that would be empty. What an earlier
  /// author left empty does not stop an edit of something else.
  private func fieldFindings(_ entry: Entry, _ type: RecordType) -> [Finding] {
    let names = entry.answers.keys.filter { !$0.hasPrefix("_") }.sorted()
    let unknown = names.filter { type[$0] == nil }.map { name in
      Finding.hard(
        "unknown-field", name,
        sv: "\(type.labels.sv) har inget fält som heter \(name). Ta bort det.",
        en: "\(type.labels.en) has no field called \(name). Leave it out.")
    }
    return unknown
      + type.fields.flatMap { field -> [Finding] in
        let isWritten = entry.answers[field.name] != nil
        guard let answer = entry[field.name] else {
          return field.isRequired && (isWritten || entry.isNew) ? [field.missing] : []
        }
        return isWritten ? field.findings(answer, on: entry.date) : categoryMoved(entry, field)
      }
  }

  /// A new date can leave a category behind that does not hold on that day.
  private func categoryMoved(_ entry: Entry, _ field: Field) -> [Finding] {
    guard entry.answers["date"] != nil, let answer = entry[field.name] else { return [] }
    return field.findings(answer, on: entry.date).filter { $0.code == "not-in-force" }
  }
}

extension Field {
  fileprivate var missing: Finding {
    .hard(
      "required", name,
      sv: "\(labels.sv) saknas. Fyll i fältet.",
      en: "\(labels.en) is missing. Fill it in.")
  }
}
