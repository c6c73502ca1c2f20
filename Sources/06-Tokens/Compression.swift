import Foundation

/// The size of a text that is stored token by token, in bits per character.
///
/// The vocabulary itself is not counted: its share vanishes for a long text.
public struct Compression: Sendable {
  /// The number of tokens of the text.
  public let tokens: Int

  /// The mean number of characters of a token.
  public let charactersPerToken: Double

  /// Bits per character of a fixed-length code, with log₂ V bits per token.
  public let fixedLength: Double

  /// Bits per character of Huffman's code.
  public let huffman: Double

  /// The floor of all codes for single tokens: the entropy of their frequencies, in bits per character.
  public let entropy: Double

  public init(of text: String, by tokenizer: some Tokenizer) {
    let tokens = tokenizer.encode(text)
    var counts = [Int](repeating: 0, count: tokenizer.count)
    for token in tokens { counts[token] += 1 }
    self.tokens = tokens.count
    charactersPerToken = Double(text.count) / Double(tokens.count)
    fixedLength = log2(Double(tokenizer.count)) / charactersPerToken
    huffman = HuffmanCode(counts: counts).averageLength / charactersPerToken
    entropy = Tokens.entropy(ofCounts: counts) / charactersPerToken
  }
}
