import Foundation

/// How few bits a text takes as tokens that are stored one by one, each for itself.
///
/// The list of the pieces is not counted: for a long text it weighs nothing.
public struct Compression: Sendable {
  /// How many tokens the text has, and how many characters each stands for on average.
  public let tokens: Int
  public let charactersPerToken: Double

  /// Bits per character when each token takes log₂ V bits.
  public let plain: Double

  /// Bits per character when frequent tokens get short codes.
  public let huffman: Double

  /// Bits per character that no code for single tokens falls below.
  public let entropy: Double

  public init(of text: String, by tokenizer: some Tokenizer) {
    let tokens = tokenizer.encode(text)
    var counts = [Int](repeating: 0, count: tokenizer.count)
    for token in tokens { counts[token] += 1 }
    self.tokens = tokens.count
    charactersPerToken = Double(text.count) / Double(tokens.count)
    plain = log2(Double(tokenizer.count)) / charactersPerToken
    huffman = HuffmanCode(counts: counts).averageLength / charactersPerToken
    entropy = Tokens.entropy(ofCounts: counts) / charactersPerToken
  }
}
