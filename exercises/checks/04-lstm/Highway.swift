import Exercises
import LSTM
import Solutions

private typealias Answer = @Sendable (_ x: Tensor, _ weights: HighwayWeights) throws -> Tensor

extension Exercise {
  static let highway = Exercise(
    "04.4", "highway", mine: MyLSTMs.highway, solution: LSTMSolutions.highway,
    hints: [
      "Two layers read the same x: one says what is new, the other how much of it is taken.",
      "t = sigmoid(x·Wₜ + bₜ) lies between 0 and 1. The new part is weighed with t, x itself with what is left of 1.",
      "t * tanh(matmul(x, weights.weight) + weights.bias) + (1 - t) * x",
    ],
    mistakes: mistakes, probes: probes)
}

private func gate(_ x: Tensor, _ weights: HighwayWeights) -> Tensor {
  sigmoid(matmul(x, weights.gateWeight) + weights.gateBias)
}

private func new(_ x: Tensor, _ weights: HighwayWeights) -> Tensor { tanh(matmul(x, weights.weight) + weights.bias) }

private let mistakes: [Mistake<Answer>] = [
  Mistake("t and 1 − t have changed positions: a shut gate lets the input pass") { x, weights in
    let t = gate(x, weights)
    return (1 - t) * new(x, weights) + t * x
  },
  Mistake("the input passes whole, as in a residual layer: here it is multiplied by 1 − t") { x, weights in
    gate(x, weights) * new(x, weights) + x
  },
  Mistake("nothing of the input passes: (1 − t) ⊙ x is missing") { x, weights in
    gate(x, weights) * new(x, weights)
  },
  Mistake("the gate was bent by tanh, which goes below 0: it takes a sigmoid") { x, weights in
    let t = tanh(matmul(x, weights.gateWeight) + weights.gateBias)
    return t * new(x, weights) + (1 - t) * x
  },
  Mistake("the gate reads the layer's result: it reads x") { x, weights in
    let new = new(x, weights)
    let t = gate(new, weights)
    return t * new + (1 - t) * x
  },
  Mistake("the gate uses the layer's weights: it has its own") { x, weights in
    let t = sigmoid(matmul(x, weights.weight) + weights.bias)
    return t * new(x, weights) + (1 - t) * x
  },
  Mistake("tanh is missing: without it the layer is linear but for its gate") { x, weights in
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
    .values("3 rows, 3 wide", try highway(x, weights), are: t * new(x, weights) + (1 - t) * x),
    .property("with the gate shut the input passes as it is", try highway(x, shut), equals: x),
    .property("with the gate open only the new part is there", try highway(x, open), equals: new(x, weights)),
  ]
}
