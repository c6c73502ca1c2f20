import Foundation
import Training

// V symbols · n order: a symbol is predicted from the n − 1 before it, its context

/// Predicts each symbol from the last few before it, by counting what followed them.
///
/// What never followed must not get the probability 0. Smoothing after Witten and Bell (1991): of the N(c) symbols seen
/// after the context c, K(c) were new there when they came, so the next one is new with about K(c) / (N(c) + K(c)). That
/// share goes to the context without its oldest symbol, and so on down to no context at all and then to 1/V:
///
///     p(s | c) = (N(c, s) + K(c) · p(s | shorter c)) / (N(c) + K(c))
public struct NGram: Sendable {
  public let order: Int
  public let symbols: Int
  /// For every length of context from 0 to n − 1, the contexts that occurred, by their code.
  private var contexts: [[Int: Context]]

  /// What followed a context.
  private struct Context: Sendable {
    var counts: [Int: Int] = [:]
    var total = 0
    var kinds: Int { counts.count }

    mutating func add(_ symbol: Int) {
      counts[symbol, default: 0] += 1
      total += 1
    }
  }

  /// Counts in a text of symbols in 0 ..< V.
  public init(order: Int, symbols V: Int, text: [Int]) {
    require(order >= 1 && V >= 1, "NGram: the order \(order) over \(V) symbols")
    self.order = order
    symbols = V
    contexts = (0..<order).map { length in
      var seen: [Int: Context] = [:]
      for place in text.indices.dropFirst(length) {
        seen[code(text[place - length..<place], V), default: Context()].add(text[place])
      }
      return seen
    }
  }

  /// How many counts it keeps: what is to it as parameters are to a net.
  public var parameterCount: Int { contexts.joined().reduce(0) { $0 + $1.value.kinds } }

  /// The probability that `symbol` comes next after a history of any length.
  public func probability(of symbol: Int, after history: ArraySlice<Int>) -> Double {
    var probability = 1 / Double(symbols)
    for length in 0...min(order - 1, history.count) {
      guard let context = contexts[length][code(history.suffix(length), symbols)] else { break }
      let (N, K) = (Double(context.total), Double(context.kinds))
      probability = (Double(context.counts[symbol] ?? 0) + K * probability) / (N + K)
    }
    return probability
  }

  /// −ln of the probability of every symbol of a text but the first, given what stands before it.
  public func surprises(of text: [Int]) -> [Double] {
    text.indices.dropFirst().map { place in
      -log(probability(of: text[place], after: text[max(0, place - order + 1)..<place]))
    }
  }
}

/// A context as one number, its symbols being the digits.
private func code(_ context: ArraySlice<Int>, _ V: Int) -> Int { context.reduce(0) { $0 * V + $1 } }
