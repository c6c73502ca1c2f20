import Attention
import Exercises
import Solutions

private typealias Answer =
  @Sendable (_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor

extension Exercise {
  static let additiveScore = Exercise(
    "05.2", "additiveScore", mine: MyAttention.additiveScore, solution: AttentionSolutions.additiveScore,
    hints: [
      "Every query meets every key, so tanh is taken of Q · K sums of width H in each sentence: a tensor [B, Q, K, H].",
      "q·W is [B, Q, H] and k·U is [B, K, H]. Reshaped to [B, Q, 1, H] and [B, 1, K, H], their sum broadcasts to all pairs.",
      "(tanh(asked + offered) * weights.judge).sum(axis: -1), with asked = matmul(queries, weights.query).reshaped(B, Q, 1, H)",
    ],
    mistakes: mistakes, probes: probes)
}

/// A score with one thing done differently, which the mistakes choose.
private struct Net {
  /// What the query and the key say together, `[B, Q, K, H]`.
  var meet: (_ asked: Tensor, _ offered: Tensor) -> Tensor = { tanh($0 + $1) }
  /// The score of each pair.
  var vote: (_ heard: Tensor, _ judge: Tensor) -> Tensor = { ($0 * $1).sum(axis: -1) }

  func callAsFunction(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) -> Tensor {
    let (B, Q, _) = queries.shape3
    let asked = matmul(queries, weights.query).reshaped(B, Q, 1, -1)
    let offered = matmul(keys, weights.key).reshaped(B, 1, keys.shape[1], -1)
    return vote(meet(asked, offered), weights.judge)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("tanh came after v: each unit is bent before it votes") {
    Net(meet: { $0 + $1 }, vote: { tanh(($0 * $1).sum(axis: -1)) })($0, $1, $2)
  },
  Mistake("v stands inside tanh: it multiplies what comes out") {
    Net(meet: { $0 + $1 }, vote: { tanh($0 * $1).sum(axis: -1) })($0, $1, $2)
  },
  Mistake("tanh is missing: without it all queries prefer the same keys, since q·W adds the same to every score") {
    Net(meet: { $0 + $1 })($0, $1, $2)
  },
  Mistake("tanh was taken of q·W and k·U by themselves: it is the activation of their sum that lets the two meet") {
    Net(meet: { tanh($0) + tanh($1) })($0, $1, $2)
  },
  Mistake("q·W and k·U were multiplied: they are added") {
    Net(meet: { tanh($0 * $1) })($0, $1, $2)
  },
  Mistake("a sigmoid stands where tanh should") {
    Net(meet: { sigmoid($0 + $1) })($0, $1, $2)
  },
  Mistake("v is missing: the hiddenSize have votes of different weight, and sign") {
    Net(vote: { heard, _ in heard.sum(axis: -1) })($0, $1, $2)
  },
  Mistake("W and U have changed positions: W belongs to the query") { queries, keys, weights in
    var weights = weights
    (weights.query, weights.key) = (weights.key, weights.query)
    return Net()(queries, keys, weights)
  },
  Mistake("queries and keys were added one to one: every query meets every key") { queries, keys, weights in
    let sums = matmul(queries, weights.query) + matmul(keys, weights.key)
    return (tanh(sums) * weights.judge).sum(axis: -1)
  },
  Mistake("the scores are transposed: a row belongs to a query, a column to a key") { queries, keys, weights in
    Net()(queries, keys, weights).transposed
  },
  Mistake("a softmax was taken already: the scores themselves are wanted") { queries, keys, weights in
    softmax(Net()(queries, keys, weights))
  },
]

private func probes(_ additiveScore: @escaping Answer) -> [Probe] {
  // As many queries as keys, and of the same width, so that an exchange of the two is told by its numbers.
  let (queries, keys) = (random(2, 4, 3, seed: 1), random(2, 4, 3, seed: 2))
  let weights = AdditiveWeights(query: random(3, 5, seed: 3), key: random(3, 5, seed: 4), judge: random(5, seed: 5))
  let expected = Tensor(shape: [2, 4, 4]) { index in
    let asked = matmul(queries.row(index[0]), weights.query).row(index[1])
    let offered = matmul(keys.row(index[0]), weights.key).row(index[2])
    return (weights.judge * tanh(asked + offered)).sum
  }
  let (few, wide) = (random(2, 3, 2, seed: 6), random(2, 5, 6, seed: 7))
  let there = AdditiveWeights(query: random(2, 4, seed: 8), key: random(6, 4, seed: 9), judge: random(4, seed: 10))
  let back = AdditiveWeights(query: there.key, key: there.query, judge: there.judge)
  return [
    .values("4 queries and 4 keys of width 3", try additiveScore(queries, keys, weights), are: expected),
    .property(
      "3 queries against 5 keys score as the keys against the queries, W exchanged with U",
      try additiveScore(few, wide, there), equals: try additiveScore(wide, few, back).transposed),
  ]
}
