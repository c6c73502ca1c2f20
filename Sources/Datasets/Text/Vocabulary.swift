import Tensors

/// The words of a small language in a fixed order, so that each has a number.
public struct Vocabulary: Sendable, Equatable {
  /// The words, each at the position that is its number.
  public let words: [String]

  private let positions: [String: Int]

  /// The words in this order; one that is listed again counts once.
  public init(_ words: [String]) {
    var seen: Set<String> = []
    self.words = words.filter { seen.insert($0).inserted }
    positions = Dictionary(uniqueKeysWithValues: zip(self.words, 0...))
  }

  public var count: Int { words.count }

  /// The numbers of the words of a text, which are set apart by spaces.
  public func encode(_ text: String) -> [Int] {
    text.split(separator: " ").map { word in
      guard let position = positions[String(word)] else { fail("Vocabulary: there is no word \(word)") }
      return position
    }
  }

  /// The text of the numbers.
  public func decode(_ tokens: some Sequence<Int>) -> String { tokens.map { words[$0] }.joined(separator: " ") }
}
