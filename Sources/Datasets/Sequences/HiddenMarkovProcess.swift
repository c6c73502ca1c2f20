import Tensors

/// A **hidden Markov process**: each step emits a token and moves to another state, and only the tokens are seen.
///
/// The states are a Markov chain, the tokens are not: a token may depend on tokens of any distance. All that the past
/// tells of the future is a distribution over the states, the **belief**, which Bayes' rule gives exactly. So the best
/// possible prediction of each token is known, and the entropy rate, which is the floor of a model's loss.
public struct HiddenMarkovProcess: Sendable, Equatable {
  /// p(token x, next state j | state i) at `[x][i][j]`.
  public let transitions: [[[Double]]]

  /// The **stationary distribution** π = πP of the states, where P is the sum of `transitions` over the tokens. A sequence
  /// starts with a state drawn from it, so that all positions have the same statistics.
  public let stationary: [Double]

  /// p(token x | state i) at `[x][i]`: the sum over the next states.
  let emissions: [[Double]]

  /// - Parameter transitions: p(token x, next state j | state i) at `[x][i][j]`. The sum over x and j is 1 for each i, and
  ///   every state can be reached from every other, so that there is only one stationary distribution.
  public init(transitions: [[[Double]]]) {
    let S = transitions.first?.count ?? 0
    require(
      S > 0 && transitions.allSatisfy { $0.count == S && $0.allSatisfy { $0.count == S } },
      "HiddenMarkovProcess: every token needs a square matrix of the same size")
    let chain = (0..<S).map { i in (0..<S).map { j in transitions.reduce(0) { $0 + $1[i][j] } } }
    for (state, row) in chain.enumerated() {
      let total = row.reduce(0) { $0 + $1 }
      require(abs(total - 1) < 1e-9, "HiddenMarkovProcess: the probabilities of state \(state) add up to \(total)")
    }
    require(
      transitions.joined().joined().allSatisfy { $0 >= 0 }, "HiddenMarkovProcess: a probability is negative")
    self.transitions = transitions
    emissions = transitions.map { $0.map { $0.reduce(0) { $0 + $1 } } }
    stationary = HiddenMarkovProcess.stationaryDistribution(of: chain)
  }

  /// The vocabulary size V.
  public var vocabularySize: Int { transitions.count }

  public var stateCount: Int { stationary.count }

  /// Iterates π ← (π + πP) / 2 up to a fixed point. With πP alone, a chain of states that take turns would not converge.
  private static func stationaryDistribution(of chain: [[Double]]) -> [Double] {
    let states = chain.indices
    var distribution = states.map { _ in 1 / Double(chain.count) }
    var change = 1.0
    while change > 1e-15 {
      let next = states.map { j in states.reduce(0) { $0 + distribution[$1] * chain[$1][j] } }
      change = states.reduce(0) { $0 + abs(next[$1] - distribution[$1]) }
      distribution = states.map { (distribution[$0] + next[$0]) / 2 }
    }
    return distribution
  }
}

// MARK: Sampling

extension HiddenMarkovProcess {
  /// Random tokens, from a state of the stationary distribution on.
  public func tokens(_ count: Int, using generator: inout Generator) -> [Int] {
    var state = generator.pick(stationary)
    return (0..<count).map { _ in
      let step = generator.pick(transitions.flatMap { $0[state] })
      state = step % stateCount
      return step / stateCount
    }
  }

  /// A batch of independent sequences. The target of each token is the next one.
  public func batch(size: Int, length: Int, using generator: inout Generator) -> TokenBatch {
    TokenBatch(rows: (0..<size).map { _ in tokens(length + 1, using: &generator) })
  }
}

// MARK: Two processes

extension HiddenMarkovProcess {
  /// **Mess3**: three tokens and three states that look alike, whose beliefs form a fractal.
  ///
  /// A state stays with probability 1 − 2x, and moves to each other state with x. The next state is emitted as the token of
  /// its own number with probability α, and as each other token with (1 − α) / 2. So a token tells the state, but not for
  /// sure, and older tokens never become quite useless.
  ///
  /// Sources: Marzen, Crutchfield, "Nearly maximally predictive features and their dimensions", 2017; with these α and x:
  /// Shai et al., "Transformers represent belief state geometry in their residual stream", 2024.
  public static func mess3(alpha: Double = 0.85, x: Double = 0.05) -> HiddenMarkovProcess {
    HiddenMarkovProcess(
      transitions: (0..<3).map { token in
        (0..<3).map { state in
          (0..<3).map { next in (next == state ? 1 - 2 * x : x) * (next == token ? alpha : (1 - alpha) / 2) }
        }
      })
  }

  /// **Zero, one, random**: a 0, a 1, a toss of a coin, and again. Its beliefs are few: whoever has seen enough knows
  /// the state for sure. The entropy rate is (ln 2) / 3.
  public static let zeroOneRandom = HiddenMarkovProcess(
    transitions: [
      [[0, 1, 0], [0, 0, 0], [0.5, 0, 0]],  // 0
      [[0, 0, 0], [0, 0, 1], [0.5, 0, 0]],  // 1
    ])
}
