import Foundation
import Tensors

/// The perfect language model of a grammar: reads character by character, and knows the exact odds of the next one.
///
/// It keeps every way in which the text so far can have been written, with its probability. A character strikes out the
/// ways that wanted another one; what they had is shared by those that are left (the rule of Bayes).
public struct Predictor {
  /// One way to have written the text: what is left of the word at hand, and what comes after it.
  private struct Reading {
    var probability: Double
    var word: ArraySlice<Character>
    var rest: Rest?
  }

  /// The rules still to come, as a list that readings share.
  private final class Rest: Sendable {
    let rule: Rule
    let next: Rest?

    init(_ rule: Rule, then next: Rest?) {
      self.rule = rule
      self.next = next
    }
  }

  private let grammar: Grammar
  private var readings: [Reading] = []

  /// Whether a sentence may just have ended, or none has begun.
  public private(set) var isBetweenSentences = true

  /// A predictor at the start of a text.
  public init(_ grammar: Grammar) {
    self.grammar = grammar
    unfold(nil, probability: 1)
  }

  /// The probability of every character of the alphabet to come next; all zero after an impossible one.
  public var distribution: [Double] {
    var distribution = [Double](repeating: 0, count: grammar.vocabulary.count)
    for reading in readings {
      distribution[grammar.vocabulary.id(of: String(reading.word.first!))!] += reading.probability
    }
    return distribution
  }

  /// Reads on, and returns the surprise, −ln of the probability that `character` had.
  @discardableResult
  public mutating func read(_ character: Character) -> Double {
    let survivors = readings.filter { $0.word.first == character }
    let probability = survivors.reduce(0) { $0 + $1.probability }
    readings.removeAll(keepingCapacity: true)
    isBetweenSentences = false
    for var reading in survivors {
      reading.probability /= probability
      reading.word.removeFirst()
      if reading.word.isEmpty {
        unfold(reading.rest, probability: reading.probability)
      } else {
        readings.append(reading)
      }
    }
    return survivors.isEmpty ? .infinity : max(0, -log(probability))
  }

  /// Follows the rules until each way to go on has its next word at hand.
  private mutating func unfold(_ rest: Rest?, probability: Double) {
    guard let rest else {
      isBetweenSentences = true
      return unfold(Rest(grammar.sentence, then: nil), probability: probability)
    }
    switch rest.rule.form {
    case .text(let characters, _) where characters.isEmpty:
      unfold(rest.next, probability: probability)
    case .text(let characters, _):
      readings.append(Reading(probability: probability, word: characters[...], rest: rest.next))
    case .sequence(let parts):
      unfold(parts.reversed().reduce(rest.next) { Rest($1, then: $0) }, probability: probability)
    case .choice(let options, let probabilities):
      for (option, chance) in zip(options, probabilities) {
        unfold(Rest(option, then: rest.next), probability: probability * chance)
      }
    }
  }
}
