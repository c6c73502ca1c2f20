import Exercises
import LSTM
import Solutions

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ h: Tensor, _ c: Tensor, _ weights: LSTMWeights
  ) throws -> (h: Tensor, c: Tensor)

extension Exercise {
  static let cell = Exercise(
    "04.1", "cell", mine: MyLSTMs.cell, solution: LSTMSolutions.cell,
    hints: [
      "Compute the sum [B, 4H] once and cut it into four; then every line of the task is a line of code.",
      "i is sigmoid of columns(0..<H), f of columns(H..<2 * H), o of columns(3 * H..<4 * H); g is tanh of columns(2 * H..<3 * H).",
      "let new = f * c + i * g; return (o * tanh(new), new)",
    ],
    mistakes: mistakes, probes: probes)
}

/// The four sums, before sigmoid and tanh.
private func sums(_ x: Tensor, _ h: Tensor, _ weights: LSTMWeights) -> [Tensor] {
  let all = matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias
  let H = h.shape[1]
  return (0..<4).map { all.columns($0 * H..<($0 + 1) * H) }
}

/// A step whose sums stand in another order than i, f, g, o, or which does one thing differently.
private func cell(
  _ sums: [Tensor], _ c: Tensor, order: [Int] = [0, 1, 2, 3],
  activation: (Tensor) -> Tensor = { tanh($0) },
  remember: (_ c: Tensor, _ i: Tensor, _ f: Tensor, _ g: Tensor) -> Tensor = { $2 * $0 + $1 * $3 },
  show: (_ old: Tensor, _ new: Tensor, _ o: Tensor) -> Tensor = { $2 * tanh($1) }
) -> (h: Tensor, c: Tensor) {
  let sums = order.map { sums[$0] }
  let new = remember(c, sigmoid(sums[0]), sigmoid(sums[1]), activation(sums[2]))
  return (show(c, new, sigmoid(sums[3])), new)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the gates are in the wrong order, i, f, o, g: the candidate g stands third and the output gate o last") {
    x, h, c, weights in
    cell(sums(x, h, weights), c, order: [0, 1, 3, 2])
  },
  Mistake("forget and input gate have changed positions: i stands first, f second") { x, h, c, weights in
    cell(sums(x, h, weights), c, order: [1, 0, 2, 3])
  },
  Mistake("the gates are in the wrong order: i, f, g, o was read as f, i, o, g") { x, h, c, weights in
    cell(sums(x, h, weights), c, order: [1, 0, 3, 2])
  },
  Mistake("tanh is missing on the way out: h is o ⊙ tanh c") { x, h, c, weights in
    cell(sums(x, h, weights), c, show: { _, new, o in o * new })
  },
  Mistake("the candidate went through a sigmoid: tanh lets it also write less than nothing") { x, h, c, weights in
    cell(sums(x, h, weights), c, activation: { sigmoid($0) })
  },
  Mistake("the old cell is shown: h is read from the new one") { x, h, c, weights in
    cell(sums(x, h, weights), c, show: { old, _, o in o * tanh(old) })
  },
  Mistake("the cell is not carried: f ⊙ c is missing") { x, h, c, weights in
    cell(sums(x, h, weights), c, remember: { _, i, _, g in i * g })
  },
  Mistake("the whole cell is kept: it is multiplied by the forget gate") { x, h, c, weights in
    cell(sums(x, h, weights), c, remember: { c, i, _, g in c + i * g })
  },
  Mistake("what is written was bent with what is kept, tanh(f ⊙ c + i ⊙ g): nothing but keeping and adding changes c") {
    x, h, c, weights in
    cell(sums(x, h, weights), c, remember: { c, i, f, g in tanh(f * c + i * g) })
  },
  Mistake("the state's part h·W is missing from the gates") { x, h, c, weights in
    cell(sums(x, h * 0, weights), c)
  },
  Mistake("the cell stands where h should be: the gates read what was shown, h·W") { x, _, c, weights in
    cell(sums(x, c, weights), c)
  },
]

private func probes(_ cell: @escaping Answer) -> [Probe] {
  let (x, h, c) = (random(2, 3, seed: 1), random(2, 4, seed: 2), random(2, 4, seed: 3))
  let weights = LSTMWeights(
    input: random(3, 16, seed: 4), recurrent: random(4, 16, seed: 5), bias: random(16, seed: 6))
  let sums = sums(x, h, weights)
  let (i, f, g, o) = (sigmoid(sums[0]), sigmoid(sums[1]), tanh(sums[2]), sigmoid(sums[3]))
  let new = f * c + i * g
  /// Biases so large that all gates stand at their ends: nothing is written, all is kept, all is shown.
  let keeping = LSTMWeights(
    input: .zeros(3, 16), recurrent: .zeros(4, 16),
    bias: .concatenate([Tensor.ones(4) * -100, .ones(4) * 100, .ones(4) * 100, .ones(4) * 100]))
  return [
    .values("c with 3 inputs and 4 hiddenSize", try cell(x, h, c, weights).c, are: new),
    .values("h with 3 inputs and 4 hiddenSize", try cell(x, h, c, weights).h, are: o * tanh(new)),
    .property(
      "an open forget gate and a shut input gate keep the cell as it is", try cell(x, h, c, keeping).c, equals: c),
  ]
}
