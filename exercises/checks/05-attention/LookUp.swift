import Attention
import Exercises
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ queries: Tensor, _ keys: Tensor, _ values: Tensor, _ temperature: Scalar) throws -> Tensor

extension Exercise {
  static let lookUp = Exercise(
    "05.6", "lookUp", solution: AttentionSolutions.self,
    answer: { (answers: any AttentionTasks.Type) in answers.lookUp },
    hints: [
      "All differences of a query and a key make a tensor [Q, K, D]; their squares, summed over the last axis, are d² [Q, K].",
      "queries.reshaped(Q, 1, D) - keys broadcasts to [Q, K, D]. Near keys need high scores, so d² gets a minus.",
      "With those differences: matmul(softmax(-(differences * differences).sum(axis: -1) / (2 * temperature)), values)",
    ],
    mistakes: mistakes, probes: probes)
}

/// The differences of all queries and keys, `[Q, K, D]`.
private func differences(_ queries: Tensor, _ keys: Tensor) -> Tensor {
  queries.reshaped(queries.shape[0], 1, -1) - keys
}

/// The squared distances, `[Q, K]`.
private func squares(_ queries: Tensor, _ keys: Tensor) -> Tensor {
  let differences = differences(queries, keys)
  return (differences * differences).sum(axis: -1)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the minus is missing: the farthest key got the largest weight") { queries, keys, values, temperature in
    matmul(softmax(squares(queries, keys) / (2 * temperature)), values)
  },
  Mistake("the distance was taken: it should be its square") { queries, keys, values, temperature in
    matmul(softmax(-sqrt(squares(queries, keys)) / (2 * temperature)), values)
  },
  Mistake("the differences were summed unsquared: those of opposite sign cancel") {
    queries, keys, values, temperature in
    matmul(softmax(-differences(queries, keys).sum(axis: -1) / (2 * temperature)), values)
  },
  Mistake("the 2 is missing: the score is −d²/2τ") { queries, keys, values, temperature in
    matmul(softmax(-squares(queries, keys) / temperature), values)
  },
  Mistake("only the 2 divides, and τ multiplies: a low temperature has to increase the differences of the scores") {
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
  Mistake("the nearest key got all the weight: that is the exact dictionary, and no gradient passes through it") {
    queries, keys, values, _ in
    values.rows(at: (-squares(queries, keys)).argmax())
  },
  Mistake("the keys were summed: the weights multiply the values") { queries, keys, _, temperature in
    matmul(softmax(-squares(queries, keys) / (2 * temperature)), keys)
  },
  Mistake("with far keys every e^score is 0, and 0/0 is NaN: subtract the largest score first, or use softmax") {
    queries, keys, values, temperature in
    let e = exp(-squares(queries, keys) / (2 * temperature))
    return matmul(e / e.sum(axis: -1, keepingAxis: true), values)
  },
]

private func probes(_ lookUp: @escaping Answer) -> [Probe] {
  let (queries, keys, values) = (random(3, 2, seed: 1), random(5, 2, seed: 2), random(5, 4, seed: 3))
  let expected = Tensor(shape: [3, 4]) { index in
    let weights = (0..<5).map { key in
      let difference = queries.row(index[0]) - keys.row(key)
      return exp(Tensor(-(difference * difference).sum / 0.6)).scalar
    }
    return zip(weights, values.columns(index[1]..<index[1] + 1).scalars).map(*).reduce(0, +) / weights.reduce(0, +)
  }
  let nearest = (0..<3).map { query in
    (0..<5).min { squares(queries, keys)[query, $0] < squares(queries, keys)[query, $1] }!
  }
  let unitKeys = keys / sqrt((keys * keys).sum(axis: -1, keepingAxis: true))
  return [
    .values("3 queries, 5 keys, τ 0.3", try lookUp(queries, keys, values, 0.3), are: expected),
    .property(
      "near τ 0 the context is the value of the nearest key", try lookUp(queries, keys, values, 1e-5),
      equals: values.rows(at: nearest)),
    .property(
      "at τ 10¹⁰ it is the mean of all values", try lookUp(queries, keys, values, 1e10),
      equals: values.mean(axis: 0).broadcast(to: [3, 4])),
    .property(
      "with keys of equal length it equals dot-product attention with the scores q·k/τ",
      try lookUp(queries, unitKeys, values, 0.3),
      equals: matmul(softmax(matmul(queries, unitKeys, transposing: .right) / 0.3), values)),
  ]
}
