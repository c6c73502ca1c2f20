import Attention
import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ scores: Tensor) throws -> Tensor

extension Exercise {
  static let causalWeights = Exercise(
    "07.3", "causalWeights", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.causalWeights },
    hints: [
      "Which number must a score be, so that its weight is exactly 0 after the softmax? And which keys need it in row q?",
      "Make a mask [Q, K] of 0 and −∞ and add it before the softmax. With Q = K, query q attends to the keys 0 … q.",
      "Tensor(shape: [Q, K]) { $0[1] <= $0[0] + K - Q ? 0 : -.infinity } is the mask; K − Q is the position of the first query.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Weights with one thing done differently, which the mistakes choose.
private struct Masked {
  /// Whether a key is visible to a query, with `before` keys before the first query.
  var isVisible: (_ query: Int, _ key: Int, _ before: Int) -> Bool = { $1 <= $0 + $2 }
  /// The weights, from the scores and a 1 for each visible key.
  var weigh: (_ scores: Tensor, _ visible: Tensor) -> Tensor = { softmax(hide($0, $1, -.infinity)) }

  func callAsFunction(_ scores: Tensor) -> Tensor {
    let (Q, K) = scores.shape2
    return weigh(scores, Tensor(shape: [Q, K]) { isVisible($0[0], $0[1], K - Q) ? 1 : 0 })
  }
}

/// Rows divided by their sums.
private func normalized(_ weights: Tensor) -> Tensor { weights / weights.sum(axis: -1, keepingAxis: true) }

/// The scores with a number added wherever a key is hidden.
private func hide(_ scores: Tensor, _ visible: Tensor, _ number: Scalar) -> Tensor {
  scores + visible.map { $0 == 1 ? 0 : number }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the mask is transposed: a query attends to itself and to earlier keys, so −∞ belongs above the diagonal") {
    Masked(isVisible: { $1 >= $0 + $2 })($0)
  },
  Mistake("the mask is one off: a query should see its own position; now the first one sees no key at all") {
    Masked(isVisible: { $1 < $0 + $2 })($0)
  },
  Mistake("the mask is one off: a query sees the position after its own, which is in the future") {
    Masked(isVisible: { $1 <= $0 + $2 + 1 })($0)
  },
  Mistake(
    "the queries were aligned with the first keys: with fewer queries than keys, the last query has the position of the last key"
  ) {
    Masked(isVisible: { query, key, _ in key <= query })($0)
  },
  Mistake("the mask is missing: later keys have weights above 0") {
    Masked(isVisible: { _, _, _ in true })($0)
  },
  Mistake("the mask was applied after the softmax: the remaining weights do not sum to 1, so mask the scores") {
    Masked(weigh: { softmax($0) * $1 })($0)
  },
  Mistake("later keys got the score 0: e⁰ is 1, so they still have a weight; they need −∞") {
    Masked(weigh: { softmax($0 * $1) })($0)
  },
  Mistake("the mask is too weak: −10 leaves later keys a small weight, −∞ leaves none") {
    Masked(weigh: { softmax(hide($0, $1, -10)) })($0)
  },
  Mistake("the mask is a finite number: a later key with a large enough score still gets a weight; use −∞") {
    Masked(weigh: { softmax(hide($0, $1, -100)) })($0)
  },
  Mistake("a mask of ones and zeros was multiplied by −∞: 0 · −∞ is NaN, so choose 0 or −∞ for each key") {
    Masked(weigh: { softmax($0 + (1 - $1) * -.infinity) })($0)
  },
  Mistake("eˣ overflows: subtract each query's largest score first, or use the library's softmax") {
    Masked(weigh: { normalized(exp(hide($0, $1, -.infinity))) })($0)
  },
  Mistake("the largest score was that of a later key: mask the scores first, then subtract the largest") {
    Masked(weigh: { normalized(exp($0 - $0.max(axis: -1, keepingAxis: true)) * $1) })($0)
  },
  Mistake("the softmax was taken over the queries: the weights of one query, a row, sum to 1") {
    Masked(weigh: { softmax(hide($0, $1, -.infinity), axis: 0) })($0)
  },
  Mistake("the weights were not divided by their sum: divide every row of e^score by its sum") {
    Masked(weigh: { exp(hide($0, $1, -.infinity)) })($0)
  },
]

private func probes(_ causalWeights: @escaping Answer) -> [Probe] {
  let (scores, few) = (4 * random(5, 5, seed: 1), 4 * random(2, 5, seed: 2))
  func expected(_ scores: Tensor) -> Tensor { softmax(scores + Mask.causal.addend(to: [1] + scores.shape)!.row(0)) }
  let isLater = Tensor(shape: [5, 5]) { $0[1] > $0[0] ? 1 : 0 }
  return [
    .values("5 queries and 5 keys", try causalWeights(scores), are: expected(scores)),
    .values("2 queries, the last of 5 positions", try causalWeights(few), are: expected(few)),
    .property(
      "later keys with scores of 1,000 change nothing", try causalWeights(scores + 1_000 * isLater),
      equals: expected(scores)),
    .property(
      "it should be right for scores of 1,000, too", try causalWeights(scores + 1_000),
      equals: expected(scores + 1_000)),
    .property(
      "the last query attends to all keys", try causalWeights(few).row(1), equals: softmax(few.row(1))),
  ]
}
