import Datasets

/// One token for each character: a small vocabulary and long sequences.
public struct CharacterTokenizer: Tokenizer {
  public let special: SpecialTokens
  private let vocabulary: Vocabulary

  /// The id of every character that is not in the vocabulary.
  public let unknown: Int

  /// Builds the vocabulary from the most frequent characters of a text; U+FFFD stands for all others.
  public init(trainedOn text: String, size: Int = .max, special: [String] = []) {
    let kept = mostFrequent(text, atMost: max(0, size - special.count - 1))
    unknown = special.count
    vocabulary = Vocabulary(characters: kept, special: special + ["\u{FFFD}"])
    self.special = SpecialTokens(Dictionary(uniqueKeysWithValues: zip(special, 0...)))
  }

  public var pieces: [String] { vocabulary.tokens }

  public func encode(_ text: String) -> [Int] { text.map { vocabulary.id(of: String($0)) ?? unknown } }

  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    return tokens.map { pieces[$0] }.joined()
  }
}

/// The most frequent elements; of equally frequent ones, the smaller first.
func mostFrequent<Element: Hashable & Comparable>(_ elements: some Sequence<Element>, atMost limit: Int) -> [Element] {
  let counts = elements.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key)
}
