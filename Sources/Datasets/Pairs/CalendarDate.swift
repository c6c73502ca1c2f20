/// A day in the years 1950 to 2049.
public struct CalendarDate: Sendable, Hashable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// From 0, Sunday, to 6, Saturday.
  public let weekday: Int

  /// Every day in order. 1 January 1950 was a Sunday.
  public static let all: [CalendarDate] = {
    var dates: [CalendarDate] = []
    for year in 1950...2049 {
      for month in 1...12 {
        for day in 1...days(in: month, of: year) {
          dates.append(CalendarDate(year: year, month: month, day: day, weekday: dates.count % 7))
        }
      }
    }
    return dates
  }()

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}
