import Foundation
import Tensors

/// A probabilistic grammar: a language of independent sentences, all of them drawn from one rule.
///
/// All its probabilities are known. No model predicts the text better than the grammar that generated it. So
/// `entropyPerToken` is the **floor**, the lowest expected loss of any language model on it, and `tokenLosses(of:)` are
/// the losses of the best possible model.
public struct Grammar: Sendable {
  /// The rule of a sentence.
  public let sentence: Rule

  /// Every character that can occur.
  public let vocabulary: Vocabulary

  public init(sentence: Rule) {
    require(sentence.lengths.lowerBound > 0, "Grammar: a sentence must not be empty")
    self.sentence = sentence
    vocabulary = Vocabulary(characters: sentence.characters)
  }

  /// The floor: the entropy in nats per character.
  ///
  /// It is exact. Sentences are independent, so over a long text the rate is the entropy of a sentence divided by its
  /// expected length. This holds for unambiguous grammars, in which a sentence has only one derivation. For others it
  /// is too high.
  public var entropyPerToken: Double { sentence.entropy / sentence.expectedLength }
}

// MARK: Generation

extension Grammar {
  /// Generated text, with facts about its derivation.
  public struct Passage: Sendable {
    public internal(set) var text = ""

    /// For every character, the long-range dependency that determines it, if there is one.
    public internal(set) var dependencies: [Dependency?] = []

    /// −ln of the probability of all choices of the derivation.
    public internal(set) var negativeLogLikelihood = 0.0
  }

  /// Whole sentences.
  public func passage(sentences: Int, using generator: inout Generator) -> Passage {
    var passage = Passage()
    for _ in 0..<sentences { sentence.generate(into: &passage, using: &generator) }
    return passage
  }

  /// Whole sentences.
  public func text(sentences: Int, using generator: inout Generator) -> String {
    passage(sentences: sentences, using: &generator).text
  }

  /// Exactly `characters` characters. The text starts with a sentence; the last sentence may be truncated.
  public func text(characters: Int, using generator: inout Generator) -> String {
    var passage = Passage()
    while passage.dependencies.count < characters { sentence.generate(into: &passage, using: &generator) }
    return String(passage.text.prefix(characters))
  }
}

extension Rule {
  func generate(into passage: inout Grammar.Passage, using generator: inout Generator) {
    switch form {
    case .text(let characters, let dependency):
      passage.text.append(contentsOf: characters)
      passage.dependencies.append(contentsOf: repeatElement(dependency, count: characters.count))
    case .sequence(let parts):
      for part in parts { part.generate(into: &passage, using: &generator) }
    case .choice(let options, let probabilities):
      let chosen = generator.pick(probabilities)
      passage.negativeLogLikelihood -= log(probabilities[chosen])
      options[chosen].generate(into: &passage, using: &generator)
    }
  }
}

// MARK: Evaluation

extension Grammar {
  /// −ln of the exact probability of every character, given all characters before it.
  ///
  /// The loss is infinite from the first impossible character on. The text has to start with a sentence.
  public func tokenLosses(of text: String) -> [Double] {
    var predictor = Predictor(self)
    return text.map { predictor.append($0) }
  }

  /// The loss of the best possible model on this text: the mean of the token losses in nats.
  public func loss(on text: String) -> Double {
    let tokenLosses = tokenLosses(of: text)
    return tokenLosses.reduce(0) { $0 + $1 } / Double(tokenLosses.count)
  }

  /// Whether a text consists of whole sentences of this language: a test of what a model has generated.
  public func accepts(_ text: String) -> Bool {
    var predictor = Predictor(self)
    for character in text where predictor.append(character) == .infinity { return false }
    return predictor.isBetweenSentences
  }
}
