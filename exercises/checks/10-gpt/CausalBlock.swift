import Attention
import Exercises
import GPT
import Solutions
import Tensors
import Training
import Transformer

private typealias Answer = @Sendable (_ x: Tensor, _ weights: CausalBlockWeights, _ H: Int) throws -> Tensor

extension Exercise {
  static let causalBlock = Exercise(
    "10.2", "causalBlock", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.causalBlock },
    hints: [
      "Queries, keys and values all come from attentionNorm(x). Cut the columns of a head out of each, and do for every head what 07.3 did: scores, mask, softmax.",
      "let mask = Tensor(shape: [T, T]) { $0[1] <= $0[0] ? 0 : -.infinity }; q.columns(h * d..<(h + 1) * d) is the query of head h, and Tensor.concatenate(contexts, axis: 1) puts all heads side by side.",
      "Each context is matmul(softmax(matmul(qₕ, kₕ, transposing: .right) / √d + mask), vₕ). Then y = x + matmul(side by side, weights.output), and y + feedForward(feedForwardNorm(y)).",
    ],
    mistakes: mistakes, probes: probes)
}

/// Attention with one thing done differently, which the mistakes choose.
private struct Heads {
  var isVisible: (_ query: Int, _ key: Int) -> Bool = { $1 <= $0 }
  /// The weights, from the scores and a 1 for each visible key.
  var weigh: (_ scores: Tensor, _ visible: Tensor) -> Tensor = { softmax(hide($0, $1)) }
  var divisor: (_ d: Int, _ D: Int) -> Scalar = { d, _ in Scalar(d).squareRoot() }
  /// The columns of a head.
  var columns: (_ h: Int, _ d: Int, _ H: Int) -> [Int] = { h, d, _ in Array(h * d..<(h + 1) * d) }
  var score: (_ q: Tensor, _ k: Tensor) -> Tensor = { matmul($0, $1, transposing: .right) }
  var project: (_ contexts: Tensor, _ output: Tensor) -> Tensor = { matmul($0, $1) }

  /// - Parameter valueInput: What the values are computed from; nil for the same as queries and keys.
  func callAsFunction(
    _ input: Tensor, _ weights: CausalBlockWeights, _ H: Int, valueInput: Tensor? = nil
  ) -> Tensor {
    let (T, D) = input.shape2
    let visible = Tensor(shape: [T, T]) { isVisible($0[0], $0[1]) ? 1 : 0 }
    let (q, k) = (matmul(input, weights.query).transposed, matmul(input, weights.key).transposed)  // [D, T]
    let v = matmul(valueInput ?? input, weights.value).transposed
    var contexts = Tensor.zeros(D, T)
    for h in 0..<H {
      let columns = columns(h, D / H, H)
      func head(_ x: Tensor) -> Tensor { x.rows(at: columns).transposed }  // [T, d]
      let scores = score(head(q), head(k)) / divisor(D / H, D)
      contexts.add(matmul(weigh(scores, visible), head(v)).transposed, toRowsAt: columns)
    }
    return project(contexts.transposed, weights.output)
  }

  /// The block around this attention.
  func block(_ x: Tensor, _ weights: CausalBlockWeights, _ H: Int) -> Tensor {
    let y = x + self(weights.attentionNorm(x), weights, H)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  }
}

/// The scores, −∞ wherever a key is hidden.
private func hide(_ scores: Tensor, _ visible: Tensor) -> Tensor { scores + visible.map { $0 == 1 ? 0 : -.infinity } }

/// Rows divided by their sums.
private func normalized(_ weights: Tensor) -> Tensor { weights / weights.sum(axis: -1, keepingAxis: true) }

