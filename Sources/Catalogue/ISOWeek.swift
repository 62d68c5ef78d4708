// Weeks as Swedish calendars number them: ISO 8601, from Monday; week 1 holds the year's first Thursday.

/// A week of an ISO week-numbering year, which has 52 or 53 of them.
public struct ISOWeek: Hashable, Sendable, CustomStringConvertible {
  /// The year of the week's Thursday: 2027-01-01 lies in week 53 of 2026.
  public let year: Int
  public let week: Int

  /// `2026-W53`.
  public var description: String { "\(padded(year, to: 4))-W\(padded(week, to: 2))" }
}

extension CivilDate {
  /// 1 for Monday to 7 for Sunday.
  public var weekday: Int {
    let sinceMonday = (dayNumber + 3) % 7  // 1970-01-01 was a Thursday
    return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
  }

  /// The Monday of the week, which may lie in the year before.
  public var monday: CivilDate {
    adding(days: 1 - weekday) ?? self  // 0001-01-01 is itself a Monday
  }

  public var isoWeek: ISOWeek {
    let thursday = dayNumber + 4 - weekday
    let yearOfThursday = CivilDate(dayNumber: thursday)?.year ?? year
    let newYear = CivilDate(year: yearOfThursday, month: 1, day: 1)?.dayNumber ?? thursday
    return ISOWeek(year: yearOfThursday, week: (thursday - newYear) / 7 + 1)
  }
}
