import Tensors

/// Text of a grammar, as numbers: a part to learn from and a part to be tested on.
public struct Corpus: Sendable {
  public let grammar: Grammar
  public let training: [Int]
  public let test: [Int]

  /// For every token of the test, what determined it from afar, if something did.
  public let ties: [Tie?]

  public init(_ grammar: Grammar = .english, characters: Int, testSentences: Int, using generator: inout Generator) {
    self.grammar = grammar
    training = grammar.vocabulary.encodeOwn(grammar.text(characters: characters, using: &generator))
    let passage = grammar.passage(sentences: testSentences, using: &generator)
    test = grammar.vocabulary.encodeOwn(passage.text)
    ties = passage.ties
  }

  /// How many tokens there are.
  public var vocabularySize: Int { grammar.vocabulary.count }

  /// The entropy in nats per token: no model's loss can be lower.
  public var floor: Double { grammar.entropyPerToken }

  /// The end of a line, in a language that has lines.
  public var lineEnd: Int? { grammar.vocabulary.id(of: "\n") }

  /// The first lines of the test, of at least so many tokens: what a model reads before it is let write.
  public func opening(_ count: Int = 100) -> [Int] {
    Array(test[...(test[count...].firstIndex { $0 == lineEnd } ?? test.count - 1)])
  }

  public func decode(_ tokens: some Sequence<Int>) -> String { grammar.vocabulary.decode(tokens) }

  /// How many tokens of a text that starts a sentence stand before the first that cannot be there.
  public func legalLength(of tokens: [Int]) -> Int {
    grammar.tokenLosses(of: decode(tokens)).prefix { $0 < .infinity }.count
  }
}
