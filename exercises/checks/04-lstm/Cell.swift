import Exercises
import LSTM
import Solutions
import Tensors

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ h: Tensor, _ c: Tensor, _ weights: LSTMWeights
  ) throws -> (h: Tensor, c: Tensor)

extension Exercise {
  static let cell = Exercise(
    "04.1", "cell", solution: LSTMSolutions.self,
    answer: { (answers: any LSTMTasks.Type) in answers.cell },
    hints: [
      "Compute the sum [B, 4H] once and split it into four; then every line of the task is a line of code.",
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

/// A step whose sums are taken in another order than i, f, g, o, or which does one thing differently.
private func cell(
  _ sums: [Tensor], _ c: Tensor, order: [Int] = [0, 1, 2, 3],
  activation: (Tensor) -> Tensor = { tanh($0) },
  update: (_ c: Tensor, _ i: Tensor, _ f: Tensor, _ g: Tensor) -> Tensor = { $2 * $0 + $1 * $3 },
  output: (_ old: Tensor, _ new: Tensor, _ o: Tensor) -> Tensor = { $2 * tanh($1) }
) -> (h: Tensor, c: Tensor) {
  let sums = order.map { sums[$0] }
  let new = update(c, sigmoid(sums[0]), sigmoid(sums[1]), activation(sums[2]))
  return (output(c, new, sigmoid(sums[3])), new)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the gates are in the wrong order, i, f, o, g: the candidate g comes third and the output gate o last") {
    x, h, c, weights in
    cell(sums(x, h, weights), c, order: [0, 1, 3, 2])
  },
  Mistake("forget and input gate are swapped: i comes first, f second") { x, h, c, weights in
    cell(sums(x, h, weights), c, order: [1, 0, 2, 3])
  },
  Mistake("the gates are in the wrong order, f, i, o, g: it is i, f, g, o") { x, h, c, weights in
    cell(sums(x, h, weights), c, order: [1, 0, 3, 2])
  },
  Mistake("tanh is missing from h: h is o ⊙ tanh c") { x, h, c, weights in
    cell(sums(x, h, weights), c, output: { _, new, o in o * new })
  },
  Mistake("the candidate went through a sigmoid: its activation is tanh, which can also be negative") {
    x, h, c, weights in
    cell(sums(x, h, weights), c, activation: { sigmoid($0) })
  },
  Mistake("h was computed from the old cell state: it is o ⊙ tanh of the new one") { x, h, c, weights in
    cell(sums(x, h, weights), c, output: { old, _, o in o * tanh(old) })
  },
  Mistake("the cell state is not carried: f ⊙ c is missing") { x, h, c, weights in
    cell(sums(x, h, weights), c, update: { _, i, _, g in i * g })
  },
  Mistake("the forget gate is missing: the old cell state is multiplied by f") { x, h, c, weights in
    cell(sums(x, h, weights), c, update: { c, i, _, g in c + i * g })
  },
  Mistake("an activation was applied to the cell state, tanh(f ⊙ c + i ⊙ g): c is the plain sum") {
    x, h, c, weights in
    cell(sums(x, h, weights), c, update: { c, i, f, g in tanh(f * c + i * g) })
  },
  Mistake("the two results are swapped: return h first, then c") { x, h, c, weights in
    let (newH, newC) = cell(sums(x, h, weights), c)
    return (newC, newH)
  },
  Mistake("h·W is missing from the gates") { x, h, c, weights in
    cell(sums(x, h * 0, weights), c)
  },
  Mistake("the gates were computed from the cell state: use the hidden state, h·W") { x, _, c, weights in
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
  /// Biases so large that the gates are 0 or 1: i is 0, f and o are 1.
  let keeping = LSTMWeights(
    input: .zeros(3, 16), recurrent: .zeros(4, 16),
    bias: .concatenate([Tensor.ones(4) * -100, .ones(4) * 100, .ones(4) * 100, .ones(4) * 100]))
  return [
    .values("c with input width 3 and hidden size 4", try cell(x, h, c, weights).c, are: new),
    .values("h with input width 3 and hidden size 4", try cell(x, h, c, weights).h, are: o * tanh(new)),
    .property(
      "with f = 1 and i = 0 the cell state stays as it is", try cell(x, h, c, keeping).c, equals: c),
  ]
}
