import Foundation

extension HiddenMarkovProcess {
  /// One step of **Bayes' rule**: the belief after one more token, and how probable that token was.
  ///
  /// p(j | tokens, x) = Σᵢ p(i | tokens) p(x, j | i) / p(x | tokens). After an impossible token the belief is all zeros.
  public func update(_ belief: [Double], with token: Int) -> (belief: [Double], probability: Double) {
    var joint = [Double](repeating: 0, count: stateCount)  // p(token, next state j)
    for (p, row) in zip(belief, transitions[token]) {
      for (j, transition) in row.enumerated() { joint[j] += p * transition }
    }
    let probability = joint.reduce(0) { $0 + $1 }
    return (probability > 0 ? joint.map { $0 / probability } : joint, probability)
  }

  /// The belief before the first token, which is the stationary distribution, and after each of n tokens: n + 1 in all.
  public func beliefs(of tokens: [Int]) -> [[Double]] {
    tokens.reduce(into: [stationary]) { $0.append(update($0.last!, with: $1).belief) }
  }

  /// The probability of each token to come next, given a belief: a linear map of the belief.
  public func prediction(_ belief: [Double]) -> [Double] {
    emissions.map { zip(belief, $0).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// −ln of the exact probability of every token, given all tokens before it: the losses of the best possible model.
  ///
  /// The loss is infinite from the first impossible token on.
  public func tokenLosses(of tokens: [Int]) -> [Double] {
    var belief = stationary
    return tokens.map { token in
      let (next, probability) = update(belief, with: token)
      belief = next
      return -log(probability)
    }
  }

  /// Every distinct belief that at most `count` tokens lead to, in the order of the number of tokens: the points of a
  /// picture of all that can be believed.
  ///
  /// Two beliefs are the same if they are within rounding errors of each other.
  public func reachableBeliefs(within count: Int) -> [[Double]] {
    func key(_ belief: [Double]) -> [Int] { belief.map { Int(($0 * 1e9).rounded()) } }
    var seen: Set = [key(stationary)]
    var (all, newest) = ([stationary], [stationary])
    for _ in 0..<count {
      newest = newest.flatMap { belief in transitions.indices.map { update(belief, with: $0) } }
        .filter { $0.probability > 0 }.map(\.belief).filter { seen.insert(key($0)).inserted }
      all += newest
    }
    return all
  }
}
