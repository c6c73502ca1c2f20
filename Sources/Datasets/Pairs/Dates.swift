import Tensors

/// Dates in many written forms → ISO 8601, character by character: `March 3rd, 2024` → `2024-03-03`.
///
/// Years run from 1950 to 2049, so two digits are enough: 50 to 99 mean 1950 to 1999, and 00 to 49 mean 2000 to 2049.
/// In a form with numbers only, the day comes before the month, as in Europe: `4.3.24` is 4 March. Only after a year of
/// four digits the month comes first. So no form is ambiguous, and an exact match of 1 is possible.
public struct Dates: PairGenerator {
  public let source: Vocabulary
  public let target: Vocabulary

  /// How many forms there are.
  public static let formCount = DatePart.forms.count

  /// The parts of each form, their texts encoded.
  private let forms: [[(field: DateField, texts: [[Int]])]]

  private let dash: Int
  private let digits: [Int]

  public init() {
    let source = Vocabulary(
      characters: DatePart.forms.joined().flatMap(\.texts).joined(), special: SpecialToken.names)
    let target = Vocabulary(characters: "-0123456789", special: SpecialToken.names)
    forms = DatePart.forms.map { $0.map { ($0.field, $0.texts.map { source.encodeOwn($0) }) } }
    dash = target.id(of: "-")!
    digits = (0...9).map { target.id(of: "\($0)")! }
    (self.source, self.target) = (source, target)
  }

  /// A uniform day in a uniform form.
  public func pair(using generator: inout Generator) -> Pair {
    let date = CalendarDate.all[generator.below(CalendarDate.all.count)]
    return pair(date, form: generator.below(forms.count))
  }

  /// A day in one of the forms. Each digit is aligned with the whole part that shows its field.
  public func pair(_ date: CalendarDate, form: Int) -> Pair {
    var source: [Int] = []
    var ranges = [Range<Int>](repeating: 0..<0, count: DateField.allCases.count)
    for (field, texts) in forms[form] {
      let start = source.count
      source += texts[field.index(of: date)]
      ranges[field.rawValue] = start..<source.count
    }
    let (year, month, day) = (
      ranges[DateField.year.rawValue], ranges[DateField.month.rawValue], ranges[DateField.day.rawValue]
    )
    return Pair(
      source: source, target: iso(date),
      alignment: [year, year, year, year, 0..<0, month, month, 0..<0, day, day])
  }

  private func iso(_ date: CalendarDate) -> [Int] {
    let (year, month, day) = (date.year, date.month, date.day)
    return [
      digits[year / 1000], digits[year / 100 % 10], digits[year / 10 % 10], digits[year % 10], dash,
      digits[month / 10], digits[month % 10], dash, digits[day / 10], digits[day % 10],
    ]
  }
}
