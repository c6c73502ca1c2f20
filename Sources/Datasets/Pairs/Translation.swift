import Tensors

/// English → a made-up language of another word order, one right translation for every sentence.
///
///     the old dog that my cat fears does not follow a bird today
///     today the dog old that my cat fears not a bird follow not      in the other order
///
/// - *today*, *now* … go from the end of the sentence to its beginning.
/// - Verbs stand last, in the sentence as in its relative clauses: `S V O` → `S O V`.
/// - Adjectives follow their noun, in reverse order; *near the house* becomes *the house near*.
/// - *not* becomes two words: one where the verb would stand in English, one behind all. *does* has no counterpart.
/// - Articles, adjectives, *that* and verbs agree in number and gender with a noun that does not show its gender, and that
///   may stand far away: `-a`, plural `-ai`, or `-o`, plural `-oi`.
public struct Translation: PairGenerator {
  public let source: Vocabulary
  public let target: Vocabulary

  /// How many words an English sentence may have.
  public let lengths: ClosedRange<Int>

  private let lexicon: Lexicon

  /// - Parameter seed: Which words the other language has. The grammar stays.
  public init(lengths: ClosedRange<Int> = 3...14, seed: Int = 1) {
    require(lengths.overlaps(3...20), "Translation: there are no sentences of \(lengths) words")
    lexicon = Lexicon(seed: seed)
    source = lexicon.english
    target = lexicon.foreign
    self.lengths = lengths
  }

  public func pair(using generator: inout Generator) -> Pair {
    while true {
      var speaker = Speaker(lexicon)
      let translated = speaker.sentence(using: &generator)
      if lengths.contains(speaker.english.count) {
        return Pair(
          source: speaker.english, target: translated.map(\.token),
          alignment: translated.map { $0.position..<$0.position + 1 })
      }
    }
  }
}
