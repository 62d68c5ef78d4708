internal import Catalogue
internal import Foundation
internal import HTTP

extension World {
  /// The real network, and the calendar of the branch.
  ///
  /// - Parameters:
  ///   - now: wall-clock milliseconds since 1970.
  ///   - random: an unpredictable word.
  public static func machine(
    now: @escaping @Sendable () -> Int64,
    sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void,
    random: @escaping @Sendable () -> UInt64
  ) -> World {
    let client = Client()
    return World(
      now: now, today: { civilDate(at: now()) }, sleep: sleep, random: random,
      send: { await client.send($0) })
  }

  private static func civilDate(at milliseconds: Int64) -> CivilDate? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = Branch.timeZone
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }
}
