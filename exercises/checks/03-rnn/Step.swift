import Exercises
import RNN
import Solutions

private typealias Answer = @Sendable (_ x: Tensor, _ h: Tensor, _ weights: RNNWeights) throws -> Tensor

extension Exercise {
  static let step = Exercise(
    "03.1", "step", mine: MyRNNs.step, solution: RNNSolutions.step,
    hints: [
      "Two matrix products, one for what comes in and one for what is remembered. Both have the shape [B, H].",
      "Add the products and the bias, which broadcasts over the rows, and activation the sum once.",
      "tanh(matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias)",
    ],
    mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the state was never read: without h·W nothing is remembered") { x, _, weights in
    tanh(matmul(x, weights.input) + weights.bias)
  },
  Mistake("tanh is missing: without it the state can grow without end") { x, h, weights in
    matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias
  },
  Mistake("a sigmoid stands where tanh should") { x, h, weights in
    sigmoid(matmul(x, weights.input) + matmul(h, weights.recurrent) + weights.bias)
  },
  Mistake("the bias is missing") { x, h, weights in
    tanh(matmul(x, weights.input) + matmul(h, weights.recurrent))
  },
  Mistake("W was transposed: the state is a row, and h·W takes W as it is") { x, h, weights in
    tanh(matmul(x, weights.input) + matmul(h, weights.recurrent.transposed) + weights.bias)
  },
  Mistake("U and W have changed positions: U meets the input, W the state") { x, h, weights in
    tanh(matmul(x, weights.recurrent) + matmul(h, weights.input) + weights.bias)
  },
  Mistake("the state's part was added behind the tanh: it goes through it together with the input's") {
    x, h, weights in
    tanh(matmul(x, weights.input) + weights.bias) + matmul(h, weights.recurrent)
  },
  Mistake("the state was added as it is: it is multiplied by W first") { x, h, weights in
    tanh(matmul(x, weights.input) + h + weights.bias)
  },
]

private func probes(_ step: @escaping Answer) -> [Probe] {
  // As many inputs as hiddenSize, so that a wrong product gives wrong numbers rather than a trap.
  let (x, h, square) = (random(2, 3, seed: 1), random(2, 3, seed: 2), RNNWeights.random(inputs: 3, hiddenSize: 3))
  let expected = tanh(matmul(x, square.input) + matmul(h, square.recurrent) + square.bias)
  let wide = RNNWeights.random(inputs: 4, hiddenSize: 3)
  return [
    .values("2 rows, 3 inputs and 3 hiddenSize", try step(x, h, square), are: expected),
    .property(
      "4 inputs of zero leave tanh(h·W + b)", try step(.zeros(2, 4), h, wide),
      equals: tanh(matmul(h, wide.recurrent) + wide.bias)),
  ]
}
