import Foundation
import Tensors

/// The best possible language model of a grammar: it computes the exact distribution of the next character.
///
/// It keeps all derivations of the text so far, with their probabilities. A new character removes the derivations that
/// contradict it, and the probabilities of the others are normalized again (Bayes' rule).
public struct Predictor {
  /// One derivation of the text so far: the characters left of its current word, and the rules after it.
  private struct Derivation {
    var probability: Double
    var word: ArraySlice<Character>
    var next: Rules?
  }

  /// The rules that are still to be expanded: a linked list, whose ends derivations share.
  private final class Rules: Sendable {
    let rule: Rule
    let next: Rules?

    init(_ rule: Rule, then next: Rules?) {
      self.rule = rule
      self.next = next
    }
  }

  private let grammar: Grammar
  private var derivations: [Derivation] = []

  /// Whether the text so far may consist of whole sentences.
  public private(set) var isBetweenSentences = true

  /// A predictor at the start of a text.
  public init(_ grammar: Grammar) {
    self.grammar = grammar
    expand(nil, probability: 1)
  }

  /// The probability of every token of the vocabulary to come next, `[V]`; all zero after an impossible character.
  public var distribution: [Double] {
    var distribution = [Double](repeating: 0, count: grammar.vocabulary.count)
    for derivation in derivations {
      distribution[grammar.vocabulary.id(of: String(derivation.word.first!))!] += derivation.probability
    }
    return distribution
  }

  /// Appends a character to the text and returns its token loss, −ln of its probability.
  @discardableResult
  public mutating func append(_ character: Character) -> Double {
    let survivors = derivations.filter { $0.word.first == character }
    let probability = survivors.reduce(0) { $0 + $1.probability }
    derivations.removeAll(keepingCapacity: true)
    isBetweenSentences = false
    for var derivation in survivors {
      derivation.probability /= probability
      derivation.word.removeFirst()
      if derivation.word.isEmpty {
        expand(derivation.next, probability: derivation.probability)
      } else {
        derivations.append(derivation)
      }
    }
    return survivors.isEmpty ? .infinity : max(0, -log(probability))
  }

  /// Expands rules until each derivation starts with a word.
  private mutating func expand(_ rules: Rules?, probability: Double) {
    guard let rules else {
      isBetweenSentences = true
      return expand(Rules(grammar.sentence, then: nil), probability: probability)
    }
    switch rules.rule.form {
    case .text(let characters, _) where characters.isEmpty:
      expand(rules.next, probability: probability)
    case .text(let characters, _):
      derivations.append(Derivation(probability: probability, word: characters[...], next: rules.next))
    case .sequence(let parts):
      expand(parts.reversed().reduce(rules.next) { Rules($1, then: $0) }, probability: probability)
    case .choice(let options, let probabilities):
      for (option, share) in zip(options, probabilities) {
        expand(Rules(option, then: rules.next), probability: probability * share)
      }
    }
  }
}
