/// Cuts a text into words as GPT-2 does: letters, digits, other signs, or blanks; a single space goes with what follows.
///
/// By hand, over bytes, what the pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` matches from left to right. Merges never
/// cross the cuts, so no piece holds the end of one word and the beginning of the next. Bytes that are no UTF-8 count as
/// other signs.
struct WordCutter: Sequence, IteratorProtocol {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func next() -> Range<Int>? {
    guard position < text.count else { return nil }
    let start = position
    position = end(of: start)
    return start..<position
  }

  /// Where the word that begins at `start` ends.
  private func end(of start: Int) -> Int {
    let (kind, length) = sign(at: start)
    let second = start + length
    if kind == .blank {
      guard text[start] == UInt8(ascii: " "), second < text.count, sign(at: second).kind != .blank else {
        return endOfBlanks(from: start)
      }
      return endOfRun(from: second)
    }
    return endOfContraction(from: start) ?? endOfRun(from: start)
  }

  private func endOfRun(from start: Int) -> Int {
    let kind = sign(at: start).kind
    var end = start
    while end < text.count {
      let next = sign(at: end)
      guard next.kind == kind else { break }
      end += next.length
    }
    return end
  }

  /// All blanks but the last, which the next word may want; the last goes along when there is no next word.
  private func endOfBlanks(from start: Int) -> Int {
    var (end, last) = (start, start)
    while end < text.count {
      let next = sign(at: end)
      guard next.kind == .blank else { break }
      (last, end) = (end, end + next.length)
    }
    return end == text.count || last == start ? end : last
  }

  /// The end of `'s`, `'re` and the like, in small letters only.
  private func endOfContraction(from start: Int) -> Int? {
    guard text[start] == UInt8(ascii: "'"), start + 1 < text.count else { return nil }
    let following = (text[start + 1], start + 2 < text.count ? text[start + 2] : 0)
    switch following {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
      return start + 2
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return start + 3
    default: return nil
    }
  }
}

// MARK: Kinds of signs

extension WordCutter {
  enum Kind: UInt8 { case letter, digit, blank, other }

  private static let ascii: [Kind] = (0..<128).map { kind(of: Unicode.Scalar(UInt8($0))) }

  /// The sign that begins at a byte, and how many bytes it takes.
  @inline(__always)
  private func sign(at start: Int) -> (kind: Kind, length: Int) {
    let first = text[start]
    if first < 0x80 { return (WordCutter.ascii[Int(first)], 1) }
    return wideSign(at: start)
  }

  private func wideSign(at start: Int) -> (kind: Kind, length: Int) {
    var bytes = text[start..<Swift.min(start + 4, text.count)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return (.other, 1) }
    return (WordCutter.kind(of: scalar), UTF8.width(scalar))
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    let properties = scalar.properties
    if properties.isWhitespace { return .blank }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .digit
    default: return .other
    }
  }
}
