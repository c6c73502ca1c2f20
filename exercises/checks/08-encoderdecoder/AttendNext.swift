import EncoderDecoder
import Exercises
import Gradients
import Solutions
import Tokens
import Transformer

private typealias Step = (context: Tensor, keys: Tensor, values: Tensor)

private typealias Answer =
  @Sendable (_ x: Tensor, _ weights: AttentionProjections, _ keys: Tensor, _ values: Tensor) throws -> Step

extension Exercise {
  static let attendNext = Exercise(
    "08.5", "attendNext", solution: EncoderDecoderSolutions.self,
    answer: { (answers: any EncoderDecoderTasks.Type) in answers.attendNext },
    hints: [
      "The number of cached keys is the position of the newest token. Append its key and value before you compute its scores.",
      "Add the row of the table to x, make it [B, 1, D], and Tensor.concatenate([keys, its key], axis: 1); the same for the values.",
      "scores = matmul(query, keys, transposing: .right) / √D is [B, 1, T + 1]; matmul(softmax(scores), values).reshaped(B, D) is the context vector.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A step with one thing done differently, which the mistakes choose.
private struct Cached {
  /// The position of the newest token after T others; nil for none.
  var position: (_ T: Int) -> Int? = { $0 }
  /// A query, key or value from x, the row of the table and a matrix.
  var project: (_ x: Tensor, _ row: Tensor, _ matrix: Tensor) -> Tensor = { matmul($0 + $1, $2) }
  /// The attention weights of the scores.
  var weigh: (_ scores: Tensor) -> Tensor = { softmax($0) }
  var queryHasPosition = true
  /// The keys or values that are attended to, from the cached ones and the new one.
  var visible: (_ cached: Tensor, _ new: Tensor) -> Tensor = { .concatenate([$0, $1], axis: 1) }
  /// The cache that is returned.
  var cache: (_ cached: Tensor, _ new: Tensor) -> Tensor = { .concatenate([$0, $1], axis: 1) }
  var scale: (_ width: Scalar) -> Scalar = { $0.squareRoot() }

  func callAsFunction(_ x: Tensor, _ weights: AttentionProjections, _ keys: Tensor, _ values: Tensor) -> Step {
    let (B, T, D) = keys.shape3
    let row = position(T).map { SinusoidalPositions(width: D).table($0..<$0 + 1) } ?? .zeros(1, D)
    let bare = x.reshaped(B, 1, D)
    let (key, value) = (project(bare, row, weights.key), project(bare, row, weights.value))
    let query = project(bare, queryHasPosition ? row : row * 0, weights.query)
    let scores = matmul(query, visible(keys, key), transposing: .right) / scale(Scalar(D))
    return (matmul(weigh(scores), visible(values, value)).reshaped(B, D), cache(keys, key), cache(values, value))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the query attends to the newest key only: the cached keys are visible, too") {
    Cached(visible: { _, new in new })($0, $1, $2, $3)
  },
  Mistake("the newest token does not attend to itself: append its key and value before you compute the scores") {
    Cached(visible: { kept, _ in kept })($0, $1, $2, $3)
  },
  Mistake("the cache was overwritten: append the new keys and values to it") {
    Cached(cache: { _, new in new })($0, $1, $2, $3)
  },
  Mistake("the cache was overwritten before attention: append the new keys and values to it") {
    Cached(visible: { _, new in new }, cache: { _, new in new })($0, $1, $2, $3)
  },
  Mistake("the cache was returned unchanged: without the newest key the next token cannot attend to this one") {
    Cached(cache: { kept, _ in kept })($0, $1, $2, $3)
  },
  Mistake("the newest key replaced the last cached one: append it") {
    func replaced(_ kept: Tensor, _ new: Tensor) -> Tensor {
      .concatenate([kept.slice(axis: 1, 0..<kept.shape[1] - 1), new], axis: 1)
    }
    return Cached(visible: replaced, cache: replaced)($0, $1, $2, $3)
  },
  Mistake("the newest key was put in front of the cached ones: append it") {
    Cached(cache: { .concatenate([$1, $0], axis: 1) })($0, $1, $2, $3)
  },
  Mistake("the position is 0: with T cached keys the position of the newest token is T") {
    Cached(position: { _ in 0 })($0, $1, $2, $3)
  },
  Mistake("the position is one too large: the first position is 0, so after T tokens it is T") {
    Cached(position: { $0 + 1 })($0, $1, $2, $3)
  },
  Mistake("the position is one too small: after T tokens it is T") {
    Cached(position: { max(0, $0 - 1) })($0, $1, $2, $3)
  },
  Mistake("the position is missing: row T of the table is added to x") {
    Cached(position: { _ in nil })($0, $1, $2, $3)
  },
  Mistake("the query was computed without its position: it needs x plus row T of the table, as key and value do") {
    Cached(queryHasPosition: false)($0, $1, $2, $3)
  },
  Mistake("the position was added to queries, keys and values: add it to x, before the matrices") {
    Cached(project: { matmul($0, $2) + $1 })($0, $1, $2, $3)
  },
  Mistake("eˣ overflows: subtract the largest score first, or use the library's softmax") {
    Cached(weigh: { exp($0) / exp($0).sum(axis: -1, keepingAxis: true) })($0, $1, $2, $3)
  },
  Mistake("the scale is missing: q·k is divided by √D") {
    Cached(scale: { _ in 1 })($0, $1, $2, $3)
  },
  Mistake("keys and values are swapped") {
    let (context, keys, values) = Cached()($0, $1, $2, $3)
    return (context, values, keys)
  },
]

private func probes(_ attendNext: @escaping Answer) -> [Probe] {
  let weights = AttentionProjections(
    query: random(6, 6, seed: 1), key: random(6, 6, seed: 2), value: random(6, 6, seed: 3))
  let text = random(2, 5, 6, seed: 4)
  let positioned = text + SinusoidalPositions(width: 6).table(0..<5)
  let (queries, keys, values) = (
    matmul(positioned, weights.query), matmul(positioned, weights.key), matmul(positioned, weights.value)
  )
  let all = attention(constant(queries), constant(keys), constant(values), heads: 1, mask: .causal).value  // [B, 5, D]
  func position(_ t: Int, _ x: Tensor) -> Tensor { x.slice(axis: 1, t..<t + 1).reshaped(2, 6) }
  func answer() throws -> Step {
    try attendNext(position(3, text), weights, keys.slice(axis: 1, 0..<3), values.slice(axis: 1, 0..<3))
  }
  /// The context vectors of all tokens, one after the other, starting with an empty cache.
  func oneByOne() throws -> Tensor {
    var step: Step = (.zeros(2, 6), .zeros(2, 0, 6), .zeros(2, 0, 6))
    return .stack(
      try (0..<5).map { t in
        step = try attendNext(position(t, text), weights, step.keys, step.values)
        return step.context
      }, axis: 1)
  }
  return [
    .values("the context vector of the fourth token of 2 texts, width 6", try answer().context, are: position(3, all)),
    .values("the cached keys after the fourth token", try answer().keys, are: keys.slice(axis: 1, 0..<4)),
    .values("the cached values after the fourth token", try answer().values, are: values.slice(axis: 1, 0..<4)),
    .property(
      "the context vector should be right for scores of 1,000, too",
      try attendNext(100 * position(0, text), weights, keys, values).context,
      equals: try EncoderDecoderSolutions.attendNext(100 * position(0, text), weights, keys: keys, values: values)
        .context),
    .property(
      "five tokens one by one have the context vectors of causal attention over all five", try oneByOne(), equals: all),
  ]
}
