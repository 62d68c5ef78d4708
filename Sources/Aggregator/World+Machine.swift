internal import Catalogue
internal import Foundation

extension World {
  /// The county's calendar.
  public static func machine(
    now: @escaping @Sendable () -> Int64,
    sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void,
    random: @escaping @Sendable () -> UInt64
  ) -> World {
    World(now: now, today: { civilDate(at: now()) }, sleep: sleep, random: random)
  }

  private static var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Stockholm") ?? .gmt
    return calendar
  }

  /// When a day of the county begins, milliseconds since 1970.
  static func midnight(of day: CivilDate) -> Int64? {
    let parts = DateComponents(year: day.year, month: day.month, day: day.day)
    return calendar.date(from: parts).map { Int64($0.timeIntervalSince1970 * 1_000) }
  }

  private static func civilDate(at milliseconds: Int64) -> CivilDate? {
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }
}
