import Foundation
import Tensors

/// A rule of a probabilistic grammar: fixed text, a sequence of rules, or a weighted choice between rules.
///
/// These three also express long-range dependencies: `choice(of: names) { name in [name, " …, said ", name] }` builds
/// the rest of the sentence once for every name, so the rest may depend on the choice.
///
/// Rules are finite trees. So the initializers compute entropy and lengths from those of the parts.
public struct Rule: Sendable {
  enum Form: Sendable {
    case text([Character], dependency: Dependency?)
    case sequence([Rule])
    case choice([Rule], probabilities: [Double])
  }

  let form: Form

  /// The entropy in nats: a sequence has the sum of its parts, and a choice adds its own −Σ p ln p to their mean.
  public let entropy: Double

  /// The expected number of characters.
  public let expectedLength: Double

  /// The smallest and the largest number of characters.
  public let lengths: ClosedRange<Int>

  /// Fixed text; with `dependency`, earlier text leaves no other choice.
  public init(_ text: String, dependency: Dependency? = nil) {
    form = .text(Array(text), dependency: dependency)
    entropy = 0
    expectedLength = Double(text.count)
    lengths = text.count...text.count
  }

  /// A sequence of rules.
  public init(_ parts: [Rule]) {
    form = .sequence(parts)
    entropy = parts.reduce(0) { $0 + $1.entropy }
    expectedLength = parts.reduce(0) { $0 + $1.expectedLength }
    lengths = parts.reduce(0...0) {
      ($0.lowerBound + $1.lengths.lowerBound)...($0.upperBound + $1.lengths.upperBound)
    }
  }

  /// One of the options, with a probability proportional to its weight.
  public init(options: [Rule], weights: [Double]) {
    require(
      !options.isEmpty && options.count == weights.count && weights.allSatisfy { $0 > 0 },
      "Rule: \(options.count) options need as many positive weights, not \(weights)")
    let total: Double = weights.reduce(0) { $0 + $1 }
    let probabilities: [Double] = weights.map { $0 / total }
    form = .choice(options, probabilities: probabilities)
    let choices = zip(probabilities, options)
    entropy = choices.reduce(0) { sum, choice in sum + choice.0 * (choice.1.entropy - log(choice.0)) }
    expectedLength = choices.reduce(0) { sum, choice in sum + choice.0 * choice.1.expectedLength }
    lengths = options.map(\.lengths.lowerBound).min()!...options.map(\.lengths.upperBound).max()!
  }
}

// MARK: Shorthands

extension Rule: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral text: String) { self.init(text) }

  public init(arrayLiteral parts: Rule...) { self.init(parts) }

  /// A weighted choice: `.choice([0.7: "yes", 0.3: "no"])`.
  public static func choice(_ options: KeyValuePairs<Double, Rule>) -> Rule {
    Rule(options: options.map(\.value), weights: options.map(\.key))
  }

  /// One of several words, and a rest of the sentence that depends on it.
  ///
  /// As in natural language the frequencies fall with the rank (a flattened law of Zipf).
  public static func choice(of words: [String], _ rest: (Rule) -> Rule = { $0 }) -> Rule {
    Rule(
      options: words.map { rest(Rule($0)) },
      weights: words.indices.map { 1 / Double($0 + 3) })
  }

  /// `rule` with the given probability, or else nothing.
  public static func maybe(_ probability: Double, _ rule: Rule) -> Rule {
    .choice([probability: rule, 1 - probability: ""])
  }

  /// The same text, marked as determined by earlier text.
  public func determined(by dependency: Dependency) -> Rule {
    guard case .text(let characters, _) = form else { fail("determined(by:): the rule is not fixed text") }
    return Rule(String(characters), dependency: dependency)
  }
}

extension Rule {
  /// Every character that the rule can generate.
  var characters: Set<Character> {
    switch form {
    case .text(let characters, _): Set(characters)
    case .sequence(let rules), .choice(let rules, _): rules.reduce(into: []) { $0.formUnion($1.characters) }
    }
  }
}
