import Tensors

/// Saying letters backwards: `k a r o` → `o r a k`. What was read first has to be kept longest.
public struct Reversal: PairGenerator {
  public let source: Vocabulary
  public let target: Vocabulary

  /// How many letters there may be.
  public let lengths: ClosedRange<Int>

  private let letters: Int

  /// Strings over the first `letters` letters, all lengths as frequent.
  public init(letters: Int = 26, lengths: ClosedRange<Int> = 5...20) {
    require((2...26).contains(letters), "Reversal: \(letters) letters; there may be 2 to 26")
    require(lengths.lowerBound > 0, "Reversal: strings of \(lengths) letters, but there must be one at least")
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
