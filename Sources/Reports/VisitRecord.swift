import Catalogue
import Storage

/// One record of visits. Its place and its day are in its key and beyond dispute.
struct VisitRecord {
  let scope: String
  let unit: String
  /// Unit and counter.
  let counter: String
  let isInYear: Bool
  let openItems: Int
  /// What is shown meanwhile.
  let shown: Count
  /// All that it may turn out to be.
  let possible: Count

  /// Nil for a key that admission refuses: a week that begins on no Monday, or neither day nor week.
  init?(_ row: [SQLValue], in days: DaysOfYear) throws(ReportError) {
    guard let scope = row[0].text, let unit = row[1].text, let counter = row[2].text,
      let date = row[3].text.flatMap({ CivilDate($0) }), let granularity = row[4].text
    else { throw .unreadable(column: "key") }
    let isWeek = granularity == "week"
    guard isWeek ? date.weekday == 1 : granularity == "day" else { return nil }
    let said = try Said(fields: row[7], candidates: row[8])
    let numbers = CountNumbers(isWeek: isWeek)
    func count(_ options: [Count.Option]) -> Count {
      Count(
        monday: date.monday.dayNumber, isWeek: isWeek, isInYear: days.contains(date),
        options: options)
    }
    self.scope = scope
    self.unit = unit
    self.counter = unit + "/" + counter
    isInYear = days.contains(date)
    openItems = Int(clamping: row[6].integer ?? 0)
    shown = count(numbers.options { Array(said.possible($0).prefix(1)) })
    possible = count(
      numbers.options(said.possible) + (row[5].text == "edit-delete" ? [.absent] : []))
  }

  /// Whether there is any number in it, whoever is right.
  var saysSomething: Bool { !possible.options.allSatisfy(\.isAbsent) }
}

/// What the fields of a count come to.
private struct CountNumbers {
  let isWeek: Bool

  /// - Parameter possible: what a field may be.
  func options(_ possible: (_ field: String) -> [Answer?]) -> [Count.Option] {
    let counts = possible("count").map(number)
    let openWeeks = possible("open_weeks").map(number)
    guard let visits = Span(of: counts.compactMap(\.self)) else { return [.absent] }
    let staff = Span(of: possible("staff_deduction").map { number($0) ?? 0 }) ?? .zero
    let options = possible("method").flatMap { method -> [Count.Option] in
      switch method?.text {
      case "reading": [.read((visits - staff) * Span(2, 2))]
      case "reading_halved": [.read(visits - staff * Span(2, 2))]
      case "tally": [.tallied((visits - staff) * Span(2, 2))]
      case "measuring_week" where isWeek:
        measured(visits - staff, openWeeks: openWeeks)
      default: [.absent]
      }
    }
    return counts.contains(nil) ? options + [.absent] : options
  }

  private func measured(_ visits: Span, openWeeks: [Int128?]) -> [Count.Option] {
    let unscaled: [Count.Option] = openWeeks.contains(nil) ? [.absent] : []
    guard let weeks = Span(of: openWeeks.compactMap(\.self)) else { return unscaled }
    return [.measured(visits * weeks)] + unscaled
  }

  /// No number on the wire is larger than 2^53, so the sums of a year fit 128 bits.
  private func number(_ answer: Answer?) -> Int128? {
    guard case .integer(let number)? = answer else { return nil }
    return Int128(min(max(number, -(1 << 53)), 1 << 53))
  }
}
