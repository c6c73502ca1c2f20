/// The numbers from 1 to 9999 in digits and in words: *2407*, *two thousand four hundred seven*.
public enum NumberWords {
  private static let small = [
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

  /// `.` with the id 0, the token of begin and end, and every word.
  public static let vocabulary = Vocabulary(words: ["."] + small.dropFirst() + tens + ["hundred", "thousand"])

  public static func words(_ number: Int) -> String { parts(number).joined(separator: " ") }

  /// The ids of the words in `vocabulary`.
  public static func tokens(_ number: Int) -> [Int] { vocabulary.encodeOwn(words(number)) }

  private static func parts(_ number: Int) -> [String] {
    switch number {
    case 1000...: parts(number / 1000) + ["thousand"] + parts(number % 1000)
    case 100...: parts(number / 100) + ["hundred"] + parts(number % 100)
    case 20...: [tens[number / 10 - 2]] + parts(number % 10)
    case 1...: [small[number]]
    default: []
    }
  }

  /// The digits from the highest to the lowest; a digit is its own id.
  public static func digits(_ number: Int) -> [Int] { String(number).compactMap(\.wholeNumberValue) }
}
