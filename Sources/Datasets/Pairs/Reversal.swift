import Tensors

/// Reversing a string of letters: `k a r o` → `o r a k`. The first token of the source is needed last.
public struct Reversal: PairGenerator {
  public let source: Vocabulary
  public let target: Vocabulary

  /// The lengths of the strings.
  public let lengths: ClosedRange<Int>

  private let letters: Int

  /// Uniform strings of the first `letters` letters, with uniform lengths.
  public init(letters: Int = 26, lengths: ClosedRange<Int> = 5...20) {
    require((2...26).contains(letters), "Reversal: the number of letters is \(letters), not in 2...26")
    require(lengths.lowerBound > 0, "Reversal: the lengths \(lengths) include empty strings")
    source = Vocabulary(characters: "abcdefghijklmnopqrstuvwxyz".prefix(letters), special: SpecialToken.names)
    target = source
    self.lengths = lengths
    self.letters = letters
  }

  public func pair(using generator: inout Generator) -> Pair {
    let count = lengths.lowerBound + generator.below(lengths.count)
    let word = (0..<count).map { _ in SpecialToken.count + generator.below(letters) }
    return Pair(source: word, target: word.reversed(), alignment: word.indices.reversed().map { $0..<$0 + 1 })
  }
}
