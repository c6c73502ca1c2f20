/// One number for each word and each punctuation mark: short rows of numbers, many pieces, and no way to say a new word.
public struct WordTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens
  private let numbers: [String: Int]

  /// What stands for words that were not learned.
  public let unknown: Int

  /// Keeps the most frequent words, most frequent first, and one piece for all others.
  public init(learning text: String, size: Int = .max, special: [String] = []) {
    let room = max(0, size - special.count - 1)
    // A word that reads like a special token would be one.
    let words = basicWords(of: text, lowercasing: false).filter { !special.contains($0) && $0 != "[UNK]" }
    let kept = mostFrequent(words, atMost: room)
    unknown = special.count
    pieces = special + ["[UNK]"] + kept
    numbers = Dictionary(uniqueKeysWithValues: zip(kept, (unknown + 1)...))
    self.special = SpecialTokens(Dictionary(uniqueKeysWithValues: zip(special, 0...)))
  }

  /// The number of a word, if it was learned.
  public func token(of word: String) -> Int? { numbers[word] }

  public func encode(_ text: String) -> [Int] {
    basicWords(of: text, lowercasing: false).map { numbers[$0] ?? unknown }
  }

  /// The words with a space between each two: how many there were is forgotten.
  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    return tokens.map { pieces[$0] }.joined(separator: " ")
  }
}
