import Foundation
import Tensors
import Training

// V vocabulary size · n order: a token is predicted from the n − 1 before it, its context

/// Predicts each token from the last few before it, by counting what followed them.
///
/// What never followed must not get the probability 0. Smoothing after Witten and Bell (1991): of the N(c) tokens
/// that followed the context c, K(c) were new there when they came, so the next one is new with about K(c) / (N(c) + K(c)). That
/// share goes to the context without its oldest token, and so on down to no context at all and then to 1/V:
///
///     p(s | c) = (N(c, s) + K(c) · p(s | shorter c)) / (N(c) + K(c))
public struct NGram: Sendable {
  public let order: Int
  public let vocabularySize: Int
  /// For every length of context from 0 to n − 1, the contexts that occurred, by their code.
  private var contexts: [[Int: Context]]

  /// What followed a context.
  private struct Context: Sendable {
    var counts: [Int: Int] = [:]
    var total = 0
    var kinds: Int { counts.count }

    mutating func add(_ token: Int) {
      counts[token, default: 0] += 1
      total += 1
    }
  }

  /// Counts in a text of tokens in 0 ..< V.
  public init(order: Int, vocabularySize V: Int, text: [Int]) {
    require(order >= 1 && V >= 1, "NGram: the order \(order) over \(V) tokens")
    self.order = order
    vocabularySize = V
    contexts = (0..<order).map { length in
      var seen: [Int: Context] = [:]
      for position in text.indices.dropFirst(length) {
        seen[code(text[position - length..<position], V), default: Context()].add(text[position])
      }
      return seen
    }
  }

  /// How many counts it keeps: they play the part of parameters.
  public var parameterCount: Int { contexts.joined().reduce(0) { $0 + $1.value.kinds } }

  /// The probability that `token` comes next after a history of any length.
  public func probability(of token: Int, after history: ArraySlice<Int>) -> Double {
    var probability = 1 / Double(vocabularySize)
    for length in 0...min(order - 1, history.count) {
      guard let context = contexts[length][code(history.suffix(length), vocabularySize)] else { break }
      let (N, K) = (Double(context.total), Double(context.kinds))
      probability = (Double(context.counts[token] ?? 0) + K * probability) / (N + K)
    }
    return probability
  }

  /// −ln of the probability of every token of a text but the first, given what stands before it.
  public func tokenLosses(of text: [Int]) -> [Double] {
    text.indices.dropFirst().map { position in
      -log(probability(of: text[position], after: text[max(0, position - order + 1)..<position]))
    }
  }
}

/// A context as one number, its tokens being the digits.
private func code(_ context: ArraySlice<Int>, _ V: Int) -> Int { context.reduce(0) { $0 * V + $1 } }
