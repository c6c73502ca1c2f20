import Foundation
import Tensors

/// A language whose every probability is known: an endless row of sentences, each drawn afresh from one rule.
///
/// No model can predict the text better than the rule that wrote it. `entropyPerToken` is therefore the lowest loss that
/// any language model can reach on it, and `tokenLosses(of:)` is what the
/// perfect model loses, character by character.
public struct Grammar: Sendable {
  /// What one sentence is drawn from.
  public let sentence: Rule

  /// Every character that can occur, in a fixed order.
  public let vocabulary: Vocabulary

  public init(sentence: Rule) {
    require(sentence.lengths.lowerBound > 0, "Grammar: a sentence of no characters never gets on")
    self.sentence = sentence
    vocabulary = Vocabulary(characters: sentence.characters)
  }

  /// The entropy in nats per character: the floor under every model's loss.
  ///
  /// Exact, not estimated: sentences are independent, so over a long text the rate is the entropy of a sentence over its
  /// expected length. Holds for grammars in which no sentence can be written in two ways; in others, it is too high.
  public var entropyPerToken: Double { sentence.entropy / sentence.expectedLength }
}

// MARK: Writing

extension Grammar {
  /// Text as a rule wrote it, with what went into it.
  public struct Passage: Sendable {
    public internal(set) var text = ""

    /// For every character, what determined it, if something did.
    public internal(set) var ties: [Tie?] = []

    /// −ln of the probability of all choices that were drawn.
    public internal(set) var surprise = 0.0
  }

  /// Whole sentences.
  public func passage(sentences: Int, using generator: inout Generator) -> Passage {
    var passage = Passage()
    for _ in 0..<sentences { sentence.write(to: &passage, using: &generator) }
    return passage
  }

  /// Whole sentences.
  public func text(sentences: Int, using generator: inout Generator) -> String {
    passage(sentences: sentences, using: &generator).text
  }

  /// Exactly so many characters, from the start of a sentence on; the last one may be cut short.
  public func text(characters: Int, using generator: inout Generator) -> String {
    var passage = Passage()
    while passage.ties.count < characters { sentence.write(to: &passage, using: &generator) }
    return String(passage.text.prefix(characters))
  }
}

extension Rule {
  func write(to passage: inout Grammar.Passage, using generator: inout Generator) {
    switch form {
    case .text(let characters, let tie):
      passage.text.append(contentsOf: characters)
      passage.ties.append(contentsOf: repeatElement(tie, count: characters.count))
    case .sequence(let parts):
      for part in parts { part.write(to: &passage, using: &generator) }
    case .choice(let options, let probabilities):
      let chosen = generator.pick(probabilities)
      passage.surprise -= log(probabilities[chosen])
      options[chosen].write(to: &passage, using: &generator)
    }
  }
}

// MARK: Reading

extension Grammar {
  /// −ln of the exact probability of every character, given all those before it; infinite from the first impossible one.
  ///
  /// The text has to begin where a sentence begins.
  public func tokenLosses(of text: String) -> [Double] {
    var predictor = Predictor(self)
    return text.map { predictor.read($0) }
  }

  /// The mean surprise: the loss in nats per character of the perfect model on this very text.
  public func loss(on text: String) -> Double {
    let tokenLosses = tokenLosses(of: text)
    return tokenLosses.reduce(0) { $0 + $1 } / Double(tokenLosses.count)
  }

  /// Whether `text` is a row of whole sentences of this language: the test for what a trained model writes.
  public func accepts(_ text: String) -> Bool {
    var predictor = Predictor(self)
    for character in text where predictor.read(character) == .infinity { return false }
    return predictor.isBetweenSentences
  }
}
