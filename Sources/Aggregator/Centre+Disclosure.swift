internal import Catalogue
internal import Reports
internal import Storage

extension Centre {
  /// Records for somebody who has asked for them.
  ///
  /// - Parameters:
  ///   - from: the first day, `YYYY-MM-DD`; nil for no bound. `to`: the last.
  ///   - parts: of `texts`, `contacts` and `staff`, what is not masked.
  ///   - reason: who asked, or the case.
  ///   - person: who hands them out.
  /// - Returns: the same records as a table and as JSON, and a sentence about what was masked.
  public func disclose(
    scope: String?, type: String?, from: String?, to: String?, showing parts: Set<String>,
    reason: String, by person: String
  ) async throws -> (csv: String, json: String, remark: String) {
    guard !reason.isEmpty, !person.isEmpty else { throw CentreError.unexplained }
    for (text, name) in [(reason, "--reason"), (person, "--by")] {
      guard let finding = Finding.unfit(text, called: name) else { continue }
      throw CentreError.ruleBroken("\(finding)")
    }
    for day in [from, to] {
      if let day, CivilDate(day) == nil { throw CentreError.badDay(day) }
    }
    if let scope, try await units(scope: scope).rows.isEmpty {
      throw CentreError.unknownScope(scope)
    }
    let shown = Set(parts.compactMap(Disclosure.Part.init))
    let disclosure = try await Disclosure(
      Disclosure.Selection(scope: scope, type: type, from: from, to: to), showing: shown,
      catalogue: journal.catalogue, rows: rows)
    let masked = Disclosure.Part.allCases.filter { !shown.contains($0) }.map(\.rawValue)
    let remark =
      "\(disclosure.count) poster. Maskat: \((masked + ["personnummer"]).joined(separator: ", "))."
    return (disclosure.csv, try disclosure.json(), remark)
  }
}
