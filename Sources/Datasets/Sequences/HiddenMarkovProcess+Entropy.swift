import Foundation

extension HiddenMarkovProcess {
  /// The expected loss of the best possible model that sees n tokens, H(Xₙ₊₁ | X₁ … Xₙ), in nats.
  ///
  /// It falls with n towards the entropy rate.
  public func expectedLoss(seeing n: Int) -> Double { expectedLoss(from: stationary, seeing: n) }

  /// The mean over all words of n tokens, each weighted with its probability.
  private func expectedLoss(from belief: [Double], seeing n: Int) -> Double {
    if n == 0 { return prediction(belief).reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) } }
    return transitions.indices.reduce(0) { sum, token in
      let (next, probability) = update(belief, with: token)
      return probability > 0 ? sum + probability * expectedLoss(from: next, seeing: n - 1) : sum
    }
  }

  /// Bounds of the entropy rate: H(Xₙ₊₁ | S₀, X₁ … Xₙ) ≤ rate ≤ H(Xₙ₊₁ | X₁ … Xₙ).
  ///
  /// A model that sees n tokens knows at most as much as one that sees all tokens before. One that also knows the state S₀
  /// before them knows at least as much: given the state, older tokens tell nothing more. Cover, Thomas, "Elements of
  /// information theory", 2006, theorem 4.5.1.
  public func entropyRateBounds(seeing n: Int) -> ClosedRange<Double> {
    let upper = expectedLoss(seeing: n)
    let lower = stationary.indices.reduce(0) { sum, state in
      let known = stationary.indices.map { $0 == state ? 1.0 : 0.0 }
      return sum + stationary[state] * expectedLoss(from: known, seeing: n)
    }
    // Where they are equal, rounding errors may change their order.
    return min(lower, upper)...upper
  }

  /// The **entropy rate** in nats per token, between bounds that differ by less than `tolerance`: the floor of a model that
  /// sees all tokens before.
  ///
  /// It is about 0.793458 for Mess3, for which 12 tokens are enough: 531,441 words.
  public func entropyRate(tolerance: Double = 1e-7) -> ClosedRange<Double> {
    var n = 0
    while true {
      let bounds = entropyRateBounds(seeing: n)
      if bounds.upperBound - bounds.lowerBound < tolerance { return bounds }
      n += 1
    }
  }

  /// The floor of a model at each position of a context of T tokens. At the first of them it has seen one token.
  ///
  /// As soon as the bounds of the entropy rate agree, longer words are not enumerated: their losses are between the same
  /// bounds.
  public func expectedLosses(contextLength T: Int, tolerance: Double = 1e-6) -> [Double] {
    var losses: [Double] = []
    var (last, gap) = (0.0, Double.infinity)
    for n in 1...T {
      if gap >= tolerance {
        let bounds = entropyRateBounds(seeing: n)
        (last, gap) = (bounds.upperBound, bounds.upperBound - bounds.lowerBound)
      }
      losses.append(last)
    }
    return losses
  }
}
