import Tensors

/// English → a made-up language with a different word order. Every sentence has exactly one correct translation.
///
///     the old dog that my cat fears does not follow a bird today
///     today the dog old that my cat fears not a bird follow not      in the other word order
///
/// - *today*, *now* … move from the end of the sentence to its beginning.
/// - Verbs come last, in the sentence and in its relative clauses: `S V O` → `S O V`.
/// - Adjectives follow their noun, in reverse order; *near the house* becomes *the house near*.
/// - *not* becomes two words: one at the position of the English verb, one at the end. *does* has no counterpart.
/// - Articles, adjectives, *that* and verbs agree with a noun in number and gender: `-a`, plural `-ai`, or `-o`, plural
///   `-oi`. The noun does not show its gender, and it may be many words away.
public struct Translation: PairGenerator {
  public let source: Vocabulary
  public let target: Vocabulary

  /// The lengths of the English sentences in words.
  public let lengths: ClosedRange<Int>

  private let lexicon: Lexicon

  /// - Parameter seed: Determines the words of the made-up language. The grammar is fixed.
  public init(lengths: ClosedRange<Int> = 3...14, seed: Int = 1) {
    require(lengths.overlaps(3...20), "Translation: there are no sentences of \(lengths) words")
    lexicon = Lexicon(seed: seed)
    source = lexicon.english
    target = lexicon.foreign
    self.lengths = lengths
  }

  public func pair(using generator: inout Generator) -> Pair {
    while true {
      var sentence = SentenceGenerator(lexicon)
      let translated = sentence.generate(using: &generator)
      if lengths.contains(sentence.english.count) {
        return Pair(
          source: sentence.english, target: translated.map(\.token),
          alignment: translated.map { $0.position..<$0.position + 1 })
      }
    }
  }
}
