import Exercises
import Foundation
import Solutions
import Training

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ g: Tensor, _ memory: AdamMemory, _ settings: AdamSettings
  ) throws -> (x: Tensor, memory: AdamMemory)

extension Exercise {
  static let adam = Exercise(
    "02.2", "adam", mine: MyTraining.adam, solution: TrainingSolutions.adam,
    hints: [
      "Four lines, in the order of the task: both averages, both corrections, the step.",
      "t is memory.steps + 1. The corrections divide by 1 - pow(beta, t); the memory keeps the averages undivided.",
      "x - rate * (mean / (1 - pow(beta1, t))) / (sqrt(square / (1 - pow(beta2, t))) + epsilon)",
    ],
    mistakes: mistakes, probes: probes)
}

/// Adam with one thing done differently, which the mistakes choose.
private func adam(
  _ x: Tensor, _ g: Tensor, _ memory: AdamMemory, _ settings: AdamSettings,
  step: (_ mean: Tensor, _ square: Tensor, _ t: Scalar) -> Tensor
) throws -> (x: Tensor, memory: AdamMemory) {
  let new = try TrainingSolutions.adam(x, gradient: g, memory: memory, settings: settings).memory
  return (x - settings.rate * step(new.mean, new.square, Scalar(new.steps)), new)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the averages were not corrected for their start at zero: divide by 1 − βᵗ") { x, g, memory, settings in
    try adam(x, g, memory, settings) { mean, square, _ in mean / (sqrt(square) + settings.epsilon) }
  },
  Mistake("the correction uses the old number of steps: t counts this step too") { x, g, memory, settings in
    try adam(x, g, memory, settings) { mean, square, t in
      let (m, s) = (mean / (1 - pow(settings.beta1, t - 1)), square / (1 - pow(settings.beta2, t - 1)))
      return m / (sqrt(s) + settings.epsilon)
    }
  },
  Mistake("ε stands inside the root: it is added to the root") { x, g, memory, settings in
    try adam(x, g, memory, settings) { mean, square, t in
      let (m, s) = (mean / (1 - pow(settings.beta1, t)), square / (1 - pow(settings.beta2, t)))
      return m / sqrt(s + settings.epsilon)
    }
  },
  Mistake("the root is missing: the step is divided by √ŝ, not by ŝ") { x, g, memory, settings in
    try adam(x, g, memory, settings) { mean, square, t in
      let (m, s) = (mean / (1 - pow(settings.beta1, t)), square / (1 - pow(settings.beta2, t)))
      return m / (s + settings.epsilon)
    }
  },
  Mistake("β₁ and β₂ have changed positions") { x, g, memory, settings in
    var swapped = settings
    (swapped.beta1, swapped.beta2) = (settings.beta2, settings.beta1)
    return try TrainingSolutions.adam(x, gradient: g, memory: memory, settings: swapped)
  },
  Mistake("β and 1 − β have changed positions: β is how much of the old average is kept") { x, g, memory, settings in
    let mean = (1 - settings.beta1) * memory.mean + settings.beta1 * g
    let square = (1 - settings.beta2) * memory.square + settings.beta2 * (g * g)
    let t = Scalar(memory.steps + 1)
    let root = sqrt(square / (1 - pow(settings.beta2, t))) + settings.epsilon
    let step = mean / (1 - pow(settings.beta1, t)) / root
    return (x - settings.rate * step, AdamMemory(mean: mean, square: square, steps: memory.steps + 1))
  },
  Mistake("the corrected averages were remembered: keep them as they are, and correct anew at each step") {
    x, g, memory, settings in
    var result = try TrainingSolutions.adam(x, gradient: g, memory: memory, settings: settings)
    let t = Scalar(result.memory.steps)
    result.memory.mean = result.memory.mean / (1 - pow(settings.beta1, t))
    result.memory.square = result.memory.square / (1 - pow(settings.beta2, t))
    return result
  },
  Mistake("the step goes uphill: subtract it") { x, g, memory, settings in
    let result = try TrainingSolutions.adam(x, gradient: g, memory: memory, settings: settings)
    return (2 * x - result.x, result.memory)
  },
]

private func probes(_ adam: @escaping Answer) -> [Probe] {
  // A large ε, so that its position shows.
  let settings = AdamSettings(rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0.1)
  let (x, g, mean) = (random(2, 3, seed: 1), random(2, 3, seed: 2), random(2, 3, seed: 3))
  let memory = AdamMemory(mean: mean, square: mean * mean + 0.5, steps: 4)
  let variable = Variable(x)
  let library = Training.Adam([("x", variable)], beta1: 0.9, beta2: 0.99, epsilon: 0.1)
  let steps = Tensor(Scalar(memory.steps))
  library.state = ["steps": [steps], "mean": [memory.mean], "square": [memory.square]]
  variable.gradient = g
  library.step(rate: 0.1)
  let (newMean, newSquare) = (library.state["mean"]![0]!, library.state["square"]![0]!)
  let fresh = AdamMemory(mean: x * 0, square: x * 0, steps: 0)
  let exact = AdamSettings(rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0)
  return [
    .values("x after the fifth step", try adam(x, g, memory, settings).x, are: variable.value),
    .values("the mean after the fifth step", try adam(x, g, memory, settings).memory.mean, are: newMean),
    .values("the square after the fifth step", try adam(x, g, memory, settings).memory.square, are: newSquare),
    .values("the count after the fifth step", Tensor(whole: [try adam(x, g, memory, settings).memory.steps]), are: [5]),
    .property(
      "without ε, the first step moves every number by the rate, against the sign of its gradient",
      try adam(x, g, fresh, exact).x, equals: x - g.map { $0 < 0 ? -0.1 : 0.1 }),
  ]
}
