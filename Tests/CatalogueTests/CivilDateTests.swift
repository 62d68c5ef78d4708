import Catalogue
import Foundation
import TestSupport
import Testing

@Suite("Dates are those of the calendar on the wall")
struct CivilDateTests {
  @Test(arguments: [
    "2026-02-30", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
  ])
  func `a day that no calendar has is no date`(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test(arguments: [
    "2026-3-02", "20260302", "2026-03-02 ", "٢٠٢٦-٠٣-٠٢", "2026/03/02", "+026-03-02", "",
  ])
  func `a date is written in one way only`(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test(arguments: ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2026-12-31"])
  func `what is read is what is written`(text: String) throws {
    #expect("\(try #require(CivilDate(text)))" == text)
  }

  @Test func `every day of three centuries follows the one before`() throws {
    var day = try #require(CivilDate("1899-12-31"))
    var number = day.dayNumber
    while day.year < 2200 {
      let next = try #require(day.adding(days: 1))
      number += 1
      #expect(next.dayNumber == number)
      #expect(next > day)
      #expect(next.day == day.day + 1 || next.day == 1)
      #expect(next.weekday == day.weekday % 7 + 1)
      day = next
    }
    #expect(number == 84_006, "2200-01-01 is 84 006 days after 1970-01-01")
  }

  @Test(arguments: [Int.min, -719_163, 2_932_897, Int.max])
  func `there are no days outside the years 1 to 9999`(number: Int) {
    #expect(CivilDate(dayNumber: number) == nil)
    #expect(date("2026-03-02").adding(days: number) == nil || abs(number) < 3_000_000)
  }

  @Test(arguments: [-719_162, -1, 0, 1, 2_932_896])
  func `a day number names one day`(number: Int) throws {
    #expect(try #require(CivilDate(dayNumber: number)).dayNumber == number)
  }

  @Test(arguments: [
    ("2026-12-28", "2026-W53"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"),
    ("2024-12-30", "2025-W01"), ("2021-01-03", "2020-W53"), ("2026-02-23", "2026-W09"),
    ("0001-01-01", "0001-W01"), ("9999-12-31", "9999-W52"),
  ])
  func `weeks are numbered as ISO 8601 says`(day: String, week: String) {
    #expect("\(date(day).isoWeek)" == week)
  }

  @Test(arguments: UInt64(1)...20)
  func `weeks agree with the toolchain's own calendar`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for _ in 0..<50 {
      let number = Int.random(in: -50_000...100_000, using: &random)
      let day = try #require(CivilDate(dayNumber: number))
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekOfYear, .yearForWeekOfYear],
        from: Date(timeIntervalSince1970: Double(number) * 86_400))

      #expect([day.year, day.month, day.day] == [parts.year, parts.month, parts.day])
      #expect(day.isoWeek.week == parts.weekOfYear)
      #expect(day.isoWeek.year == parts.yearForWeekOfYear)
      #expect(day.monday.weekday == 1)
      #expect((0...6).contains(day.dayNumber - day.monday.dayNumber))
    }
  }
}
