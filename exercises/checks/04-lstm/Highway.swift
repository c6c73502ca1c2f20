import Exercises
import LSTM
import Solutions
import Tensors

private typealias Answer = @Sendable (_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor

extension Exercise {
  static let highway = Exercise(
    "04.4", "highway", solution: LSTMSolutions.self,
    answer: { (answers: any LSTMTasks.Type) in answers.highway },
    hints: [
      "Two layers have the same input x: one computes the transformed input, the other its gate.",
      "t = sigmoid(x·Wₜ + bₜ) lies between 0 and 1. The transformed input is multiplied by t, x itself by 1 − t.",
      "t * tanh(matmul(x, weights.weight) + weights.bias) + (1 - t) * x",
    ],
    mistakes: mistakes, probes: probes)
}

private func gate(_ x: Tensor, _ weights: HighwayWeights) -> Tensor {
  sigmoid(matmul(x, weights.gateWeight) + weights.gateBias)
}

private func transformed(_ x: Tensor, _ weights: HighwayWeights) -> Tensor {
  tanh(matmul(x, weights.weight) + weights.bias)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("t and 1 − t are swapped: with t = 0 the output is the input") { x, weights in
    let t = gate(x, weights)
    return (1 - t) * transformed(x, weights) + t * x
  },
  Mistake("the input is added as it is, as in a residual connection: here it is multiplied by 1 − t") { x, weights in
    gate(x, weights) * transformed(x, weights) + x
  },
  Mistake("the carried input is missing: add (1 − t) ⊙ x") { x, weights in
    gate(x, weights) * transformed(x, weights)
  },
  Mistake("the gate went through tanh, which can be negative: its activation is the sigmoid") { x, weights in
    let t = tanh(matmul(x, weights.gateWeight) + weights.gateBias)
    return t * transformed(x, weights) + (1 - t) * x
  },
  Mistake("the gate was computed from the layer's output: it is computed from x") { x, weights in
    let y = transformed(x, weights)
    let t = gate(y, weights)
    return t * y + (1 - t) * x
  },
  Mistake("the gate uses the layer's weights W and b: it has its own, Wₜ and bₜ") { x, weights in
    let t = sigmoid(matmul(x, weights.weight) + weights.bias)
    return t * transformed(x, weights) + (1 - t) * x
  },
  Mistake("tanh is missing: the transformed input is tanh(x·W + b)") { x, weights in
    let t = gate(x, weights)
    return t * (matmul(x, weights.weight) + weights.bias) + (1 - t) * x
  },
]

private func probes(_ highway: @escaping Answer) -> [Probe] {
  let x = random(3, 3, seed: 1)
  let weights = HighwayWeights(
    weight: random(3, 3, seed: 2), bias: random(3, seed: 3), gateWeight: random(3, 3, seed: 4),
    gateBias: random(3, seed: 5))
  var (shut, open) = (weights, weights)
  (shut.gateBias, open.gateBias) = (.ones(3) * -100, .ones(3) * 100)
  let t = gate(x, weights)
  return [
    .values("3 rows, 3 wide", try highway(x, weights), are: t * transformed(x, weights) + (1 - t) * x),
    .property("with t = 0 the output is the input", try highway(x, shut), equals: x),
    .property("with t = 1 the output is tanh(x·W + b)", try highway(x, open), equals: transformed(x, weights)),
  ]
}
