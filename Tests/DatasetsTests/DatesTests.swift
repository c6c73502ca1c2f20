import Datasets
import Foundation
import Tensors
import Testing

struct DatesTests {
  static let dates = Dates()

  @Test func `the calendar is Foundation's`() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    let start = calendar.date(from: DateComponents(year: 1950, month: 1, day: 1, hour: 12))!
    #expect(CalendarDate.all.count == 36_525)
    for (index, date) in CalendarDate.all.enumerated() {
      let day = start.addingTimeInterval(Double(index) * 86_400)
      let expected = calendar.dateComponents([.year, .month, .day, .weekday], from: day)
      #expect(date.year == expected.year && date.month == expected.month && date.day == expected.day)
      #expect(date.weekday + 1 == expected.weekday, "\(date)")
    }
  }

  @Test(arguments: [
    (
      19_785,
      [
        "3 March 2004", "March 3, 2004", "March 3rd, 2004", "3rd of March 2004", "Wednesday, 3 March 2004",
        "Wednesday, March 3rd, 2004", "Wed 3 Mar 2004", "the third of March 2004",
        "Wednesday, the third of March, 2004", "March the third, '04", "2004 Mar 3", "Mar. 3 '04", "3 MARCH 2004",
        "03-Mar-04", "3.3.04", "3. 3. 2004", "03/03/2004", "2004/03/03", "20040303",
      ], "2004-03-03"
    ),
    (
      17_682,
      [
        "31 May 1998", "May 31, 1998", "May 31st, 1998", "31st of May 1998", "Sunday, 31 May 1998",
        "Sunday, May 31st, 1998", "Sun 31 May 1998", "the thirty-first of May 1998",
        "Sunday, the thirty-first of May, 1998", "May the thirty-first, '98", "1998 May 31", "May 31 '98",
        "31 MAY 1998", "31-May-98", "31.5.98", "31. 5. 1998", "31/05/1998", "1998/05/31", "19980531",
      ], "1998-05-31"
    ),
  ])
  func `a day in every form`(position: Int, forms: [String], iso: String) {
    let pairs = (0..<Dates.formCount).map { Self.dates.pair(CalendarDate.all[position], form: $0) }
    #expect(pairs.map { Self.dates.source.decode($0.source) } == forms)
    #expect(pairs.allSatisfy { Self.dates.target.decode($0.target) == iso })
  }

  /// Only then is an exact match of 1 possible.
  @Test func `no text has two meanings`() {
    var meanings: [[Int]: [Int]] = [:]
    for date in CalendarDate.all {
      for form in 0..<Dates.formCount {
        let pair = Self.dates.pair(date, form: form)
        if let other = meanings.updateValue(pair.target, forKey: pair.source) { #expect(other == pair.target) }
      }
    }
    #expect(meanings.count > 600_000)
  }

  @Test func `digits are aligned with the part that shows their field`() {
    let date = CalendarDate.all[17_682]
    for form in 0..<Dates.formCount {
      let pair = Self.dates.pair(date, form: form)
      let parts = pair.alignment.map { Self.dates.source.decode(pair.source[$0]) }
      #expect(parts[4].isEmpty && parts[7].isEmpty)
      #expect(parts[0...3].allSatisfy { $0 == "1998" || $0 == "98" }, "\(parts)")
      #expect(parts[5...6].allSatisfy { ["may", "5", "05"].contains($0.lowercased()) }, "\(parts)")
      #expect(parts[8...9].allSatisfy { $0.hasPrefix("31") || $0 == "thirty-first" }, "\(parts)")
    }
  }

  @Test func `every day has its ordinal, in digits and in words`() {
    let digits = """
      1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 13th 14th 15th 16th 17th 18th 19th 20th 21st 22nd 23rd 24th \
      25th 26th 27th 28th 29th 30th 31st
      """.split(separator: " ")
    let words = """
      first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth \
      fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third \
      twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first
      """.split(separator: " ")
    #expect(CalendarDate.all[30].day == 31)
    for (date, (number, word)) in zip(CalendarDate.all, zip(digits, words)) {
      let texts = (0..<Dates.formCount).map { Self.dates.source.decode(Self.dates.pair(date, form: $0).source) }
      #expect(texts.contains("\(number) of January 1950") && texts.contains("the \(word) of January 1950"))
    }
  }
}
