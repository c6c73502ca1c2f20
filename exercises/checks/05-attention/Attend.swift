import Attention
import Exercises
import Gradients
import Solutions

private typealias Answer =
  @Sendable (_ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ lengths: [Int]) throws -> Tensor

extension Exercise {
  static let attend = Exercise(
    "05.1", "attend", solution: AttentionSolutions.self,
    answer: { (answers: any AttentionTasks.Type) in answers.attend },
    hints: [
      "Three lines: scores [B, Q, K], weights [B, Q, K], context. Which score gets the weight 0 from a softmax?",
      "e to the −∞ is exactly 0: make a tensor [B, 1, K] of 0 for true keys and −∞ for padding, and add it before the softmax.",
      "mask = Tensor(shape: [B, 1, K]) { $0[2] < lengths[$0[0]] ? 0 : -.infinity }; weights = softmax(q·kᵀ / √D + mask).",
    ],
    mistakes: mistakes, probes: probes)
}

/// Attention with one thing done differently, which the mistakes choose.
private struct MaskedAttention {
  var divisor: (_ width: Scalar) -> Scalar = { $0.squareRoot() }
  /// Whether a key is visible, from its position and the length of its sentence.
  var isVisible: (_ key: Int, _ length: Int) -> Bool = { $0 < $1 }
  /// The weights `[B, Q, K]`, from the products q·k, their divisor, and a 1 for each visible key.
  var weights: (_ products: Tensor, _ divisor: Scalar, _ visible: Tensor) -> Tensor = {
    softmax(hide($0 / $1, $2, -.infinity))
  }

  func callAsFunction(_ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ lengths: [Int]) -> Tensor {
    let products = matmul(queries, keys, transposing: .right)
    let visible = Tensor(shape: products.shape) { isVisible($0[2], lengths[$0[0]]) ? 1 : 0 }
    return matmul(weights(products, divisor(Scalar(keys.shape[2])), visible), values)
  }
}

/// Rows divided by their sums.
private func normalized(_ weights: Tensor) -> Tensor { weights / weights.sum(axis: -1, keepingAxis: true) }

