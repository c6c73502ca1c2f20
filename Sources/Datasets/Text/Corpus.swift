import Tensors

/// Text of a grammar as tokens: a training set and a test set.
public struct Corpus: Sendable {
  public let grammar: Grammar
  public let training: [Int]
  public let test: [Int]

  /// For every token of the test set, the long-range dependency that determines it, if there is one.
  public let dependencies: [Dependency?]

  public init(_ grammar: Grammar = .english, characters: Int, testSentences: Int, using generator: inout Generator) {
    self.grammar = grammar
    training = grammar.vocabulary.encodeOwn(grammar.text(characters: characters, using: &generator))
    let passage = grammar.passage(sentences: testSentences, using: &generator)
    test = grammar.vocabulary.encodeOwn(passage.text)
    dependencies = passage.dependencies
  }

  /// The vocabulary size V.
  public var vocabularySize: Int { grammar.vocabulary.count }

  /// The floor: the entropy in nats per token. No model has a lower expected loss.
  public var floor: Double { grammar.entropyPerToken }

  /// The id of the newline, if the language has one.
  public var lineEnd: Int? { grammar.vocabulary.id(of: "\n") }

  /// The first lines of the test set, at least `count` tokens: a prompt for generation.
  public func prompt(_ count: Int = 100) -> [Int] {
    Array(test[...(test[count...].firstIndex { $0 == lineEnd } ?? test.count - 1)])
  }

  public func decode(_ tokens: some Sequence<Int>) -> String { grammar.vocabulary.decode(tokens) }

  /// The number of tokens before the first one that the grammar does not allow. The text has to start with a sentence.
  public func legalLength(of tokens: [Int]) -> Int {
    grammar.tokenLosses(of: decode(tokens)).prefix { $0 < .infinity }.count
  }
}
