/// One number for each character: few pieces, long rows of numbers.
public struct CharacterTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens
  private let numbers: [Character: Int]

  /// What stands for characters that were not learned.
  public let unknown: Int

  /// Keeps the most frequent characters, in their order, and one piece for all others.
  public init(learning text: String, size: Int = .max, special: [String] = []) {
    let room = max(0, size - special.count - 1)
    let kept = mostFrequent(text, atMost: room).sorted()
    unknown = special.count
    pieces = special + ["\u{FFFD}"] + kept.map { String($0) }
    numbers = Dictionary(uniqueKeysWithValues: zip(kept, (unknown + 1)...))
    self.special = SpecialTokens(Dictionary(uniqueKeysWithValues: zip(special, 0...)))
  }

  public func encode(_ text: String) -> [Int] { text.map { numbers[$0] ?? unknown } }

  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    return tokens.map { pieces[$0] }.joined()
  }
}

/// The most frequent elements; of equally frequent ones, the smaller.
func mostFrequent<Element: Hashable & Comparable>(_ elements: some Sequence<Element>, atMost limit: Int) -> [Element] {
  let counts = elements.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key)
}