/// The scores with a number added wherever a key is hidden.
private func hide(_ scores: Tensor, _ visible: Tensor, _ number: Scalar) -> Tensor {
  scores + visible.map { $0 == 1 ? 0 : number }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the softmax runs over the queries: the weights of one query sum to 1 over its keys, the last axis") {
    MaskedAttention(weights: { softmax(hide($0 / $1, $2, -.infinity), axis: 1) })($0, $1, $2, $3)
  },
  Mistake("the scale is missing: q·k is divided by √D") {
    MaskedAttention(divisor: { _ in 1 })($0, $1, $2, $3)
  },
  Mistake("the scores were divided by D: the standard deviation of a sum of D products grows with √D") {
    MaskedAttention(divisor: { $0 })($0, $1, $2, $3)
  },
  Mistake("the scores were multiplied by √D: divide, so that their variance does not grow with D") {
    MaskedAttention(divisor: { 1 / $0.squareRoot() })($0, $1, $2, $3)
  },
  Mistake("padding is not masked: keys beyond a sentence's length get the weight 0") {
    MaskedAttention(isVisible: { _, _ in true })($0, $1, $2, $3)
  },
  Mistake("the mask came after the softmax: the remaining weights do not sum to 1, so mask the scores") {
    MaskedAttention(weights: { softmax($0 / $1) * $2 })($0, $1, $2, $3)
  },
  Mistake("padding got the score 0: e⁰ is 1, so it still has a weight; use −∞") {
    MaskedAttention(weights: { softmax($0 / $1 * $2) })($0, $1, $2, $3)
  },
  Mistake("the scale shrank the mask: −10 was added before the division by √D; −∞ stays −∞") {
    MaskedAttention(weights: { softmax(hide($0, $2, -10) / $1) })($0, $1, $2, $3)
  },
  Mistake("the mask is too weak: with −10 padding keeps a measurable weight, with −∞ none") {
    MaskedAttention(weights: { softmax(hide($0 / $1, $2, -10)) })($0, $1, $2, $3)
  },
  Mistake("the mask is a finite number: padding with a high score still gets a weight; use −∞") {
    MaskedAttention(weights: { softmax(hide($0, $2, -100) / $1) })($0, $1, $2, $3)
  },
  Mistake("a mask of ones and zeros was multiplied by −∞: 0 · −∞ is NaN, so choose 0 or −∞ for each key") {
    MaskedAttention(weights: { softmax($0 / $1 + (1 - $2) * -.infinity) })($0, $1, $2, $3)
  },
  Mistake("eˣ overflows: subtract each query's largest score first, or use the library's softmax") {
    MaskedAttention(weights: { normalized(exp($0 / $1) * $2) })($0, $1, $2, $3)
  },
  Mistake("the largest score was that of padding: mask the scores first, then subtract the largest") {
    MaskedAttention(weights: { products, divisor, visible in
      let scores = products / divisor
      return normalized(exp(scores - scores.max(axis: -1, keepingAxis: true)) * visible)
    })($0, $1, $2, $3)
  },
  Mistake("one key of padding is visible: a sequence of n keys has the keys 0 … n − 1") {
    MaskedAttention(isVisible: { $0 <= $1 })($0, $1, $2, $3)
  },
  Mistake("the mask is inverted: it hides the true keys and leaves the padding visible") {
    MaskedAttention(isVisible: { $0 >= $1 })($0, $1, $2, $3)
  },
  Mistake("the mask hides queries: the lengths count keys, so it runs along the last axis") {
    MaskedAttention(weights: { softmax(hide($0 / $1, $2.transposed, -.infinity)) })($0, $1, $2, $3)
  },
  Mistake("keys and values are swapped: keys are compared with the query, values are summed") {
    MaskedAttention()($0, $2, $1, $3)
  },
  Mistake("the weights are transposed: row q belongs to query q") {
    MaskedAttention(weights: { softmax(hide($0 / $1, $2, -.infinity)).transposed })($0, $1, $2, $3)
  },
  Mistake("these are the attention weights: multiply them by the values") { queries, keys, _, lengths in
    let identity = Tensor.identity(keys.shape[1]).broadcast(to: [keys.shape[0], keys.shape[1], keys.shape[1]])
    return MaskedAttention()(queries, keys, identity, lengths)
  },
]

private func probes(_ attend: @escaping Answer) -> [Probe] {
  // As many queries as keys, so that swapping the two changes numbers and does not trap.
  let (q, k, v) = (random(3, 4, 3, seed: 1), random(3, 4, 3, seed: 2), random(3, 4, 3, seed: 3))
  let lengths = [4, 1, 2]
  let isPadding = Tensor(shape: [3, 4, 1]) { $0[1] < lengths[$0[0]] ? 0 : 1 }
  var generator = Generator(seed: 4)
  let score = ScaledDotScore(queries: 3, keys: 3, using: &generator)
  func expected(_ q: Tensor) -> Tensor {
    Attention.attend(score(constant(q), constant(k)), to: constant(v), Mask(lengths: lengths)).context.value
  }
  let (few, equal, many) = (random(1, 2, 3, seed: 5), Tensor.ones(1, 5, 3), random(1, 5, 3, seed: 6))
  return [
    .values("sentences of 4, 1 and 2 keys", try attend(q, k, v, lengths), are: expected(q)),
    .property(
      "padding changes nothing, however large",
      try attend(q, k * (1 - isPadding) + 10_000 * isPadding, v, lengths), equals: expected(q)),
    .property(
      "it should be right for scores of 1,000, too", try attend(1_000 * q, k, v, lengths), equals: expected(1_000 * q)),
    .property(
      "equal keys have equal weights, 2 queries and 3 of 5 keys", try attend(few, equal, many, [3]),
      equals: many.slice(axis: 1, 0..<3).mean(axis: 1, keepingAxis: true).broadcast(to: [1, 2, 3])),
  ]
}
