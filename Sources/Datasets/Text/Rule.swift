import Foundation
import Tensors

/// A recipe for random text: fixed text, parts in a row, or a weighted choice.
///
/// These three are enough to remember, too: `choice(of: names) { name in [name, " …, said ", name] }` builds the rest of
/// the sentence once for every name, so that whatever was chosen stays known to everything that follows.
///
/// Rules are finite trees, so what there is to know about them is summed up while they are built.
public struct Rule: Sendable {
  enum Form: Sendable {
    case text([Character], tie: Tie?)
    case sequence([Rule])
    case choice([Rule], probabilities: [Double])
  }

  let form: Form

  /// The entropy in nats of all choices inside: parts add up, and a choice adds its own −Σ p ln p.
  public let entropy: Double

  /// The expected number of characters.
  public let expectedLength: Double

  /// The fewest and the most characters.
  public let lengths: ClosedRange<Int>

  /// Fixed text; `tie` says that the far past leaves nothing else to write.
  public init(_ text: String, tie: Tie? = nil) {
    form = .text(Array(text), tie: tie)
    entropy = 0
    expectedLength = Double(text.count)
    lengths = text.count...text.count
  }

  /// One part after the other.
  public init(_ parts: [Rule]) {
    form = .sequence(parts)
    entropy = parts.reduce(0) { $0 + $1.entropy }
    expectedLength = parts.reduce(0) { $0 + $1.expectedLength }
    lengths = parts.reduce(0...0) {
      ($0.lowerBound + $1.lengths.lowerBound)...($0.upperBound + $1.lengths.upperBound)
    }
  }

  /// One of the options, drawn with a probability proportional to its weight.
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

// MARK: Ways to write a rule

extension Rule: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral text: String) { self.init(text) }

  public init(arrayLiteral parts: Rule...) { self.init(parts) }

  /// A weighted choice: `.choice([0.7: "yes", 0.3: "no"])`.
  public static func choice(_ options: KeyValuePairs<Double, Rule>) -> Rule {
    Rule(options: options.map(\.value), weights: options.map(\.key))
  }

  /// One of several words, as in a natural language rare the later it stands in the list (a flattened law of Zipf), and
  /// the rest of the sentence that depends on it.
  public static func choice(of words: [String], _ rest: (Rule) -> Rule = { $0 }) -> Rule {
    Rule(
      options: words.map { rest(Rule($0)) },
      weights: words.indices.map { 1 / Double($0 + 3) })
  }

  /// `rule` with the given probability, or else nothing.
  public static func maybe(_ probability: Double, _ rule: Rule) -> Rule {
    .choice([probability: rule, 1 - probability: ""])
  }

  /// The same text, marked as determined by the far past.
  public func tied(by tie: Tie) -> Rule {
    guard case .text(let characters, _) = form else { fail("tied: only fixed text can be tied") }
    return Rule(String(characters), tie: tie)
  }
}

extension Rule {
  /// Every character that the rule can write.
  var characters: Set<Character> {
    switch form {
    case .text(let characters, _): Set(characters)
    case .sequence(let rules), .choice(let rules, _): rules.reduce(into: []) { $0.formUnion($1.characters) }
    }
  }
}
