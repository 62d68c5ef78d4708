import Catalogue

/// A calendar year, as dates in records are held against it.
struct DaysOfYear {
  let first: CivilDate
  let last: CivilDate

  init(_ year: Int) throws(ReportError) {
    guard let first = CivilDate(year: year, month: 1, day: 1),
      let last = CivilDate(year: year, month: 12, day: 31)
    else { throw .noSuchYear(year) }
    self.first = first
    self.last = last
  }

  func contains(_ date: CivilDate) -> Bool { (first...last).contains(date) }

  /// From the earliest Monday whose week reaches into the year, to the last day of a week that begins
  /// in it.
  var withReachingWeeks: ClosedRange<CivilDate> {
    (first.adding(days: -6) ?? first)...(last.adding(days: 6) ?? last)
  }
}