private let mistakes: [Mistake<Answer>] = [
  Mistake("targets leak through the mask: a query sees the key after its own, the token that it is to predict") {
    Heads(isVisible: { $1 <= $0 + 1 }).block($0, $1, $2)
  },
  Mistake("the mask is missing: a query sees all later keys, and so the token that it is to predict") {
    Heads(isVisible: { _, _ in true }).block($0, $1, $2)
  },
  Mistake("the mask is one off: a query should see its own position; now the first one sees no key at all") {
    Heads(isVisible: { $1 < $0 }).block($0, $1, $2)
  },
  Mistake("the mask hides a query's own key, so the first query has none, and 0 / 0 is NaN: k ≤ q is visible") {
    Heads(isVisible: { $1 < $0 }, weigh: { normalized(exp(hide($0, $1))) }).block($0, $1, $2)
  },
  Mistake("the mask is transposed: a query sees itself and earlier keys, so −∞ belongs above the diagonal") {
    Heads(isVisible: { $1 >= $0 }).block($0, $1, $2)
  },
  Mistake("the mask was applied after the softmax: the remaining weights do not sum to 1, so mask the scores") {
    Heads(weigh: { softmax($0) * $1 }).block($0, $1, $2)
  },
  Mistake("later keys got the score 0: e⁰ is 1, so they still have a weight; they need −∞") {
    Heads(weigh: { softmax($0 * $1) }).block($0, $1, $2)
  },
  Mistake("a mask of ones and zeros was multiplied by −∞: 0 · −∞ is NaN, so choose 0 or −∞ for each key") {
    Heads(weigh: { softmax($0 + (1 - $1) * -.infinity) }).block($0, $1, $2)
  },
  Mistake("the softmax was taken over the queries: the weights of one query, a row, sum to 1") {
    Heads(weigh: { softmax(hide($0, $1), axis: 0) }).block($0, $1, $2)
  },
  Mistake("queries and keys are swapped in the scores: row q holds the scores of query q") {
    Heads(score: { matmul($1, $0, transposing: .right) }).block($0, $1, $2)
  },
  Mistake("the scale is missing: q·k is divided by √d") {
    Heads(divisor: { _, _ in 1 }).block($0, $1, $2)
  },
  Mistake("q·k was divided by d: divide by its square root") {
    Heads(divisor: { d, _ in Scalar(d) }).block($0, $1, $2)
  },
  Mistake("q·k was divided by √D: a head is d = D/H wide, so divide by √d") {
    Heads(divisor: { _, D in Scalar(D).squareRoot() }).block($0, $1, $2)
  },
  Mistake("there is one head of width D: each of the H heads attends for itself, with its own columns") {
    x, weights, _ in
    Heads().block(x, weights, 1)
  },
  Mistake("head h got every H-th column: its columns are h·d ..< (h + 1)·d") {
    Heads(columns: { h, d, H in (0..<d).map { $0 * H + h } }).block($0, $1, $2)
  },
  Mistake("the output matrix is missing: the contexts of all heads are multiplied by it") {
    Heads(project: { contexts, _ in contexts }).block($0, $1, $2)
  },
  Mistake("this is post-norm: in GPT-2 the norms are applied to the inputs of the parts, not to the sums") {
    x, weights, H in
    let y = weights.attentionNorm(x + Heads()(x, weights, H))
    return weights.feedForwardNorm(y + weights.feedForward(y))
  },
  Mistake("the outputs of the parts were normalized: the norm is applied to the input of a part") { x, weights, H in
    let y = x + weights.attentionNorm(Heads()(x, weights, H))
    return y + weights.feedForwardNorm(weights.feedForward(y))
  },
  Mistake("the residual stream was normalized: only the input of a part is, and its output is added to x itself") {
    x, weights, H in
    let input = weights.attentionNorm(x)
    let y = weights.feedForwardNorm(input + Heads()(input, weights, H))
    return y + weights.feedForward(y)
  },
  Mistake("the norm before attention is missing") { x, weights, H in
    let y = x + Heads()(x, weights, H)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  },
  Mistake("the norm before the feed-forward is missing") { x, weights, H in
    let y = x + Heads()(weights.attentionNorm(x), weights, H)
    return y + weights.feedForward(y)
  },
  Mistake("the values were computed from x: they come from the normalized x, as queries and keys do") { x, weights, H in
    let y = x + Heads()(weights.attentionNorm(x), weights, H, valueInput: x)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  },
  Mistake("the first residual connection is missing: the output of attention is added to x") { x, weights, H in
    let y = Heads()(weights.attentionNorm(x), weights, H)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  },
  Mistake("the second residual connection is missing: the output of the feed-forward is added to y") { x, weights, H in
    weights.feedForward(weights.feedForwardNorm(x + Heads()(weights.attentionNorm(x), weights, H)))
  },
  Mistake("the second residual connection starts at x: it starts at y, which contains the output of attention") {
    x, weights, H in
    x + weights.feedForward(weights.feedForwardNorm(x + Heads()(weights.attentionNorm(x), weights, H)))
  },
  Mistake("the feed-forward was applied to x: its input is y, the sum of x and the output of attention") {
    x, weights, H in
    x + Heads()(weights.attentionNorm(x), weights, H) + weights.feedForward(weights.feedForwardNorm(x))
  },
]

private func probes(_ causalBlock: @escaping Answer) -> [Probe] {
  let (up, down) = (random(6, 8, seed: 1), random(8, 6, seed: 2))
  // Norms with parameters as after training, so that they differ.
  func norm(seed: Int) -> (Tensor) -> Tensor {
    let (gain, bias) = (1 + random(6, seed: seed), random(6, seed: seed + 1))
    return { layerNorm(constant($0), gain: constant(gain), bias: constant(bias)).value }
  }
  let weights = CausalBlockWeights(
    attentionNorm: norm(seed: 3), feedForwardNorm: norm(seed: 5),
    feedForward: { matmul(geluTanh(matmul($0, up)), down) }, query: 0.3 * random(6, 6, seed: 7),
    key: random(6, 6, seed: 8),
    value: random(6, 6, seed: 9), output: random(6, 6, seed: 10))
  func expected(_ x: Tensor, _ weights: CausalBlockWeights, _ H: Int) -> Tensor {
    let input = weights.attentionNorm(x).reshaped(1, x.shape[0], x.shape[1])
    let (q, k, v) = (matmul(input, weights.query), matmul(input, weights.key), matmul(input, weights.value))
    let contexts = attention(constant(q), constant(k), constant(v), heads: H, mask: .causal).value.row(0)
    let y = x + matmul(contexts, weights.output)
    return y + weights.feedForward(weights.feedForwardNorm(y))
  }
  var zero = weights
  (zero.attentionNorm, zero.feedForward) = ({ $0 * 0 }, { $0 * 0 })
  let x = random(5, 6, seed: 11)
  let changed = x + Tensor(shape: [5, 6]) { $0[0] < 3 ? 0 : Scalar(1 + $0[1]) }
  return [
    .values("5 positions, width 6, 2 heads", try causalBlock(x, weights, 2), are: expected(x, weights, 2)),
    .values("5 positions, width 6, 3 heads", try causalBlock(x, weights, 3), are: expected(x, weights, 3)),
    .property(
      "the result at the first 3 positions does not depend on later ones",
      try causalBlock(changed, weights, 2).rows(0..<3), equals: expected(x, weights, 2).rows(0..<3)),
    .property(
      "the first position attends to itself alone", try causalBlock(x.rows(0..<1), weights, 1),
      equals: expected(x.rows(0..<1), weights, 1)),
    .property("with parts that return 0 the block changes nothing", try causalBlock(x, zero, 2), equals: x),
  ]
}
