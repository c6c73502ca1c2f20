/// GPT-2's **pre-tokenization**: it splits a text into words, across whose borders no merge reaches.
///
/// A word is a run of letters, of numbers or of other characters, each with the one space before it, or a run of
/// whitespace. The code does by hand, over bytes, what the pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` matches from left to right. Bytes that
/// are not valid UTF-8 count as other characters.
package struct PreTokenizer: Sequence, IteratorProtocol {
  private let text: [UInt8]
  private var position = 0

  package init(_ text: [UInt8]) { self.text = text }

  package mutating func next() -> Range<Int>? {
    guard position < text.count else { return nil }
    let start = position
    position = end(of: start)
    return start..<position
  }

  /// The end of the word that starts at `start`.
  private func end(of start: Int) -> Int {
    let (kind, length) = character(at: start)
    let second = start + length
    if kind == .whitespace {
      guard text[start] == UInt8(ascii: " "), second < text.count, character(at: second).kind != .whitespace else {
        return endOfWhitespace(from: start)
      }
      return endOfRun(from: second)
    }
    return endOfContraction(from: start) ?? endOfRun(from: start)
  }

  private func endOfRun(from start: Int) -> Int {
    let kind = character(at: start).kind
    var end = start
    while end < text.count {
      let next = character(at: end)
      guard next.kind == kind else { break }
      end += next.length
    }
    return end
  }

  /// The end of a run of whitespace. Its last character is left to the next word, if there is one.
  private func endOfWhitespace(from start: Int) -> Int {
    var (end, last) = (start, start)
    while end < text.count {
      let next = character(at: end)
      guard next.kind == .whitespace else { break }
      (last, end) = (end, end + next.length)
    }
    return end == text.count || last == start ? end : last
  }

  /// The end of `'s`, `'re` and the other contractions, in lowercase only.
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

// MARK: Classes of characters

extension PreTokenizer {
  enum Kind: UInt8 { case letter, number, whitespace, other }

  private static let ascii: [Kind] = (0..<128).map { kind(of: Unicode.Scalar(UInt8($0))) }

  /// The class of the character that starts at a byte, and its length in bytes.
  @inline(__always)
  private func character(at start: Int) -> (kind: Kind, length: Int) {
    let first = text[start]
    if first < 0x80 { return (PreTokenizer.ascii[Int(first)], 1) }
    return wideCharacter(at: start)
  }

  private func wideCharacter(at start: Int) -> (kind: Kind, length: Int) {
    var bytes = text[start..<Swift.min(start + 4, text.count)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return (.other, 1) }
    return (PreTokenizer.kind(of: scalar), UTF8.width(scalar))
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    let properties = scalar.properties
    if properties.isWhitespace { return .whitespace }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }
}
