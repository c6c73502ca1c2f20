import Exercises
import Foundation
import Solutions
import Training

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ g: Tensor, _ state: AdamState, _ settings: AdamSettings
  ) throws -> (x: Tensor, state: AdamState)

extension Exercise {
  static let adam = Exercise(
    "02.2", "adam", solution: TrainingSolutions.self,
    answer: { (answers: any TrainingTasks.Type) in answers.adam },
    hints: [
      "Four lines, in the order of the task: both averages, both corrections, the step.",
      "t is state.steps + 1. The corrections divide by 1 - pow(beta, t); the state holds the averages without them.",
      "x - rate * (mean / (1 - pow(beta1, t))) / (sqrt(square / (1 - pow(beta2, t))) + epsilon)",
    ],
    mistakes: mistakes, probes: probes)
}

/// Adam with another step: the formulas of the mistakes.
private func adam(
  _ x: Tensor, _ g: Tensor, _ state: AdamState, _ settings: AdamSettings,
  step: (_ mean: Tensor, _ square: Tensor, _ t: Scalar) -> Tensor
) throws -> (x: Tensor, state: AdamState) {
  let new = try TrainingSolutions.adam(x, gradient: g, state: state, settings: settings).state
  return (x - settings.rate * step(new.mean, new.square, Scalar(new.steps)), new)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the averages were not corrected for their start at zero: divide them by 1 − βᵗ") { x, g, state, settings in
    try adam(x, g, state, settings) { mean, square, _ in mean / (sqrt(square) + settings.epsilon) }
  },
  Mistake("the correction uses the old number of steps: t includes this step") { x, g, state, settings in
    try adam(x, g, state, settings) { mean, square, t in
      let (m, s) = (mean / (1 - pow(settings.beta1, t - 1)), square / (1 - pow(settings.beta2, t - 1)))
      return m / (sqrt(s) + settings.epsilon)
    }
  },
  Mistake("ε was added under the root: add it to the root") { x, g, state, settings in
    try adam(x, g, state, settings) { mean, square, t in
      let (m, s) = (mean / (1 - pow(settings.beta1, t)), square / (1 - pow(settings.beta2, t)))
      return m / sqrt(s + settings.epsilon)
    }
  },
  Mistake("the root is missing: divide by √ŝ, not by ŝ") { x, g, state, settings in
    try adam(x, g, state, settings) { mean, square, t in
      let (m, s) = (mean / (1 - pow(settings.beta1, t)), square / (1 - pow(settings.beta2, t)))
      return m / (s + settings.epsilon)
    }
  },
  Mistake("the gradient was not squared: `square` averages g²") { x, g, state, settings in
    let own = try TrainingSolutions.adam(x, gradient: g, state: state, settings: settings)
    let square = settings.beta2 * state.square + (1 - settings.beta2) * g
    let t = Scalar(own.state.steps)
    let root = sqrt(square / (1 - pow(settings.beta2, t))) + settings.epsilon
    let step = own.state.mean / (1 - pow(settings.beta1, t)) / root
    return (x - settings.rate * step, AdamState(mean: own.state.mean, square: square, steps: own.state.steps))
  },
  Mistake("β₁ and β₂ are swapped") { x, g, state, settings in
    var swapped = settings
    (swapped.beta1, swapped.beta2) = (settings.beta2, settings.beta1)
    return try TrainingSolutions.adam(x, gradient: g, state: state, settings: swapped)
  },
  Mistake("β and 1 − β are swapped: β is the part of the old average that is kept") { x, g, state, settings in
    let mean = (1 - settings.beta1) * state.mean + settings.beta1 * g
    let square = (1 - settings.beta2) * state.square + settings.beta2 * (g * g)
    let t = Scalar(state.steps + 1)
    let root = sqrt(square / (1 - pow(settings.beta2, t))) + settings.epsilon
    let step = mean / (1 - pow(settings.beta1, t)) / root
    return (x - settings.rate * step, AdamState(mean: mean, square: square, steps: state.steps + 1))
  },
  Mistake("the corrected averages were stored in the state: store them without the correction") {
    x, g, state, settings in
    var result = try TrainingSolutions.adam(x, gradient: g, state: state, settings: settings)
    let t = Scalar(result.state.steps)
    result.state.mean = result.state.mean / (1 - pow(settings.beta1, t))
    result.state.square = result.state.square / (1 - pow(settings.beta2, t))
    return result
  },
  Mistake("the new state has the old number of steps: it is one more") { x, g, state, settings in
    var result = try TrainingSolutions.adam(x, gradient: g, state: state, settings: settings)
    result.state.steps = state.steps
    return result
  },
  Mistake("the sign is reversed: subtract the step") { x, g, state, settings in
    let result = try TrainingSolutions.adam(x, gradient: g, state: state, settings: settings)
    return (2 * x - result.x, result.state)
  },
]

private func probes(_ adam: @escaping Answer) -> [Probe] {
  // A large ε, so that a wrong position of it changes the result.
  let settings = AdamSettings(rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0.1)
  let (x, g, mean) = (random(2, 3, seed: 1), random(2, 3, seed: 2), random(2, 3, seed: 3))
  let state = AdamState(mean: mean, square: mean * mean + 0.5, steps: 4)
  let variable = Variable(x)
  let library = Training.Adam([("x", variable)], beta1: 0.9, beta2: 0.99, epsilon: 0.1)
  let steps = Tensor(Scalar(state.steps))
  library.state = ["steps": [steps], "mean": [state.mean], "square": [state.square]]
  variable.gradient = g
  library.step(rate: 0.1)
  let (newMean, newSquare) = (library.state["mean"]![0]!, library.state["square"]![0]!)
  let fresh = AdamState(mean: x * 0, square: x * 0, steps: 0)
  let exact = AdamSettings(rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0)
  return [
    .values("x after the fifth step", try adam(x, g, state, settings).x, are: variable.value),
    .values("the mean after the fifth step", try adam(x, g, state, settings).state.mean, are: newMean),
    .values("the square after the fifth step", try adam(x, g, state, settings).state.square, are: newSquare),
    .values(
      "the number of steps after the fifth step", [try adam(x, g, state, settings).state.steps], are: [5]),
    .property(
      "without ε, the first step changes every number by the rate, against the sign of its gradient",
      try adam(x, g, fresh, exact).x, equals: x - g.map { $0 < 0 ? -0.1 : 0.1 }),
  ]
}
