import Datasets

/// One token for each word and punctuation mark: short sequences, a large vocabulary, and no token for a new word.
public struct WordTokenizer: Tokenizer {
  public let special: SpecialTokens
  private let vocabulary: Vocabulary

  /// The id of `[UNK]`: of every word that is not in the vocabulary.
  public let unknown: Int

  /// Builds the vocabulary from the most frequent words of a text, most frequent first.
  public init(trainedOn text: String, size: Int = .max, special: [String] = []) {
    // A word that is spelled like a special token would be one.
    let words = basicWords(of: text, lowercasing: false).filter { !special.contains($0) && $0 != "[UNK]" }
    let kept = mostFrequent(words, atMost: max(0, size - special.count - 1))
    unknown = special.count
    vocabulary = Vocabulary(words: kept, special: special + ["[UNK]"])
    self.special = SpecialTokens(Dictionary(uniqueKeysWithValues: zip(special, 0...)))
  }

  public var pieces: [String] { vocabulary.tokens }

  /// The id of a word; nil when it is not in the vocabulary.
  public func id(of word: String) -> Int? { vocabulary.id(of: word) }

  public func encode(_ text: String) -> [Int] {
    basicWords(of: text, lowercasing: false).map { vocabulary.id(of: $0) ?? unknown }
  }

  /// The words with one space between them: the spacing of the text is lost.
  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    return tokens.map { pieces[$0] }.joined(separator: " ")
  }
}
