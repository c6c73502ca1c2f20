import Tensors
import Tokens

/// The **sentinels** `<extra_id_0>`, `<extra_id_1>`, …: tokens that stand for the spans taken out of a text.
///
/// They have the last ids of the vocabulary, in descending order.
public struct Sentinels: Sendable, Equatable {
  /// V, sentinels included.
  public let vocabularySize: Int
  /// How many there are.
  public let count: Int

  public init(vocabularySize: Int, count: Int = 100) {
    require(
      count > 0 && count <= vocabularySize,
      "Sentinels: \(count) sentinels do not fit a vocabulary of \(vocabularySize) tokens")
    (self.vocabularySize, self.count) = (vocabularySize, count)
  }

  /// The token of the sentinel with a number.
  public subscript(number: Int) -> Int {
    require((0..<count).contains(number), "Sentinels: there is no sentinel \(number), only \(count) of them")
    return vocabularySize - 1 - number
  }

  /// The number of a sentinel; nil for every other token.
  public func number(of token: Int) -> Int? {
    let number = vocabularySize - 1 - token
    return (0..<count).contains(number) ? number : nil
  }

  /// The text of the sentinel with a number.
  public static func name(_ number: Int) -> String { UnigramTokenizer.sentinelName(number) }
}
