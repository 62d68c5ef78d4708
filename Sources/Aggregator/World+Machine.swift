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

  private static func civilDate(at milliseconds: Int64) -> CivilDate? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Stockholm") ?? .gmt
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }
}
