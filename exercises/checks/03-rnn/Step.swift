import Exercises
import RNN
import Solutions
import Tensors

private typealias Answer = @Sendable (_ x: Tensor, _ h: Tensor, _ weights: RNNWeights) throws -> Tensor

extension Exercise {
  static let step = Exercise(
    "03.1", "step", solution: RNNSolutions.self,
    answer: { (answers: any RNNTasks.Type) in answers.step },
    hints: [
      "Two matrix products, one of the input and one of the hidden state. Both have the shape [B, H].",
      "Add the products and the bias, which broadcasts over the rows, and apply the activation to the sum.",
      "tanh(matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias)",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the hidden state is not used: h·W is missing from the sum") { x, _, weights in
    tanh(matmul(x, weights.input) + weights.bias)
  },
  Mistake("tanh is missing: without it the state can grow without end") { x, h, weights in
    matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias
  },
  Mistake("the activation is a sigmoid: it should be tanh") { x, h, weights in
    sigmoid(matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias)
  },
  Mistake("the bias is missing") { x, h, weights in
    tanh(matmul(x, weights.input) + matmul(h, weights.recurrent))
  },
  Mistake("W was transposed: the state is a row, and h·W takes W as it is") { x, h, weights in
    tanh(matmul(x, weights.input) + matmul(h, weights.recurrent.transposed) + weights.bias)
  },
  Mistake("U and W are swapped: U multiplies the input, W the hidden state") { x, h, weights in
    tanh(matmul(x, weights.recurrent) + matmul(h, weights.input) + weights.bias)
  },
  Mistake("h·W was added after the tanh: the activation is applied to the whole sum") {
    x, h, weights in
    tanh(matmul(x, weights.input) + weights.bias) + matmul(h, weights.recurrent)
  },
  Mistake("the hidden state was added without W: it is multiplied by W first") { x, h, weights in
    tanh(matmul(x, weights.input) + h + weights.bias)
  },
]

private func probes(_ step: @escaping Answer) -> [Probe] {
  // Input width and hidden size are equal, so that a wrong product gives wrong numbers rather than a trap.
  let (x, h, square) = (random(2, 3, seed: 1), random(2, 3, seed: 2), RNNWeights.random(inputs: 3, hiddenSize: 3))
  let expected = tanh(matmul(x, square.input) + matmul(h, square.recurrent) + square.bias)
  let wide = RNNWeights.random(inputs: 4, hiddenSize: 3)
  return [
    .values("2 rows, input width 3, hidden size 3", try step(x, h, square), are: expected),
    .property(
      "an input of zeros leaves tanh(h·W + b)", try step(.zeros(2, 4), h, wide),
      equals: tanh(matmul(h, wide.recurrent) + wide.bias)),
  ]
}
