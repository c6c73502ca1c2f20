import Attention
import Exercises
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor

extension Exercise {
  static let additiveScore = Exercise(
    "05.2", "additiveScore", solution: AttentionSolutions.self,
    answer: { (answers: any AttentionTasks.Type) in answers.additiveScore },
    hints: [
      "Every query is compared with every key. So tanh is taken of Q · K sums of width H in each sentence: a tensor [B, Q, K, H].",
      "q·W is [B, Q, H] and k·U is [B, K, H]. Reshaped to [B, Q, 1, H] and [B, 1, K, H], their sum broadcasts to all pairs.",
      "(tanh(q + k) * weights.v).sum(axis: -1), with q = matmul(queries, weights.query).reshaped(B, Q, 1, H), and k likewise",
    ],
    mistakes: mistakes, probes: probes)
}

/// A score with one thing done differently, which the mistakes choose.
private struct Network {
  /// The hidden units `[B, Q, K, H]`, from the projected queries and keys.
  var hidden: (_ queries: Tensor, _ keys: Tensor) -> Tensor = { tanh($0 + $1) }
  /// The score of each pair.
  var output: (_ hidden: Tensor, _ v: Tensor) -> Tensor = { ($0 * $1).sum(axis: -1) }

  func callAsFunction(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) -> Tensor {
    let (B, Q, _) = queries.shape3
    let projectedQueries = matmul(queries, weights.query).reshaped(B, Q, 1, -1)
    let projectedKeys = matmul(keys, weights.key).reshaped(B, 1, keys.shape[1], -1)
    return output(hidden(projectedQueries, projectedKeys), weights.v)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("tanh came after v: it is applied to each hidden unit, before v") {
    Network(hidden: { $0 + $1 }, output: { tanh(($0 * $1).sum(axis: -1)) })($0, $1, $2)
  },
  Mistake("v is inside tanh: it multiplies the output of tanh") {
    Network(hidden: { $0 + $1 }, output: { tanh($0 * $1).sum(axis: -1) })($0, $1, $2)
  },
  Mistake("tanh is missing: without it q·W·v is added to every score of a query, and the softmax cancels it") {
    Network(hidden: { $0 + $1 })($0, $1, $2)
  },
  Mistake(
    "tanh was taken of q·W and k·U separately: take it of their sum, so that the score depends on the two together"
  ) {
    Network(hidden: { tanh($0) + tanh($1) })($0, $1, $2)
  },
  Mistake("q·W and k·U were multiplied: they are added") {
    Network(hidden: { tanh($0 * $1) })($0, $1, $2)
  },
  Mistake("the activation is a sigmoid: it should be tanh") {
    Network(hidden: { sigmoid($0 + $1) })($0, $1, $2)
  },
  Mistake("v is missing: each hidden unit has its own weight in the score") {
    Network(output: { hidden, _ in hidden.sum(axis: -1) })($0, $1, $2)
  },
  Mistake("W and U are swapped: W belongs to the query") { queries, keys, weights in
    var weights = weights
    (weights.query, weights.key) = (weights.key, weights.query)
    return Network()(queries, keys, weights)
  },
  Mistake("queries and keys were added one to one: every query is compared with every key") { queries, keys, weights in
    let sums = matmul(queries, weights.query) + matmul(keys, weights.key)
    return (tanh(sums) * weights.v).sum(axis: -1)
  },
  Mistake("the scores are transposed: a row belongs to a query, a column to a key") { queries, keys, weights in
    Network()(queries, keys, weights).transposed
  },
  Mistake("a softmax was taken already: return the scores themselves") { queries, keys, weights in
    softmax(Network()(queries, keys, weights))
  },
]

private func probes(_ additiveScore: @escaping Answer) -> [Probe] {
  // As many queries as keys, and of the same width, so that swapping the two changes numbers and not shapes.
  let (queries, keys) = (random(2, 4, 3, seed: 1), random(2, 4, 3, seed: 2))
  let weights = AdditiveWeights(query: random(3, 5, seed: 3), key: random(3, 5, seed: 4), v: random(5, seed: 5))
  let expected = Tensor(shape: [2, 4, 4]) { index in
    let query = matmul(queries.row(index[0]), weights.query).row(index[1])
    let key = matmul(keys.row(index[0]), weights.key).row(index[2])
    return (weights.v * tanh(query + key)).sum
  }
  let (few, wide) = (random(2, 3, 2, seed: 6), random(2, 5, 6, seed: 7))
  let other = AdditiveWeights(query: random(2, 4, seed: 8), key: random(6, 4, seed: 9), v: random(4, seed: 10))
  let swapped = AdditiveWeights(query: other.key, key: other.query, v: other.v)
  return [
    .values("4 queries and 4 keys of width 3", try additiveScore(queries, keys, weights), are: expected),
    .property(
      "3 queries against 5 keys give the same scores as the keys against the queries, with W and U swapped",
      try additiveScore(few, wide, other), equals: try additiveScore(wide, few, swapped).transposed),
  ]
}
