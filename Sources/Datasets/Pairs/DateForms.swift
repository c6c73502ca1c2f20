/// The field of a date that a part of a written date shows.
enum DateField: Int, CaseIterable {
  case nothing, day, month, year, weekday

  /// The index of a date's text in the list of a part.
  func index(of date: CalendarDate) -> Int {
    switch self {
    case .nothing: 0
    case .day: date.day - 1
    case .month: date.month - 1
    case .year: date.year - 1950
    case .weekday: date.weekday
    }
  }
}

/// A part of a written date: fixed text, or one text for each day, month, year or weekday.
struct DatePart: ExpressibleByStringLiteral {
  let field: DateField
  let texts: [String]

  private init(_ field: DateField, _ texts: [String]) {
    self.field = field
    self.texts = texts
  }

  init(stringLiteral text: String) { self.init(.nothing, [text]) }

  static let day = DatePart(.day, (1...31).map { "\($0)" })
  static let dayOfTwo = DatePart(.day, (1...31).map(twoDigits))
  static let dayth = DatePart(.day, (1...31).map { "\($0)\(suffix(of: $0))" })
  static let dayInWords = DatePart(.day, ordinals)
  static let month = DatePart(.month, months)
  static let upperMonth = DatePart(.month, months.map { $0.uppercased() })
  static let shortMonth = DatePart(.month, months.map { String($0.prefix(3)) })
  static let dottedMonth = DatePart(.month, months.map { $0.count > 3 ? $0.prefix(3) + "." : $0 })
  static let monthNumber = DatePart(.month, (1...12).map { "\($0)" })
  static let monthOfTwo = DatePart(.month, (1...12).map(twoDigits))
  static let year = DatePart(.year, (1950...2049).map { "\($0)" })
  static let yearOfTwo = DatePart(.year, (1950...2049).map { twoDigits($0 % 100) })
  static let weekday = DatePart(.weekday, weekdays)
  static let shortWeekday = DatePart(.weekday, weekdays.map { String($0.prefix(3)) })

  /// All forms of a date. With numbers only, the day comes before the month, except after a year of four digits.
  static let forms: [[DatePart]] = [
    [.day, " ", .month, " ", .year],
    [.month, " ", .day, ", ", .year],
    [.month, " ", .dayth, ", ", .year],
    [.dayth, " of ", .month, " ", .year],
    [.weekday, ", ", .day, " ", .month, " ", .year],
    [.weekday, ", ", .month, " ", .dayth, ", ", .year],
    [.shortWeekday, " ", .day, " ", .shortMonth, " ", .year],
    ["the ", .dayInWords, " of ", .month, " ", .year],
    [.weekday, ", the ", .dayInWords, " of ", .month, ", ", .year],
    [.month, " the ", .dayInWords, ", '", .yearOfTwo],
    [.year, " ", .shortMonth, " ", .day],
    [.dottedMonth, " ", .day, " '", .yearOfTwo],
    [.day, " ", .upperMonth, " ", .year],
    [.dayOfTwo, "-", .shortMonth, "-", .yearOfTwo],
    [.day, ".", .monthNumber, ".", .yearOfTwo],
    [.day, ". ", .monthNumber, ". ", .year],
    [.dayOfTwo, "/", .monthOfTwo, "/", .year],
    [.year, "/", .monthOfTwo, "/", .dayOfTwo],
    [.year, .monthOfTwo, .dayOfTwo],
  ]

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func suffix(of day: Int) -> String {
    switch day {
    case 1, 21, 31: "st"
    case 2, 22: "nd"
    case 3, 23: "rd"
    default: "th"
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  private static let ordinals: [String] = {
    let small = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    let teens = [
      "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
      "eighteenth", "nineteenth",
    ]
    return small + teens + ["twentieth"] + small.map { "twenty-\($0)" } + ["thirtieth", "thirty-first"]
  }()
}
