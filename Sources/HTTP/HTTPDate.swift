/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7), without a locale in the way.
struct HTTPDate: CustomStringConvertible {
  let description: String

  /// - Parameter seconds: since 1970. Only years 0 to 9999 can be written; others are clamped to them.
  init(secondsSince1970 seconds: Int64) {
    let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let day = Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
    let second = Int(seconds) - day * 86_400
    let date = Self.civil(day)
    let weekday = ((day + 4) % 7 + 7) % 7
    let year = String(repeating: "0", count: 4 - String(date.year).count) + String(date.year)
    let time = [second / 3600, second / 60 % 60, second % 60].map(Self.twoDigits)
    description = """
      \(Self.weekdays[weekday]), \(Self.twoDigits(date.day)) \(Self.months[date.month - 1]) \(year) \
      \(time.joined(separator: ":")) GMT
      """
  }

  /// Days since 1970-01-01 as a Gregorian date, by 400-year eras that begin on 1 March.
  private static func civil(_ daySince1970: Int) -> (year: Int, month: Int, day: Int) {
    let day = daySince1970 + 719_468
    let era = (day >= 0 ? day : day - 146_096) / 146_097
    let dayOfEra = day - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
