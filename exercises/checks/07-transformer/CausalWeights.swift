import Attention
import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ scores: Tensor) throws -> Tensor

extension Exercise {
  static let causalWeights = Exercise(
    "07.3", "causalWeights", mine: MyTransformer.causalWeights, solution: TransformerSolutions.causalWeights,
    hints: [
      "Which number must a score be, so that its weight is exactly 0 after the softmax? And which keys need it in row q?",
      "Make a mask [Q, K] of 0 and −∞ and add it before the softmax. With Q = K, query q sees the keys 0 … q.",
      "Tensor(shape: [Q, K]) { $0[1] <= $0[0] + K - Q ? 0 : -.infinity } is the mask; K − Q is how many keys stand before the first query.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Weights with one thing done differently, which the mistakes choose.
private struct Look {
  /// Whether a query sees a key, `before` keys standing before the first query.
  var sees: (_ query: Int, _ key: Int, _ before: Int) -> Bool = { $1 <= $0 + $2 }
  /// The weights, from the scores and a 1 for each key that is seen.
  var weigh: (_ scores: Tensor, _ seen: Tensor) -> Tensor = { softmax(hide($0, $1, -.infinity)) }

  func callAsFunction(_ scores: Tensor) -> Tensor {
    let (Q, K) = scores.shape2
    return weigh(scores, Tensor(shape: [Q, K]) { sees($0[0], $0[1], K - Q) ? 1 : 0 })
  }
}

/// The scores with a number added wherever a key is not seen.
private func hide(_ scores: Tensor, _ seen: Tensor, _ number: Scalar) -> Tensor {
  scores + seen.map { $0 == 1 ? 0 : number }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the mask is transposed: a query sees itself and the past, so −∞ stands above the diagonal") {
    Look(sees: { $1 >= $0 + $2 })($0)
  },
  Mistake("the mask is one off: a query does not see itself, and the first one sees nothing at all") {
    Look(sees: { $1 < $0 + $2 })($0)
  },
  Mistake("the mask is one off: a query sees the position after its own") {
    Look(sees: { $1 <= $0 + $2 + 1 })($0)
  },
  Mistake("the queries were put at the first keys: where there are fewer, the last query stands at the last key") {
    Look(sees: { query, key, _ in key <= query })($0)
  },
  Mistake("the mask is missing: a query sees the future") {
    Look(sees: { _, _, _ in true })($0)
  },
  Mistake("the mask came after the softmax: what is left does not sum to 1, so mask the scores") {
    Look(weigh: { softmax($0) * $1 })($0)
  },
  Mistake("the future got the score 0: e⁰ is 1, so it still has a weight; it takes −∞") {
    Look(weigh: { softmax($0 * $1) })($0)
  },
  Mistake("the mask is too weak: −10 leaves the future a weight that can be seen, −∞ leaves none") {
    Look(weigh: { softmax(hide($0, $1, -10)) })($0)
  },
  Mistake("the mask is a finite number: a future with a high score gets over it, but not over −∞") {
    Look(weigh: { softmax(hide($0, $1, -100)) })($0)
  },
  Mistake("the softmax runs over the queries: the weights of one query, a row, sum to 1") {
    Look(weigh: { softmax(hide($0, $1, -.infinity), axis: 0) })($0)
  },
  Mistake("the weights are not divided by their sum: e^score, then every row divided by what it sums to") {
    Look(weigh: { exp(hide($0, $1, -.infinity)) })($0)
  },
]

private func probes(_ causalWeights: @escaping Answer) -> [Probe] {
  let (scores, few) = (4 * random(5, 5, seed: 1), 4 * random(2, 5, seed: 2))
  func expected(_ scores: Tensor) -> Tensor { softmax(scores + Mask.causal.addend(to: [1] + scores.shape)!.row(0)) }
  let isFuture = Tensor(shape: [5, 5]) { $0[1] > $0[0] ? 1 : 0 }
  return [
    .values("5 queries and 5 keys", try causalWeights(scores), are: expected(scores)),
    .values("2 queries, the last of 5 positions", try causalWeights(few), are: expected(few)),
    .property(
      "a future with scores of 1,000 changes nothing", try causalWeights(scores + 1_000 * isFuture),
      equals: expected(scores)),
    .property(
      "the last query sees all keys", try causalWeights(few).row(1), equals: softmax(few.row(1))),
  ]
}
