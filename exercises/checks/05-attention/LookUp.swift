import Attention
import Exercises
import Solutions

private typealias Answer =
  @Sendable (_ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ temperature: Scalar) throws -> Tensor

extension Exercise {
  static let lookUp = Exercise(
    "05.6", "lookUp", mine: MyAttention.lookUp, solution: AttentionSolutions.lookUp,
    hints: [
      "All differences of a query and a key make a tensor [Q, K, D]; their squares, summed over the last axis, are d² [Q, K].",
      "queries.reshaped(Q, 1, D) - keys broadcasts to [Q, K, D]. Near keys need high scores, so a minus belongs in front of d².",
      "matmul(softmax(-(apart * apart).sum(axis: -1) / (2 * temperature)), values)",
    ],
    mistakes: mistakes, probes: probes)
}

/// The differences of all queries and keys, `[Q, K, D]`.
private func apart(_ queries: Tensor, _ keys: Tensor) -> Tensor {
  queries.reshaped(queries.shape[0], 1, -1) - keys
}

/// The squared distances, `[Q, K]`.
private func squares(_ queries: Tensor, _ keys: Tensor) -> Tensor {
  let apart = apart(queries, keys)
  return (apart * apart).sum(axis: -1)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the minus is missing: the farthest key got the most") { queries, keys, values, temperature in
    matmul(softmax(squares(queries, keys) / (2 * temperature)), values)
  },
  Mistake("the distance stands where its square should") { queries, keys, values, temperature in
    matmul(softmax(-sqrt(squares(queries, keys)) / (2 * temperature)), values)
  },
  Mistake("the differences were summed unsquared: those of opposite sign cancel") {
    queries, keys, values, temperature in
    matmul(softmax(-apart(queries, keys).sum(axis: -1) / (2 * temperature)), values)
  },
  Mistake("the 2 is missing: the score is −d²/2τ") { queries, keys, values, temperature in
    matmul(softmax(-squares(queries, keys) / temperature), values)
  },
  Mistake("only the 2 divides, and τ multiplies: a low temperature has to drive the scores apart") {
    queries, keys, values, temperature in
    matmul(softmax(-squares(queries, keys) / 2 * temperature), values)
  },
  Mistake("the temperature divides the weights: it divides the scores, before the softmax") {
    queries, keys, values, temperature in
    matmul(softmax(-squares(queries, keys) / 2) / temperature, values)
  },
  Mistake("the temperature is missing") { queries, keys, values, _ in
    matmul(softmax(-squares(queries, keys) / 2), values)
  },
  Mistake("the softmax runs over the queries: the weights of one query sum to 1 over the keys") {
    queries, keys, values, temperature in
    matmul(softmax(-squares(queries, keys) / (2 * temperature), axis: 0), values)
  },
  Mistake("the weights do not sum to 1: divide e^score by the sum over the keys, as softmax does") {
    queries, keys, values, temperature in
    matmul(exp(-squares(queries, keys) / (2 * temperature)), values)
  },
  Mistake("the nearest key took all: that is the exact dictionary, through which no gradient flows") {
    queries, keys, values, _ in
    values.rows(at: (-squares(queries, keys)).argmax())
  },
  Mistake("the keys were mixed: they only decide how much of each value is taken") { queries, keys, _, temperature in
    matmul(softmax(-squares(queries, keys) / (2 * temperature)), keys)
  },
  Mistake("far keys make e^score 0 for all, and 0/0 is no number: take the largest score off first, or use softmax") {
    queries, keys, values, temperature in
    let e = exp(-squares(queries, keys) / (2 * temperature))
    return matmul(e / e.sum(axis: -1, keepingAxis: true), values)
  },
]

private func probes(_ lookUp: @escaping Answer) -> [Probe] {
  let (queries, keys, values) = (random(3, 2, seed: 1), random(5, 2, seed: 2), random(5, 4, seed: 3))
  let expected = Tensor(shape: [3, 4]) { index in
    let weights = (0..<5).map { key in
      let apart = queries.row(index[0]) - keys.row(key)
      return exp(Tensor(-(apart * apart).sum / 0.6)).scalar
    }
    return zip(weights, values.columns(index[1]..<index[1] + 1).scalars).map(*).reduce(0, +) / weights.reduce(0, +)
  }
  let nearest = (0..<3).map { query in
    (0..<5).min { squares(queries, keys)[query, $0] < squares(queries, keys)[query, $1] }!
  }
  let round = keys / sqrt((keys * keys).sum(axis: -1, keepingAxis: true))
  return [
    .values("3 queries, 5 keys, τ 0.3", try lookUp(queries, keys, values, 0.3), are: expected),
    .property(
      "near τ 0 the value of the nearest key comes back", try lookUp(queries, keys, values, 1e-5),
      equals: values.rows(at: nearest)),
    .property(
      "at τ 10¹⁰ it is the mean of all values", try lookUp(queries, keys, values, 1e10),
      equals: values.mean(axis: 0).broadcast(to: [3, 4])),
    .property(
      "keys of one length are found by q·k/τ, as in dot attention", try lookUp(queries, round, values, 0.3),
      equals: matmul(softmax(matmul(queries, round, transposing: .right) / 0.3), values)),
  ]
}
